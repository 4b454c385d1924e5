import Foundation
import Testing

/// Coefficients that were made elsewhere, through the program.
@Suite struct ImportCommandTests {
    private static let coefficients = """
        {"version": 1, "outcome": "left", "positive": "yes", "intercept": 0.4, "terms": [
          {"column": "seats", "weight": -0.1, "missing": 20},
          {"column": "plan", "levels": {"basic": 0.8, "pro": 0}}]}
        """

    /// Twice as sure as it should be.
    private static func table(rows: Int = 1500) -> String {
        var draws = Draws(state: 3)
        var text = "id,seats,plan,left\n"
        for row in 0..<rows {
            let (seats, isBasic) = (Int(draws.next() * 40), draws.next() < 0.5)
            let eta = (0.4 - 0.1 * Double(seats) + (isBasic ? 0.8 : 0)) / 2
            let left = draws.next() < 1 / (1 + exp(-eta))
            text += "r\(row),\(row % 9 == 0 ? "" : "\(seats)"),\(isBasic ? "basic" : "pro"),\(left ? "yes" : "no")\n"
        }
        return text
    }

    @Test func aTableCalibratesChecksAndScores() throws {
        let scratch = try Scratch()
        let file = try scratch.file("c.json", ImportCommandTests.coefficients)
        let rows = try scratch.file("rows.csv", ImportCommandTests.table())
        let model = scratch.path("m.json")
        let run = try Program.run("import", file, "--table", rows, "--id", "id", "-o", model)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("taken over  2 terms of 2 columns"))
        #expect(run.output.contains("their errors are not known"))
        #expect(run.output.contains("calibrated and checked on the same 1"))
        let scored = try Program.run(
            "score", "--model", model, "--table", rows, "--id", "id", "-o", scratch.path("s.csv"))
        #expect(scored.status == 0, "\(scored.errors)")
        let first = try String(contentsOfFile: scratch.path("s.csv"), encoding: .utf8).split(separator: "\n")[1]
            .split(separator: ",", omittingEmptySubsequences: false)
        // p_low and p_high stay empty.
        #expect(first[0] == "r0" && Double(first[1]) != nil && first[2].isEmpty && first[3].isEmpty)
        let exported = try Program.run("export", "--model", model, "--to", "sql", "--dialect", "sqlite")
        #expect(exported.status == 0 && exported.output.contains("\"plan\""))
    }

    @Test func withoutRowsTheWeightsAreAsGiven() throws {
        let scratch = try Scratch()
        let file = try scratch.file("c.json", ImportCommandTests.coefficients)
        let (model, rows) = (
            scratch.path("m.json"), try scratch.file("rows.csv", "id,seats,plan\na,10,basic\nb,,gold\n")
        )
        let run = try Program.run("import", file, "-o", model)
        #expect(run.status == 0 && run.output.contains("Not calibrated"), "\(run.errors)")
        let scored = try Program.run("score", "--model", model, "--table", rows, "--id", "id", "--format", "csv")
        let p = scored.output.split(separator: "\n").dropFirst().map {
            Double($0.split(separator: ",", omittingEmptySubsequences: false)[1]) ?? .nan
        }
        func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        let worst = zip(p, [sigmoid(0.4 - 1 + 0.8), sigmoid(0.4 - 2)]).map { abs($0 - $1) }.max() ?? 1
        #expect(p.count == 2 && worst < 1e-9, "\(scored.output)\(scored.errors)")
    }

    @Test func aPortfolioIsComparedAndExplained() throws {
        let scratch = try Scratch()
        let text = """
            {"version": 1, "intercept": -2, "terms": [
              {"column": "logins_30d", "weight": -0.4}, {"column": "tickets_30d", "weight": 0.3}]}
            """
        let (file, model) = (try scratch.file("c.json", text), scratch.path("m.json"))
        let run = try Program.run(
            "import", file, "--data", Program.acme, "--days-before", "90", "--hold-out", "2025-07-01", "-o", model)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("checked on") && !run.output.contains("same rows"))
        let compared = try Program.run("compare", "--model", model, "--data", Program.acme)
        #expect(compared.status == 0, "\(compared.errors)")
        let explained = try Program.run(
            "explain", "A-0004", "--model", model, "--data", Program.acme, "--as-of", "2026-06-30")
        #expect(explained.status == 0, "\(explained.errors)")
    }

    @Test(arguments: [
        (#"{"version": 1, "intercept": 0, "terms": [{"column": "seat", "weight": 1}]}"#, 65, "did you mean \"seats\""),
        (#"{"version": 1, "intercept": 0, "terms": [{"column": "seats", "wait": 1}]}"#, 65, "wait"),
        (#"{"version": 1, "intercept": 0, "terms": [{"column": "plan", "weight": 1}]}"#, 65, "plan"),
        ("not json", 65, "c.json:1"),
    ])
    func badFilesAreRefused(text: String, status: Int, words: String) throws {
        let scratch = try Scratch()
        let file = try scratch.file("c.json", text)
        let rows = try scratch.file("rows.csv", ImportCommandTests.table(rows: 300))
        let run = try Program.run("import", file, "--table", rows, "--outcome", "left", "-o", scratch.path("m.json"))
        #expect(Int(run.status) == status && run.errors.contains(words), "\(run.errors)")
        #expect(!scratch.names.contains("m.json"))
    }
}
