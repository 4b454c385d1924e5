import Foundation
import Testing

/// `drift` as a person runs it: on the shipped portfolio, and on two tables.
@Suite(.serialized)
struct DriftTests {
    private func run(_ arguments: String...) throws -> Program {
        let model = try #require(AcmeModel.path)
        return try Program.run(list: ["drift", "--model", model, "--data", Program.acme] + arguments)
    }

    @Test func tellsWhatChanged() throws {
        let run = try run("--as-of", "2026-06-30")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count { $0.hasPrefix("Verdict: ") } == 3)
        #expect(try self.run("--as-of", "2026-06-30").output == run.output)
        let short = try self.run("--as-of", "2026-06-30", "--top", "3")
        #expect(short.output.contains(" features with less evidence are not shown (--top)"))
        let csv = try self.run("--as-of", "2026-06-30", "--format", "csv", "--top", "3").output
        #expect(
            csv.hasPrefix("feature,psi,threshold,p,shift,level,missing_before,missing_now,missing_p,log_odds,verdict"))
        #expect(csv.split(whereSeparator: \.isNewline).count > 50)
    }

    @Test func everyFeatureOfTheModelIsThere() throws {
        let json = try run("--as-of", "2026-06-30", "--reference", "2025-06-30", "--format", "json").json()
        let rows = try #require(json["drift"] as? [[String: Any]])
        #expect(rows[0]["feature"] as? String == "(score)")
        let moved = rows.filter { ($0["verdict"] as? String)?.hasPrefix("moved") == true }
        for row in rows where row["psi"] is Double {
            let (psi, threshold) = (try #require(row["psi"] as? Double), try #require(row["threshold"] as? Double))
            let isMoved = moved.contains { $0["feature"] as? String == row["feature"] as? String }
            #expect((psi > threshold) == isMoved)
        }
        #expect((json["promised"] as? [[String: Any]])?.count == 2)
    }

    /// Once all are decided, the outcomes are those that `backtest` judges the model by.
    @Test func outcomesAreThoseTheModelHasNotSeen() throws {
        let json = try run("--as-of", "2027-12-31", "--reference", "2025-06-30", "--format", "json").json()
        let rows = try #require(json["outcomes"] as? [[String: Any]])
        let lost = try #require(rows.first { $0["figure"] as? String == "lost" })
        let model = try #require(AcmeModel.path)
        let replay = try Program.run(
            "backtest", "--data", Program.acme, "--model", model, "--days-before", "90", "--no-signals", "--format",
            "json"
        ).json()
        let quality = try #require(replay["quality"] as? [[String: Any]])
        let judged = try #require(quality.first { $0["score"] as? String == "model" })
        #expect(lost["rows"] as? Int == judged["renewals"] as? Int)
        #expect(lost["came"] as? Double == (judged["churned"] as? Int).map(Double.init))
        let area = try #require(rows.first { $0["figure"] as? String == "AUC" })
        #expect(abs(try #require(area["came"] as? Double) - (try #require(judged["auc"] as? Double))) < 1e-12)
        let early = try run("--as-of", "2025-10-01", "--format", "json").json()
        let soon = (early["outcomes"] as? [[String: Any]])?.first?["rows"] as? Int ?? 0
        #expect(soon < (try #require(lost["rows"] as? Int)))
    }

    /// Rows whose `logins` lie `shift` higher; `plan` is one of two, or `trial`.
    private func table(_ count: Int, seed: Int, shift: Double = 0, trial: Double = 0) -> String {
        var draw = Draws(state: UInt64(seed))
        var text = "account,logins,plan,churned\n"
        for row in 0..<count {
            let logins = draw.next() * 20 + shift
            let plan = draw.next() < trial ? "trial" : ["basic", "plus"][Int(draw.next() * 2)]
            let p = 1 / (1 + exp(-(1.5 - 0.25 * logins - (plan == "plus" ? 1 : 0))))
            text += "c\(row),\(logins),\(plan),\(draw.next() < p ? "yes" : "no")\n"
        }
        return text
    }

    /// A model of a table, with the folder that holds both.
    private func trained() throws -> (scratch: Scratch, model: String, learned: String) {
        let scratch = try Scratch()
        let learned = try scratch.file("learned.csv", table(800, seed: 7))
        let model = scratch.path("model.json")
        let run = try Program.run(
            "train", "--table", learned, "--outcome", "churned", "--ignore", "account", "--terms", "linear", "-q", "-o",
            model)
        #expect(run.status == 0, "\(run.errors)")
        return (scratch, model, learned)
    }

    @Test func tablesAreCompared() throws {
        let (scratch, model, learned) = try trained()
        let now = try scratch.file("now.csv", table(600, seed: 8, shift: 4, trial: 0.1))
        let run = try Program.run("drift", "--model", model, "--table", now, "--reference-table", learned)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.contains("2 of 2 features and the score drifted beyond chance: logins (PSI "))
        #expect(run.output.contains("new: trial ("))
        #expect(run.output.contains("of 600 outcomes, "))
        let blind = now.replacing("now.csv", with: "blind.csv")
        let text = try String(contentsOfFile: now, encoding: .utf8)
        let bare = text.split(separator: "\n").map { $0.split(separator: ",").dropLast().joined(separator: ",") }
        try bare.joined(separator: "\n").write(toFile: blind, atomically: true, encoding: .utf8)
        let without = try Program.run("drift", "--model", model, "--table", blind, "--reference-table", learned)
        #expect(without.status == 0 && without.output.contains("no outcome is known yet"))
    }

    @Test func theGateFailsBeyondChanceOnly() throws {
        let (scratch, model, learned) = try trained()
        let moved = try scratch.file("moved.csv", table(600, seed: 8, shift: 4))
        let same = try scratch.file("same.csv", table(600, seed: 9))
        func drift(_ table: String, _ bound: String) throws -> Program {
            try Program.run(
                "drift", "--model", model, "--table", table, "--reference-table", learned, "--max-psi", bound)
        }
        let failed = try drift(moved, "0.2")
        #expect(failed.status == 3 && failed.output.contains("Verdict: "))
        #expect(failed.errors.contains("lies above --max-psi 0.2, and above what chance explains ("))
        #expect(failed.errors.split(separator: "\n").count == 1)
        #expect(try drift(moved, "9").status == 0)
        #expect(try drift(same, "0").status == 0)
    }

    /// Rows of an account that repeat count once: three times each row is no more evidence.
    @Test func anAccountCountsOnce() throws {
        let (scratch, model, learned) = try trained()
        let text = table(300, seed: 10)
        let rows = text.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        let once = try scratch.file("once.csv", text)
        let thrice = try scratch.file("thrice.csv", text + rows + rows)
        func psi(_ table: String) throws -> [Double] {
            let run = try Program.run(
                "drift", "--model", model, "--table", table, "--reference-table", learned, "--group", "account",
                "--format", "json")
            let rows = try #require(try run.json()["drift"] as? [[String: Any]])
            return rows.compactMap { $0["p"] as? Double }
        }
        let (of, ofThrice) = (try psi(once), try psi(thrice))
        #expect(of == ofThrice && of.count == 3)
    }

    @Test func misuseIsOneLine() throws {
        let (scratch, model, learned) = try trained()
        func status(_ arguments: String...) throws -> Int32 { try Program.run(list: ["drift"] + arguments).status }
        #expect(try status() == 64)
        #expect(try status("--table", learned) == 64)
        #expect(try status("--as-of", "2026-01-01", "--reference", "2026-01-01") == 64)
        #expect(try status("--as-of", "2026-01-01", "--max-psi", "-1") == 64)
        #expect(try status("--model", model, "--as-of", "2026-01-01", "--data", Program.acme) == 64)
        #expect(try status("--model", "/no/model.json", "--as-of", "2026-01-01", "--data", Program.acme) == 66)
        #expect(try status("--model", model, "--table", "/no.csv", "--reference-table", learned) == 66)
        let few = try scratch.file("few.csv", table(19, seed: 3))
        let refused = try Program.run("drift", "--model", model, "--table", few, "--reference-table", learned)
        #expect(refused.status == 65 && refused.output.isEmpty)
        #expect(refused.errors == "the sample to compare has 19 rows, too few to tell drift from chance (20)\n")
        let other = try scratch.file("other.csv", "logins,tariff\n1,basic\n")
        let lacking = try Program.run("drift", "--model", model, "--table", other, "--reference-table", learned)
        #expect(lacking.status == 65 && lacking.errors.contains("plan"))
        let past = try run("--as-of", "2020-01-01")
        #expect(past.status == 65 && past.errors.contains("is not before 2020-01-01"))
    }
}
