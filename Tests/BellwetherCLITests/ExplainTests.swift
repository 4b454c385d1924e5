import Foundation
import Testing

/// The page of one account of the shipped portfolio.
@Suite struct ExplainTests {
    private static let day = "2026-06-30"

    private func explain(_ arguments: String...) throws -> Program {
        let model = try #require(AcmeModel.path)
        return try Program.run(list: ["explain", "--model", model, "--data", Program.acme] + arguments)
    }

    @Test func partsAddUpToWhatScoreSays() throws {
        let page = try explain("A-0359", "--as-of", Self.day, "--format", "json").json()
        let exact = try #require(page["parts_exact"] as? [String: Any])
        let terms = try #require(exact["terms"] as? [[String: Any]]).compactMap { $0["log_odds"] as? Double }
        let base = try #require(exact["base"] as? Double)
        let calibration = try #require(exact["calibration"] as? Double)
        let logOdds = try #require(exact["log_odds"] as? Double)
        #expect(abs(terms.reduce(base + calibration, +) - logOdds) < 1e-9)
        let score = try #require((page["score"] as? [[String: Any]])?.first)
        let p = try #require(score["p_churn"] as? Double)
        #expect(abs(1 / (1 + exp(-logOdds)) - p) < 1e-9)
        let model = try #require(AcmeModel.path)
        let scores = try Program.run(
            "score", "--model", model, "--data", Program.acme, "--as-of", Self.day, "--format", "json")
        let rows = try #require(scores.json()["scores"] as? [[String: Any]])
        let own = try #require(rows.first { $0["account_id"] as? String == "A-0359" })
        #expect(own["p_churn"] as? Double == p && own["health"] as? Int == score["health"] as? Int)
        let parts = try #require(page["parts"] as? [[String: Any]])
        let health = try #require(parts.first { $0["group"] as? String == "health" }?["part"] as? Int)
        #expect(health == score["health"] as? Int)
        let neighbours = try #require(page["neighbours"] as? [[String: Any]])
        let late = neighbours.filter {
            ($0["renewal"] as? String ?? "") >= "2027" || $0["account"] as? String == "A-0359"
        }
        #expect(neighbours.count == 6 && late.isEmpty)
    }

    @Test func aPageIsWrittenWithWhatChanged() throws {
        let scratch = try Scratch()
        let file = scratch.path("page.md")
        let run = try explain("A-0359", "--as-of", Self.day, "--since", "2026-03-31", "-o", file)
        #expect(run.status == 0 && run.errors == "wrote \(file)\n", "\(run.errors)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for words in [
            "primary contact", "all other (", "P(churn)", "since 2026-03-31", "differs most by",
            "not a promised effect",
            "**Verdict:**",
        ] { #expect(text.contains(words), "\(words)") }
        let again = try explain("A-0359", "--as-of", Self.day, "--since", "2026-03-31", "--format", "md")
        #expect(again.output == text)
    }

    @Test func anotherScorecardAndTargetAreTaken() throws {
        let scratch = try Scratch()
        let card = try String(contentsOfFile: "\(Program.acme)/scorecard.yaml", encoding: .utf8)
        let other = try scratch.file("other.yaml", card.replacing("limit: 69", with: "limit: 3"))
        let plain = try explain("A-0001", "--as-of", Self.day, "--format", "json").json()
        let run = try explain(
            "A-0001", "--as-of", Self.day, "--scorecard", other, "--target", "0.01", "--format", "json"
        ).json()
        #expect(run["target"] as? Double == 0.01 && plain["target"] as? Double != 0.01)
        let score = try #require((plain["score"] as? [[String: Any]])?.first)
        #expect(plain["target"] as? Double == (score["p_churn"] as? Double).map { $0 / 2 })
    }

    @Test func wrongUsesAreTold() throws {
        let before = try explain("A-0359", "--as-of", "2010-01-01", "--allow-future-model")
        #expect(before.status == 64 && before.errors.contains("nothing is known before 2010-01-01"), "\(before.errors)")
        let gone = try explain("A-0018", "--as-of", "2024-01-01", "--allow-future-model")
        #expect(gone.status == 65 && gone.errors.contains("it was no customer yet"), "\(gone.errors)")
        for (arguments, status, words) in [
            (["A-03590", "--as-of", Self.day], Int32(65), "no account is called \"A-03590\", did you mean"),
            (["A-0359", "--as-of", "2024-01-01"], 65, "time travel"),
            (["A-0359", "--as-of", Self.day, "--since", "2026-07-31"], 64, "is not before"),
            (["A-0359", "--as-of", Self.day, "--target", "1.5"], 64, "--target lies between 0 and 1"),
            (["A-0359", "--as-of", Self.day, "--previous-scorecard", "x.yaml"], 64, "needs --since"),
            (["A-0359", "--as-of", Self.day, "--scorecard", "nowhere.yaml"], 66, "nowhere.yaml"),
        ] {
            let model = try #require(AcmeModel.path)
            let run = try Program.run(list: ["explain"] + arguments + ["--model", model, "--data", Program.acme])
            #expect(run.status == status && run.errors.contains(words), "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }
}
