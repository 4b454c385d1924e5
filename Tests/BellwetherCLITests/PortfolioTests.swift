import Bellwether
import Foundation
import Testing

/// The main job on the shipped portfolio, as a person runs it.
@Suite(.serialized)
struct PortfolioTests {
    @Test func checkFindsNoError() throws {
        let run = try Program.run("check", "--data", Program.acme, "--format", "json")
        #expect(run.status == 0)
        #expect(try run.json()["errors"] as? Int == 0)
        #expect(try run.json()["accounts"] as? Int == 400)
    }

    /// Some of acme's renewals are decided after their date: what was not known when the first checked row was scored is not learned.
    @Test func whatWasDecidedLateIsNotLearnedBeforeItWasKnown() throws {
        let portfolio = try Portfolio(folder: Program.acme)
        let table = portfolio.table(daysBefore: [90])
        let rows = table.decidedRows.map { table.rows[$0] }
        let data = Observations(table)
        let late = rows.count { $0.knownOn! > $0.renewalDate! }
        #expect(late > 100, "\(late)")
        var heldBack = 0
        for day in [Day("2025-01-01")!, Day("2025-04-01")!, Day("2025-07-01")!, Day("2025-10-01")!] {
            let split = try #require(data.split(at: day))
            let firstCutoff = try #require(split.checked.map { rows[$0].asOf }.min())
            #expect(split.learned.allSatisfy { rows[$0].knownOn! < firstCutoff })
            heldBack += rows.count { $0.renewalDate! < firstCutoff } - split.learned.count
        }
        #expect(heldBack > 0)
        let plan = try #require(FoldPlan.timeOrdered(data, folds: 3))
        for fold in plan.folds {
            let firstCutoff = try #require(fold.test.map { rows[$0].asOf }.min())
            #expect(fold.training.allSatisfy { rows[$0].knownOn! < firstCutoff })
        }
    }

    @Test func featuresPassTheAudit() throws {
        let scratch = try Scratch()
        let run = try Program.run(
            "features", "--data", Program.acme, "--days-before", "90", "--audit", "-o", scratch.path("f.csv"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("audit passed"))
        let header = try String(contentsOfFile: scratch.path("f.csv"), encoding: .utf8).prefix { $0 != "\n" }
        #expect(header.hasPrefix("account_id,as_of,renewal_date,lead_days,outcome,"))
    }

    @Test func scoresHaveTheContractsColumns() throws {
        let model = try #require(AcmeModel.path)
        let scratch = try Scratch()
        let run = try Program.run(
            "score", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30", "-o", scratch.path("s.csv"),
            "--top", "3")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Verdict:"))
        #expect(run.output.contains("band at-risk until 2026-09-15 (Lucia Ferrari"))
        #expect(run.output.contains("so far no override can be judged yet."))
        let lines = try String(contentsOfFile: scratch.path("s.csv"), encoding: .utf8).split(separator: "\n")
        #expect(
            lines[0].hasPrefix(
                "account_id,renewal_date,arr,p_churn,p_low,p_high,health,band,fit,current_state,interest,payment_status,usage_trend,communication_health,arr_at_risk,reason_1,reason_2,reason_3,action,owner,due,disagreement,coverage,cap_reason,profile,override,"
            ))
        #expect(lines.count > 150)
        let again = try Program.run(
            "score", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30", "--format", "csv")
        #expect(again.output.split(separator: "\n") == lines)
    }

    @Test func timeTravelAndOtherDefinitionsAreRefused() throws {
        let model = try #require(AcmeModel.path)
        let early = try Program.run("score", "--model", model, "--data", Program.acme, "--as-of", "2024-01-01")
        #expect(early.status == 65 && early.errors.contains("time travel"))
        let scratch = try Scratch()
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv"] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path(name), withDestinationPath: "\(Program.acme)/\(name)")
        }
        let signals = try String(contentsOfFile: "\(Program.acme)/signals.yaml", encoding: .utf8)
        _ = try scratch.file(
            "signals.yaml",
            signals.replacing(
                "windows: [30, 90], description: support tickets",
                with: "windows: [30, 90], per: 7, description: support tickets"))
        let other = try Program.run("score", "--model", model, "--data", scratch.path, "--as-of", "2026-06-30")
        #expect(other.status == 65, "\(other.errors)")
        #expect(other.errors.contains("tickets_90d") && other.errors.contains("means something else"))
    }

    @Test func changesAddUp() throws {
        let model = try #require(AcmeModel.path)
        let arguments = [
            "score", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30", "--since", "2026-03-31",
        ]
        let json = try Program.run(list: arguments + ["--format", "json"]).json()
        let rows = try #require(json["changes"] as? [[String: Any]])
        let causes = ["moves", "decay", "missing", "profile", "configuration", "caps", "override"]
        #expect(rows.count > 150)
        for row in rows {
            let parts = causes.compactMap { row[$0] as? Int }
            guard let change = row["change"] as? Int, let from = row["from"] as? Int, let to = row["to"] as? Int else {
                #expect(parts.isEmpty)
                continue
            }
            #expect(parts.count == causes.count && parts.reduce(0, +) == change && change == to - from)
        }
        // An override began between the two days, no scorecard changed.
        #expect(rows.contains { $0["override"] as? Int ?? 0 != 0 })
        #expect(!rows.contains { $0["configuration"] as? Int ?? 0 != 0 })
        #expect((json["verdict"] as? String)?.contains("scored at both dates") == true)
        let one = try Program.run(list: arguments + ["--account", "A-0359", "--format", "json"]).json()
        let parts = try #require(one["parts"] as? [[String: Any]])
        let health = try #require(parts.first { $0["group"] as? String == "health" }?["part"] as? Int)
        let measures = parts.prefix { $0["group"] as? String != "health" }
        #expect(measures.compactMap { $0["part"] as? Int }.reduce(0, +) == health)
        let steps = try #require(one["steps"] as? [[String: Any]])
        let points = steps.compactMap { $0["points"] as? Int }
        #expect(points.dropLast().reduce(0, +) == points.last)
    }

    @Test func anotherScorecardIsTold() throws {
        let model = try #require(AcmeModel.path)
        let scratch = try Scratch()
        let card = try String(contentsOfFile: "\(Program.acme)/scorecard.yaml", encoding: .utf8)
        let old = try scratch.file("old.yaml", card.replacing("limit: 69", with: "limit: 30"))
        let arguments = ["score", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30"]
        let json = try Program.run(
            list: arguments + ["--since", "2026-03-31", "--previous-scorecard", old, "--format", "json"]
        ).json()
        let rows = try #require(json["changes"] as? [[String: Any]])
        #expect(rows.contains { ($0["configuration"] as? Int ?? 0) > 0 })
        for (extra, status, words) in [
            (["--previous-scorecard", old], 64, "--previous-scorecard needs --since"),
            (["--since", "2026-07-31"], 64, "is not before --as-of"),
            (["--account", "A-001"], 65, "no account is called \"A-001\", did you mean"),
        ] {
            let run = try Program.run(list: arguments + extra)
            #expect(run.status == Int32(status) && run.errors.contains(words), "\(run.errors)")
        }
        let stranger = try scratch.file("stranger.yaml", card.replacing("account: A-0359", with: "account: A-9359"))
        let run = try Program.run(
            list: arguments + ["--since", "2026-03-31", "--previous-scorecard", stranger])
        #expect(
            run.status == 78 && run.errors.contains("no account is called \"A-9359\", did you mean"), "\(run.errors)")
    }

    /// The library looks up what was computed on an override's first day, and what became of the next renewal.
    @Test func overridesAreJudgedByWhatHappened() throws {
        let scratch = try Scratch()
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv", "signals.yaml"] {
            try FileManager.default.createSymbolicLink(
                atPath: scratch.path(name), withDestinationPath: "\(Program.acme)/\(name)")
        }
        let card = try String(contentsOfFile: "\(Program.acme)/scorecard.yaml", encoding: .utf8)
        func override(_ account: String, _ score: Int, _ from: String, _ expires: String) -> String {
            "  - {account: \(account), score: \(score), author: Ada, reason: said so, from: \(from), expires: \(expires)}\n"
        }
        let all =
            override("LOST", 0, "2025-06-01", "2025-08-01") + override("KEPT", 100, "2025-06-01", "2025-08-01")
            + override("KEPT", 0, "2026-06-29", "2026-07-29")
        let overrides = try card.replacing("overrides:\n", with: "overrides:\n" + all).replacing(
            "LOST", with: decided("churned")
        )
        .replacing("KEPT", with: decided("renewed"))
        _ = try scratch.file("scorecard.yaml", overrides)
        let portfolio = try Portfolio(folder: scratch.path)
        let review = try #require(portfolio.overrideReview(asOf: Day("2026-06-30")!))
        #expect(review.down.judged == 1 && review.down.right == 1 && review.up.right == 1)
        #expect(review.all.overrides == 6 && review.lossRate.map { (0.05...0.4).contains($0) } == true)
        // Before they were decided nothing can be judged.
        #expect(try #require(portfolio.overrideReview(asOf: Day("2025-06-02")!)).all.judged == 0)
    }

    /// An account whose renewal in the second half of 2025 ended so, none before within the half year.
    private func decided(_ outcome: String) throws -> String {
        let text = try String(contentsOfFile: "\(Program.acme)/renewals.csv", encoding: .utf8)
        let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let row = rows.first { $0[2] == outcome && $0[1] > "2025-08" && $0[1] < "2025-12" && $0[8] > "2025-07" }
        return String(try #require(row)[0])
    }

    @Test func compareSetsBothSidesBesideWhatHappened() throws {
        let model = try #require(AcmeModel.path)
        let json = try Program.run("compare", "--model", model, "--data", Program.acme, "--format", "json").json()
        let weights = try #require(json["weights"] as? [[String: Any]])
        #expect(abs(weights.reduce(0) { $0 + ($1["hand_set"] as? Double ?? 0) } - 1) < 1e-9)
        #expect((json["quality"] as? [Any])?.count == 3)
        #expect((json["observed_by_band"] as? [Any])?.count == 3)
        #expect((json["verdict"] as? String)?.contains("bands") == true)
    }

    @Test func compareWritesAScorecardThatLoadsAgain() throws {
        let model = try #require(AcmeModel.path)
        let scratch = try Scratch()
        let file = scratch.path("learned.yaml")
        let arguments = ["compare", "--model", model, "--data", Program.acme, "--write-scorecard", file]
        let run = try Program.run(
            list: arguments + ["--blend", "--learning-curve", "--draws", "2", "--format", "json"])
        #expect(run.status == 0 && run.errors == "wrote \(file)\n", "\(run.errors)")
        let json = try run.json()
        let contenders = try #require(json["contenders"] as? [[String: Any]])
        #expect(contenders.compactMap { $0["score"] as? String }.count == 8)
        let curve = try #require(json["learning_curve"] as? [[String: Any]])
        #expect(curve.count > 3 && curve.last?["draws"] as? Int == 1)
        #expect((json["who_was_right"] as? [Any])?.count == 3 && (json["disagreements"] as? [Any])?.count == 10)
        // The file is a scorecard, and back-tests as what was shown.
        let weights = try #require(json["learned_scorecard"] as? [[String: Any]])
        let groups = Dictionary(
            weights.map { ($0["group"] as? String ?? "", $0["group_weight"] as? Double ?? 0) },
            uniquingKeysWith: { first, _ in first })
        #expect(groups.values.reduce(0, +) == 100 && groups.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
        let backtest = try Program.run(
            "backtest", "--data", Program.acme, "--scorecard", file, "--days-before", "90", "--from", "2025-07-01",
            "--no-signals", "--format", "json")
        #expect(backtest.status == 0, "\(backtest.errors)")
        // Never over a file, and never over the hand-set one.
        let before = try String(contentsOfFile: file, encoding: .utf8)
        let again = try Program.run(list: arguments)
        #expect(again.status == 64 && again.errors.contains("exists (--force writes over it)"), "\(again.errors)")
        let own = try Program.run(
            "compare", "--model", model, "--data", Program.acme, "--force", "--write-scorecard",
            "\(Program.acme)/../acme/scorecard.yaml")
        #expect(own.status == 64 && own.errors.contains("is the hand-set scorecard itself"), "\(own.errors)")
        #expect(try Program.run(list: arguments + ["--force"]).status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == before)
    }

    @Test func baselineTellsWhatIsNormal() throws {
        let arguments = ["baseline", "A-0018", "--data", Program.acme, "--as-of", "2026-06-30"]
        let json = try Program.run(list: arguments + ["--format", "json"]).json()
        #expect((json["account"] as? [String: Any])?["name"] as? String == "Prairie Motors")
        let rows = try #require(json["baseline"] as? [[String: Any]])
        let logins = try #require(rows.first { $0["signal"] as? String == "login" })
        #expect(logins["history_days"] as? Int == 274 && logins["periods"] as? Int == 8)
        #expect((logins["season"] as? String)?.hasPrefix("Tue ") == true)
        let scratch = try Scratch()
        for (name, words) in [("a.csv", "signal,of,history_days,"), ("a.md", "| login | count |")] {
            let run = try Program.run(list: arguments + ["-o", scratch.path(name)])
            #expect(run.status == 0 && run.output.isEmpty && run.errors.contains("wrote "))
            #expect(try String(contentsOfFile: scratch.path(name), encoding: .utf8).contains(words))
        }
        // Without a day it is the one after the newest event, which is said.
        let newest = try Program.run("baseline", "A-0018", "--data", Program.acme)
        #expect(newest.errors == "as of 2026-06-30, the day after the newest event\n")
        #expect(try newest.output == Program.run(list: arguments).output)
        // At the begin of its contract nothing is normal yet.
        let young = try Program.run("baseline", "A-0018", "--data", Program.acme, "--as-of", "2025-10-15")
        #expect(young.status == 0 && young.output.contains("Verdict: not enough history to say what is normal"))
        let unknown = try Program.run("baseline", "A-OO18", "--data", Program.acme)
        #expect(unknown.status == 65 && unknown.output.isEmpty)
        #expect(unknown.errors.hasSuffix("no account is called \"A-OO18\", did you mean \"A-0018\"?\n"))
    }

    @Test func pilotChoosesTheFirstAccounts() throws {
        let model = try #require(AcmeModel.path)
        let arguments = ["pilot", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30", "--size", "20"]
        let json = try Program.run(list: arguments + ["--format", "json"]).json()
        let rows = try #require(json["pilot"] as? [[String: Any]])
        #expect(rows.count == 20)
        let arr = rows.compactMap { $0["arr"] as? Double }
        #expect(arr.count == 20 && arr.min().map { $0 > 50_000 } == true)
        let why = rows.compactMap { $0["why"] as? String }
        let isTold = why.allSatisfy { $0.contains("undecided (no. ") || $0.contains("wide interval (no. ") }
        #expect(why.count == 20 && isTold)
        let text = try Program.run(list: arguments)
        #expect(text.status == 0 && text.output.contains("Verdict: 20 of "))
        let early = try Program.run("pilot", "--model", model, "--data", Program.acme, "--as-of", "2024-01-01")
        #expect(early.status == 65 && early.errors.contains("time travel"))
    }

    @Test func forecastIsSetBesideWhatHappened() throws {
        let model = try #require(AcmeModel.path)
        let arguments = ["retention", "forecast", "--model", model, "--data", Program.acme, "--months", "6"]
        let past = try Program.run(list: arguments + ["--as-of", "2025-10-01", "--format", "json"]).json()
        let rows = try #require(past["forecast"] as? [[String: Any]])
        #expect(rows.compactMap { $0["period"] as? String } == ["2025 Q4", "2026 Q1", "all"])
        #expect(rows.allSatisfy { $0["actual"] is Double })
        let ahead = try Program.run(list: arguments + ["--as-of", "2026-07-01"])
        #expect(ahead.status == 0 && ahead.output.contains("Verdict: GRR is expected at "))
        let early = try Program.run(list: arguments + ["--as-of", "2024-01-01"])
        #expect(early.status == 65 && early.errors.contains("time travel"))
    }

    @Test func validateJudgesTheHoldOutAlone() throws {
        let model = try #require(AcmeModel.path)
        let run = try Program.run("validate", model, "--data", Program.acme)
        #expect(run.status == 0)
        #expect(run.output.contains("from 2025-07-01, which the model has not seen"))
    }
}
