import Bellwether
import Foundation
import Testing

/// `check` and `features --screen` on small folders: what is planted is told, and a clean folder tells nothing.
@Suite struct CheckTests {
    private static let signals = """
        version: 1
        signals:
          login: {category: usage, dimension: interest, direction: good}
          ticket: {category: communication, dimension: current-state}
        facts:
          churn_reason: {values: category, category: organisation, dimension: fit}
        attributes:
          region: {values: category, undated: allowed, category: organisation, dimension: fit}
        features:
          logins: {kind: count, signal: login, window: 90}
          tickets: {kind: count, signal: ticket, window: 90}

        """

    private struct Folder {
        var accounts = "account_id,signed_on,region\n"
        var renewals =
            "account_id,renewal_date,outcome,term_months,product,arr_before,decided_on,auto_renew,renewal_id\n"
        var events = "account_id,occurred_at,signal,user_id\n"
        var facts = "account_id,valid_from,fact,value\n"
        var signals = CheckTests.signals

        /// 80 accounts of which 20 are lost, each with a monthly login and some tickets, first term from 2023-01 on.
        init(ticketsFrom: Int = 0) {
            for account in 0..<80 {
                let (id, month) = ("A\(account)", 1 + account % 12)
                accounts += "\(id),2022-\(CheckTests.two(month))-01,emea\n"
                let isLost = account % 4 == 0
                let date = "2023-\(CheckTests.two(month))-01"
                renewals += "\(id),\(date),\(isLost ? "churned" : "renewed"),12,,100,,,R\(account)\n"
                for place in 0..<12 {
                    let (year, other) = ((month + place - 1) / 12, (month + place - 1) % 12 + 1)
                    let when = "\(2022 + year)-\(CheckTests.two(other))"
                    events += "\(id),\(when)-\(CheckTests.two(2 + account % 25)),login,u\n"
                    if (account + place) % 3 == 0, month + place >= ticketsFrom {
                        events += "\(id),\(when)-05,ticket,u\n"
                    }
                }
            }
        }

        func write() throws -> Scratch {
            let scratch = try Scratch()
            for (name, text) in [
                ("accounts.csv", accounts), ("renewals.csv", renewals), ("events.csv", events), ("facts.csv", facts),
                ("signals.yaml", signals),
            ] { _ = try scratch.file(name, text) }
            return scratch
        }

        /// The findings of `check`, by severity.
        func check(_ options: String...) throws -> (json: [String: Any], warnings: [String], notes: [String]) {
            let scratch = try write()
            let run = try Program.run(list: ["check", "--data", scratch.path, "--format", "json"] + options)
            #expect(run.status == 0, "\(run.errors)")
            let json = try run.json()
            let findings = try #require(json["findings"] as? [[String: Any]])
            func lines(_ severity: String) -> [String] {
                findings.filter { $0["severity"] as? String == severity }.compactMap { $0["finding"] as? String }
            }
            return (json, lines("warn"), lines("note"))
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func aCleanFolderHasNoWarning() throws {
        let found = try Folder().check("--as-of", "2024-01-01")
        #expect(found.warnings.isEmpty && found.notes.isEmpty, "\(found.warnings + found.notes)")
        let kinds = try #require(found.json["renewal_kinds"] as? [String: Any])
        #expect(kinds["pending"] as? Int == 0 && kinds["renewals"] as? Int == 80)
    }

    @Test func whatMisleadsIsWarnedOf() throws {
        var folder = Folder(ticketsFrom: 12)
        for account in stride(from: 0, to: 80, by: 4) where account % 8 == 0 {
            folder.facts += "A\(account),2023-\(Self.two(1 + account % 12))-02,churn_reason,price\n"
        }
        folder.events += "A1,2021-05-01,login,u\n"
        folder.events += "A2,2022-09-09T10:00:00Z,login,u\nA2,2022-09-09T10:00:00Z,login,u\n"
        folder.signals += "  region: {kind: attribute, attribute: region}\n"
        let warnings = try folder.check("--as-of", "2024-01-01").warnings
        #expect(warnings.count == 5, "\(warnings)")
        for words in [
            "events: 1 readings before the account signed", "events: 1 readings that repeat another",
            "1 feature made of attributes without a date, taken on trust (undated: allowed): region",
            "fact churn_reason: 10 of 20 lost accounts have it only near or after the decision, 0 of 60 kept ones",
            "signal ticket: nobody has a reading before 2023-01-05, yet 28 of 80 rows",
        ] {
            let isTold = warnings.contains { $0.hasPrefix(words) }
            #expect(isTold, "\(words): \(warnings)")
        }
    }

    @Test func renewalsOfAllKindsAreCounted() throws {
        var folder = Folder()
        folder.accounts += (1...6).map { "K\($0),2020-01-01,emea\n" }.joined()
        folder.renewals += """
            K1,2024-06-01,pending,12,,7,,,K1
            K2,2023-06-01,pending,12,,7,,yes,K2
            K3,2023-09-01,pending,12,,7,,no,K3
            K4,2026-01-01,pending,36,,1000,,,K4
            K5,2024-02-01,pending,12,desk,30,,,K5a
            K5,2024-02-01,pending,12,phone,20,,,K5b
            K6,2023-03-01,renewed,1,,5,,,K6a
            K6,2023-04-01,renewed,1,,5,2023-04-20,,K6b
            K6,2023-05-01,churned,1,,5,2023-01-05,,K6c

            """
        let found = try folder.check("--as-of", "2024-01-01", "--days-before", "90,14")
        let kinds = try #require(found.json["renewal_kinds"] as? [String: Any])
        let expected = [
            "renewals": 89, "pending": 6, "overdue": 1, "decided_early": 1, "decided_late": 1, "auto_renewing": 1,
            "auto_renewed_undecided": 1, "multi_year": 1, "co_terminated": 2,
        ]
        for (name, count) in expected { #expect(kinds[name] as? Int == count, "\(name)") }
        let ahead = try #require(kinds["not_at_risk_this_year"] as? [String: Any])
        #expect(ahead["accounts"] as? Int == 1 && ahead["arr"] as? Double == 1000)
        let together = try #require(kinds["co_terminating_next"] as? [String: Any])
        #expect(together["accounts"] as? Int == 1 && together["arr"] as? Double == 50)
        let leads = try #require(kinds["lead_times"] as? [[String: Any]])
        #expect(leads.map { $0["days_before"] as? Int } == [90, 14])
        #expect(leads.map { $0["short_term"] as? Int } == [2, 0])
        #expect(leads.map { $0["decided_before"] as? Int } == [1, 1])
        #expect(found.warnings.contains { $0.hasPrefix("1 renewal overdue as of 2024-01-01") })
        #expect(found.notes.contains { $0.contains("--days-before 14 fits them") })
    }

    @Test func termsThatEndTogetherAreScoredOnTheirSum() throws {
        var folder = Folder()
        folder.accounts += "K5,2020-01-01,emea\n"
        folder.renewals += "K5,2024-02-01,pending,12,desk,30,,,K5a\nK5,2024-02-01,pending,12,phone,20,,,K5b\n"
        let scratch = try folder.write()
        let model = scratch.path("model.json")
        let train = try Program.run("train", "--data", scratch.path, "--days-before", "30", "-o", model)
        #expect(train.status == 0, "\(train.errors)")
        let run = try Program.run(
            "score", "--model", model, "--data", scratch.path, "--as-of", "2024-01-01", "--format", "csv")
        let line = run.output.split(separator: "\n").first { $0.hasPrefix("K5,") }
        #expect(line?.hasPrefix("K5,2024-02-01,50,") == true, "\(run.errors)")
        let features = try Program.run(
            "features", "--data", scratch.path, "--as-of", "2024-01-01", "--format", "csv")
        #expect(features.output.hasPrefix("renewal_id,account_id,as_of,renewal_date,lead_days,outcome,logins"))
        #expect(features.output.contains("\nK5a + K5b,K5,2024-01-01,2024-02-01,31,pending,"))
    }

    @Test func theShippedPortfolioHasNoFalseAlarm() throws {
        let json = try Program.run("check", "--data", Program.acme, "--format", "json").json()
        let findings = try #require(json["findings"] as? [[String: Any]])
        let warnings = findings.filter { $0["severity"] as? String == "warn" }.compactMap { $0["finding"] as? String }
        for warning in warnings {
            let isTrue = ["without a date", "repeat another"].contains { warning.contains($0) }
            #expect(isTrue, "\(warning)")
        }
    }

    @Test func screenShowsOneLineAFeature() throws {
        let run = try Program.run(
            "features", "--data", Program.acme, "--screen", "--hold-out", "2025-07-01", "--format", "json")
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json()
        let screens = try #require(json["screening"] as? [[String: Any]])
        let first = try Program.run("features", "--data", Program.acme, "--as-of", "2023-01-01", "--format", "csv")
        let features = first.output.prefix { $0 != "\n" }.split(separator: ",").dropFirst(5)
        #expect(screens.compactMap { $0["feature"] as? String } == features.map(String.init))
        let all = try Program.run("features", "--data", Program.acme, "--screen", "--format", "json").json()
        let (rows, allRows) = (try #require(json["rows"] as? Int), try #require(all["rows"] as? Int))
        // The rows that `train --hold-out` learns from: known before the first cut-off that it checks.
        let renewals = try String(contentsOfFile: "\(Program.acme)/renewals.csv", encoding: .utf8)
            .split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let decided = renewals.filter { $0[2] != "pending" }
        let dates = decided.map { Day($0[1])! }
        let (day, known) = (Day("2025-07-01")!, decided.map { Day($0[8].isEmpty ? $0[1] : $0[8])! })
        let firstCutoff = try #require(dates.filter { $0 >= day }.min()) - 90
        #expect(rows == dates.indices.count { max(dates[$0], known[$0]) < min(day, firstCutoff) })
        #expect(allRows == decided.count)
        #expect((json["verdict"] as? String)?.contains("relate to churn by themselves") == true)
        let expanded = try Program.run(
            "features", "--data", Program.acme, "--screen", "--outcome", "expanded", "--days-before", "90,30")
        #expect(expanded.status == 0 && expanded.output.contains("relate to expansion"), "\(expanded.errors)")
    }

    @Test(arguments: [
        (["--screen", "--as-of", "2024-01-01"], "not --as-of"),
        (["--screen", "--outcome", "renewed"], "expected churned, contracted or expanded"),
        (["--days-before", "90", "--outcome", "expanded"], "need --screen"),
        (["--screen", "--audit"], "exclude each other"),
    ])
    func screenRefusesWhatMakesNoSense(options: [String], message: String) throws {
        let run = try Program.run(list: ["features", "--data", Program.acme] + options)
        #expect(run.status == 64 && run.errors.contains(message), "\(run.errors)")
    }

    @Test func nothingToScreenIsSaid() throws {
        let run = try Program.run("features", "--data", Program.acme, "--screen", "--hold-out", "2020-01-01")
        #expect(run.status == 65 && run.errors.contains("no decided renewal to screen"), "\(run.errors)")
    }
}
