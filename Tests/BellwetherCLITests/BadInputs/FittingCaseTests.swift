import Foundation
import Testing

/// Section F of the list of bad inputs: fitting and calibration, as the program meets them.
@Suite struct FittingCaseTests {
    /// A table of rows made by `row` from seeded draws; columns id, x, z, y.
    private func table(_ rows: Int, _ row: (Int, inout Draws) -> (x: Double, z: Double, y: Int)) -> String {
        var draws = Draws(state: 11)
        return (0..<rows).reduce(into: "id,x,z,y\n") { text, index in
            let (x, z, y) = row(index, &draws)
            text += "r\(index),\(x),\(z),\(y)\n"
        }
    }

    /// Outcomes that follow x with noise.
    private func honest(_ index: Int, _ draws: inout Draws) -> (x: Double, z: Double, y: Int) {
        let (x, z, u) = (4 * draws.next() - 2, draws.next(), draws.next())
        return (x, z, u < 1 / (1 + exp(-x)) ? 1 : 0)
    }

    private func train(_ text: String, _ options: String...) throws -> Program {
        let scratch = try Scratch()
        let path = try scratch.file("t.csv", text)
        let run = try Program.run(
            list: ["train", "--table", path, "--outcome", "y", "--id", "id", "-o", scratch.path("m.json")] + options)
        #expect(scratch.names == (run.status == 0 ? ["m.json", "t.csv"] : ["t.csv"]), "a model where there is none")
        return Program(
            output: run.output, errors: run.errors.replacing(scratch.path + "/", with: ""), status: run.status,
            wasKilled: run.wasKilled)
    }

    private static let likelihood = ["--penalty", "none", "--terms", "linear"]

    private func likelihood(_ text: String) throws -> Program {
        try train(text, "--penalty", "none", "--terms", "linear", "--calibration", "none")
    }

    @Test func `F01 F02 F11 outcomes that cannot be learned from`() throws {
        expectRefusal(
            try train(table(100) { (_, draws) in (draws.next(), draws.next(), 0) }), 65,
            "y is \"0\" in all rows: from one outcome nothing can be learned")
        expectRefusal(try train("id,x,z,y\n"), 65, "no row has a value in y: nothing can be learned")
        expectRefusal(
            try train(table(99) { (index, draws) in (draws.next(), draws.next(), index % 3) }), 65,
            "y has 3 values (\"0\", \"1\", \"2\"), expected 2")
    }

    @Test func `F02 a hold-out that leaves nothing says what it took`() throws {
        let run = try Program.run(
            "train", "--data", Program.acme, "--hold-out", "2022-01-01", "-o", "/dev/null")
        expectRefusal(run, 65, "no row whose outcome was known before the first check on or after 2022-01-01")
    }

    @Test func `F03 more coefficients than rows without a penalty`() throws {
        let names = (0..<60).map { "c\($0)" }
        var draws = Draws(state: 3)
        let rows = (0..<40).map { row in
            "r\(row),\(row % 2)," + names.map { _ in "\(draws.next())" }.joined(separator: ",") + "\n"
        }
        let run = try likelihood("id,y," + names.joined(separator: ",") + "\n" + rows.joined())
        expectRefusal(run, 65, "61 coefficients cannot be learned from ")
        #expect(run.errors.contains("use fewer columns or ridge"))
    }

    @Test func `F04 F05 F06 constant and collinear columns are named`() throws {
        expectTold(
            try train(
                table(200) {
                    let row = honest($0, &$1)
                    return (row.x, 5, row.y)
                }), "z: constant in training, dropped")
        for noise in [0, 1e-13] {
            let run = try likelihood(
                table(200) {
                    let row = honest($0, &$1)
                    return (row.x, 2 * row.x + 1 + noise * row.z, row.y)
                })
            expectTold(run, "\"z\" is a linear combination of \"x\"; it has no coefficient")
            #expect(!run.output.lowercased().contains("nan"))
        }
    }

    @Test func `F07 F08 separation names the column and offers a penalty`() throws {
        let complete = try likelihood(
            table(200) { (index, draws) in (Double(index), draws.next(), index > 100 ? 1 : 0) })
        expectRefusal(complete, 65, "complete separation: column \"x\" (to +∞)")
        #expect(complete.errors.contains("use a Firth or ridge penalty"))
        let quasi = try likelihood(
            table(200) { (index, draws) in
                (index > 150 ? 1 : 0, draws.next(), index > 150 ? 1 : draws.next() < 0.5 ? 1 : 0)
            })
        expectRefusal(quasi, 65, "quasi-complete separation: column \"x\" (to +∞)")
    }

    @Test func `F09 F16 F18 few events are told, and nothing is calibrated on them`() throws {
        let few = try train(table(60) { (index, draws) in (draws.next(), draws.next(), index < 6 ? 1 : 0) })
        expectTold(few, "few events: 6 for ")
        expectTold(few, "not calibrated: 6 held-out rows of the rarer outcome, below 50")
        let rare = try train(
            table(20_000) { (index, draws) in (draws.next(), draws.next(), [5, 9000].contains(index) ? 1 : 0) })
        expectTold(rare, "not calibrated: 2 held-out rows of the rarer outcome, below 50")
    }

    @Test func `F10 a number that is none is refused by its line`() throws {
        let text = table(50) { honest($0, &$1) } + "r50,nan,1,1\n"
        expectRefusal(try train(text), 65, "t.csv:52: x \"nan\" is not a number")
    }

    @Test(arguments: [
        ("0", "no row to learn from"), ("-1", "t.csv:2: w is missing, negative or not finite"),
        ("nan", "t.csv:2: w \"nan\" is not a number"),
    ])
    func `F12 weights that cannot be`(weight: String, words: String) throws {
        let lines = table(60) { honest($0, &$1) }.split(separator: "\n")
        let text = "w,\(lines[0])\n" + lines.dropFirst().map { "\(weight),\($0)\n" }.joined()
        expectRefusal(try train(text, "--weight", "w"), 65, words)
    }

    @Test func `F13 F15 weights near the largest number, and a million equal rows, give the fit of plain ones`() throws
    {
        let lines = table(200) { honest($0, &$1) }.split(separator: "\n")
        func weighed(_ weight: (Int) -> String) throws -> [[String: Any]] {
            let rows = lines.dropFirst().enumerated().map { "\(weight($0.offset)),\($0.element)\n" }.joined()
            let run = try train(
                "w,\(lines[0])\n" + rows, "--weight", "w", "--penalty", "none", "--terms", "linear", "--calibration",
                "none", "--format", "json")
            return try #require(try run.json()["coefficients"] as? [[String: Any]], "\(run.errors)")
        }
        let (plain, huge, many) = (try weighed { _ in "1" }, try weighed { _ in "1e308" }, try weighed { _ in "5000" })
        for other in [huge, many] {
            for (a, b) in zip(plain, other) {
                let (x, y) = (a["estimate"] as? Double ?? .nan, b["estimate"] as? Double ?? 0)
                #expect(abs(x - y) <= 1e-9 * max(1, abs(x)))
            }
        }
    }

    @Test func `F14 columns of 1e-150 and 1e150 predict as standardised ones`() throws {
        let scratch = try Scratch()
        func predictions(_ a: Double, _ b: Double) throws -> [Double] {
            let text = table(300) {
                let row = honest($0, &$1)
                return (row.x * a, row.z * b, row.y)
            }
            let (path, model) = (try scratch.file("t.csv", text), scratch.path("m.json"))
            let train = try Program.run(
                list: ["train", "--table", path, "--outcome", "y", "--id", "id", "--calibration", "none", "-o", model]
                    + Self.likelihood)
            #expect(train.status == 0, "\(train.errors)")
            let run = try Program.run("score", "--model", model, "--table", path, "--format", "csv")
            return run.output.split(separator: "\n").dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
        }
        // Powers of two scale without rounding.
        let (plain, scaled) = (try predictions(1, 1), try predictions(0x1p-498, 0x1p498))
        #expect(plain.count == 300)
        #expect(zip(plain, scaled).allSatisfy { abs($0 - $1) <= 1e-12 })
    }

    @Test func `F19 ties in isotonic calibration do not depend on the order`() throws {
        let scratch = try Scratch()
        let rows = table(1500) {
            let row = honest($0, &$1)
            return ((row.x * 3).rounded(), 0, row.y)
        }
        .split(separator: "\n").map(String.init)
        func shares(_ order: [String]) throws -> [String: String] {
            let (path, model) = (
                try scratch.file("t.csv", ([rows[0]] + order).joined(separator: "\n") + "\n"), scratch.path("m.json")
            )
            let train = try Program.run(
                "train", "--table", path, "--outcome", "y", "--id", "id", "--ignore", "z", "--terms", "linear",
                "--calibration", "isotonic", "--lambda", "1", "-o", model)
            #expect(train.status == 0, "\(train.errors)")
            let run = try Program.run("score", "--model", model, "--table", path, "--format", "csv", "--id", "id")
            return Dictionary(
                uniqueKeysWithValues: run.output.split(separator: "\n").dropFirst().map {
                    let cells = $0.split(separator: ",")
                    return (String(cells[0]), String(cells[1].prefix(8)))
                })
        }
        let forward = try shares(Array(rows.dropFirst()))
        // Rows that score alike are calibrated alike.
        #expect(Set(forward.values).count <= 13)
    }

    @Test func `F20 a certain forecast that failed costs infinitely much, and is told`() throws {
        let scratch = try Scratch()
        let text = table(400) {
            let row = honest($0, &$1)
            return (row.x, row.z, row.y)
        }
        let (path, model) = (try scratch.file("t.csv", text), scratch.path("m.json"))
        _ = try Program.run(
            "train", "--table", path, "--outcome", "y", "--id", "id", "--terms", "linear", "--calibration", "none",
            "-o", model)
        let far = try scratch.file(
            "far.csv",
            "id,x,z,y\n"
                + (0..<40).map { "q\($0),\($0 == 0 ? "1e6" : "\(Double($0 % 5) - 2)"),0.5,\($0 == 0 ? 0 : $0 % 2)\n" }
                .joined())
        let run = try Program.run("validate", model, "--table", far, "--outcome", "y", "--format", "json")
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("nan"))
    }

    @Test func `F22 the seed is fixed and told`() throws {
        let text = table(300) { honest($0, &$1) }
        let (first, second) = (try train(text, "--format", "json"), try train(text, "--format", "json"))
        #expect(first.output == second.output && first.status == 0)
        #expect(try Program.run("train", "--help").output.contains("default: 42"))
    }

    @Test func `F23 rows of one account are never parted between folds`() throws {
        // Pure noise, each account four times: whoever parts them can remember the account.
        var draws = Draws(state: 8)
        var text = "id,g,a,y\n"
        for account in 0..<120 {
            let (level, outcome) = (draws.next(), draws.next() < 0.5 ? 1 : 0)
            for row in 0..<4 { text += "r\(account)-\(row),g\(account),\(level),\(outcome)\n" }
        }
        let scratch = try Scratch()
        let run = try Program.run(
            "validate", "--table", try scratch.file("t.csv", text), "--outcome", "y", "--id", "id", "--group", "g",
            "--terms", "bins", "--folds", "5", "--format", "json")
        let auc =
            ((try run.json()["metrics"] as? [String: Any] ?? run.json())["auc"] as? [String: Any])?["value"] as? Double
        #expect(try #require(auc, "\(run.output)") < 0.62)
    }

    @Test func `F24 a column that tells the outcome is suspected`() throws {
        let text = table(300) {
            let row = honest($0, &$1)
            return (Double(row.y) + 0.01 * row.z, row.z, row.y)
        }
        expectTold(try train(text), "x alone ranks the outcomes almost perfectly (AUC 1.000): a leak?")
        expectRefusal(try train(text, "--strict"), 65, "x alone ranks the outcomes almost perfectly")
        #expect(!(try train(table(300) { honest($0, &$1) }).output.contains("a leak?")))
    }
}
