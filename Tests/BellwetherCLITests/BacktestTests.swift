import Bellwether
import Foundation
import Testing

/// `backtest` on the shipped portfolio, as a person runs it.
@Suite(.serialized)
struct BacktestTests {
    private func run(_ arguments: String...) throws -> Program {
        try Program.run(list: ["backtest", "--data", Program.acme] + arguments)
    }

    @Test func replaysTheScorecard() throws {
        let run = try run("--top", "3")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count { $0.hasPrefix("Verdict: ") } == 5)
        #expect(!run.output.contains("model - health"))
        let again = try self.run("--top", "3")
        #expect(again.output == run.output)
    }

    @Test func judgesTheModelOnWhatItHasNotSeen() throws {
        let model = try #require(AcmeModel.path)
        let json = try run("--model", model, "--format", "json", "--no-signals").json()
        #expect(json["schema"] as? Int == 1 && json["lead_days"] as? Int == 90)
        let quality = try #require(json["quality"] as? [[String: Any]])
        #expect(Set(quality.compactMap { $0["lead_days"] as? Int }) == [180, 120, 90, 60, 30])
        let main = quality.filter { $0["lead_days"] as? Int == 90 }
        #expect(
            main.compactMap { $0["score"] as? String } == [
                "health", "health, same renewals", "model", "model - health",
            ])
        // The hold-out of `train` has 223 rows; all of them have a health score.
        #expect(main[2]["renewals"] as? Int == 223 && main[2]["churned"] as? Int == 43)
        #expect(main[0]["log_loss"] is NSNull && main[2]["log_loss"] is Double)
        for table in ["bands", "green_churn", "renewal_probability"] {
            #expect(try !#require(json[table] as? [[String: Any]]).isEmpty)
        }
        #expect(json["signal_lead_time"] == nil)
    }

    @Test func csvIsTheQuality() throws {
        let scratch = try Scratch()
        let run = try run("--days-before", "90", "--no-signals", "-o", scratch.path("q.csv"))
        #expect(run.status == 0 && run.output.isEmpty)
        let lines = try String(contentsOfFile: scratch.path("q.csv"), encoding: .utf8).split(separator: "\n")
        #expect(lines[0].hasPrefix("lead_days,score,renewals,churned,auc,auc_low,auc_high,log_loss,"))
        #expect(lines.count == 2)
    }

    @Test func spansOfDatesPartTheRenewals() throws {
        func count(_ arguments: String...) throws -> Int {
            let run = try Program.run(
                list: ["backtest", "--data", Program.acme, "--no-signals", "--days-before", "90", "--format", "json"]
                    + arguments)
            let quality = try #require(try run.json()["quality"] as? [[String: Any]])
            return try #require(quality[0]["renewals"] as? Int)
        }
        #expect(try count("--to", "2025-01-01") + count("--from", "2025-01-01") == count())
    }

    @Test func setsAnotherScorecardBeside() throws {
        let scratch = try Scratch()
        let card = try String(contentsOfFile: "\(Program.acme)/scorecard.yaml", encoding: .utf8)
        let same = try run("--no-signals", "--against", scratch.file("same.yaml", card))
        #expect(same.output.contains("Verdict: the other scorecard gives every renewal the score it has now."))
        let changed = card.replacing(
            "recent_login: {feature: days_since_login, weight: 15",
            with: "recent_login: {feature: days_since_login, weight: 5"
        )
        .replacing(
            "login_trend: {feature: login_trend, weight: 20", with: "login_trend: {feature: login_trend, weight: 30")
        let other = try run("--no-signals", "--against", scratch.file("other.yaml", changed))
        #expect(other.status == 0 && other.output.contains("renewals change band"), "\(other.errors)")
    }

    @Test func faultsAreOneLineAndTheRightStatus() throws {
        let scratch = try Scratch()
        let cases: [([String], Int32, String)] = [
            (["--model", scratch.path("none.json")], 66, "none.json"),
            (["--against", scratch.path("none.yaml")], 66, "none.yaml"),
            (["--against", try scratch.file("bad.yaml", "version: 1\ngroupz: {}\n")], 78, "bad.yaml:2"),
            (["--from", "2025-01-01", "--to", "2024-01-01"], 64, "not before"),
            (["--days-before", "90,90"], 64, "twice"), (["--window", "200"], 64, "--window"),
            (["--capacity", "0"], 64, "--capacity"),
            (["--from", "2031-01-01"], 65, "no decided renewal"),
        ]
        for (arguments, status, words) in cases {
            let run = try Program.run(list: ["backtest", "--data", Program.acme, "--no-signals"] + arguments)
            #expect(
                run.status == status && run.output.isEmpty && run.errors.contains(words), "\(arguments): \(run.errors)")
        }
    }

    /// A model that learned from everything cannot be judged: said, not hidden.
    @Test func aModelWithoutAHoldOutIsRefused() throws {
        let scratch = try Scratch()
        let path = scratch.path("all.json")
        let trained = try Program.run(
            "train", "--data", Program.acme, "--days-before", "90", "--terms", "linear", "--lambda", "100", "-o", path)
        #expect(trained.status == 0)
        let run = try run("--model", path, "--no-signals")
        #expect(run.status == 65 && run.output.isEmpty)
        #expect(
            run.errors.hasPrefix("the model learned from outcomes up to ") && run.errors.contains("--hold-out DATE"))
    }
}
