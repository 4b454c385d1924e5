import Foundation
import Testing

/// Diagnosis, weighted outcomes, base rates and hazards, as a user meets them.
struct DiagnosisTests {
    /// Uniform numbers, the same on every machine.
    private struct Draws {
        var state: UInt64

        mutating func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
    }

    /// `seats` and `users` are nearly the same; the last row is far out and against the trend.
    private func customers(_ count: Int, shift: Double = 0, outlier: Bool = false, seed: UInt64 = 7) -> String {
        var draws = Draws(state: seed)
        var text = "id,seats,users,age,churned\n"
        for row in 0..<count {
            let (seats, age) = (draws.next() * 10, draws.next() * 4)
            let p = 1 / (1 + exp(-(-0.5 - 0.3 * seats + 0.4 * age + shift)))
            text += "c\(row),\(seats),\(2 * seats + 0.02 * draws.next()),\(age),\(draws.next() < p ? 1 : 0)\n"
        }
        return text + (outlier ? "far,2,4.01,90,0\n" : "")
    }

    private func train(_ scratch: Scratch, _ table: String, _ options: [String]) throws -> Program {
        let process = ["train", "--table", table, "--outcome", "churned", "--id", "id", "-o", scratch.path("m.json")]
        return try Program.run(list: process + options)
    }

    private let plain = ["--penalty", "none", "--terms", "linear", "--calibration", "none"]

    @Test func trainTellsWhatIsWrongInALineAndAllOfItInJSON() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(900, outlier: true))
        let text = try train(scratch, table, plain).output
        #expect(
            text.contains(
                "columns that explain each other, so that their weights mean little alone: seats and users (VIF"))
        #expect(text.contains("1 row moves a weight by more than its standard error: far (age by "))
        let json = try train(scratch, table, plain + ["--format", "json"]).json()
        let diagnostics = try #require(json["diagnostics"] as? [String: Any])
        let inflation = try #require(diagnostics["vif"] as? [[String: Any]])
        #expect(inflation.map { $0["term"] as? String } == ["seats", "users", "age"])
        #expect(try #require(inflation[0]["vif"] as? Double) > 1000 && inflation[0]["partner"] as? String == "users")
        #expect(try #require(inflation[2]["vif"] as? Double) < 1.5)
        let link = try #require(diagnostics["link_test"] as? [String: Any])
        for key in ["estimate", "std_error", "z", "p"] { #expect(link[key] is Double, "\(key)") }
        #expect(diagnostics["rows_moving_a_weight"] as? Int == 1)
        let rows = try #require(diagnostics["influential_rows"] as? [[String: Any]])
        #expect(rows.count == 10 && rows[0]["row"] as? Int == 901 && rows[0]["name"] as? String == "far")
        #expect(rows[0]["moves"] as? String == "age")
        #expect(try #require(diagnostics["events_per_parameter"] as? Double) > 10)
    }

    @Test func soundDataGetNoLine() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(900))
        let text = try train(scratch, table, plain + ["--ignore", "users"]).output
        #expect(!text.contains("explain each other") && !text.contains("moves a weight") && !text.contains("link test"))
    }

    private func meanChurn(_ scratch: Scratch, _ table: String, _ options: [String] = []) throws -> (
        mean: Double, Program
    ) {
        let run = try Program.run(
            list: ["score", "--model", scratch.path("m.json"), "--table", table, "--id", "id", "--format", "csv"]
                + options)
        let values = run.output.split(separator: "\n").dropFirst().compactMap { Double($0.split(separator: ",")[1]) }
        return (values.reduce(0, +) / Double(max(1, values.count)), run)
    }

    @Test func weightedAndSampledOutcomesKeepTheMeanRight() throws {
        let scratch = try Scratch()
        let text = customers(4000)
        let table = try scratch.file("c.csv", text)
        let share = Double(text.split(separator: "\n").count { $0.hasSuffix(",1") }) / 4000
        for options in [["--class-weights", "8"], ["--keep-negatives", "0.4"]] {
            let run = try train(scratch, table, plain + ["--ignore", "users"] + options)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("the intercept is corrected"))
            #expect(abs(try meanChurn(scratch, table).mean - share) < 0.02)
        }
        for bad in [
            ["--class-weights", "0"], ["--class-weights", "3", "--errors", "model"], ["--keep-negatives", "1.5"],
            ["--keep-negatives", "0"],
        ] {
            #expect(try train(scratch, table, bad).status == 64, "\(bad)")
        }
    }

    @Test func validateOffersABaseRateAndScoreTakesIt() throws {
        let scratch = try Scratch()
        let learned = try scratch.file("c.csv", customers(3000))
        let later = try scratch.file("l.csv", customers(3000, shift: -1, seed: 99))
        _ = try train(scratch, learned, ["--ignore", "users"])
        let check = ["validate", scratch.path("m.json"), "--table", later, "--outcome", "churned", "--id", "id"]
        let text = try Program.run(list: check).output
        #expect(text.contains("times too high (") && text.contains("score --base-rate 0."))
        let rate = try #require(
            try Program.run(list: check + ["--format", "json"]).json()["base_rate"] as? [String: Any])
        let fitting = try #require(rate["fitting"] as? Double)
        let observed = try #require(rate["observed"] as? Double)
        #expect(try #require(rate["expected"] as? Double) > 1.5 * observed)
        let (before, _) = try meanChurn(scratch, later)
        let (after, run) = try meanChurn(scratch, later, ["--base-rate", "\(fitting)"])
        #expect(before > 1.5 * observed && abs(after - observed) < 1e-6)
        #expect(run.errors.contains("base rate moved from"))
        for bad in ["0", "1", "1.2", "-0.1"] {
            #expect(try meanChurn(scratch, later, ["--base-rate=\(bad)"]).1.status == 64)
        }
        let same = ["validate", scratch.path("m.json"), "--table", learned, "--outcome", "churned", "--id", "id"]
        #expect(!(try Program.run(list: same).output.contains("--base-rate")))
    }

    /// Accounts with 1 to 8 periods; risk rises with time and with `x`.
    private func periods(_ count: Int, _ edit: (String) -> String = { $0 }) -> String {
        var draws = Draws(state: 3)
        var lines = ["account,period,x,lost"]
        for account in 0..<count {
            let (x, last) = (draws.next() * 2, 1 + Int(draws.next() * 8))
            for period in 1...last {
                let p = 1 / (1 + exp(-(-3 + 0.2 * Double(period) + x)))
                let isLost = draws.next() < p
                lines.append("a\(account),\(period),\(x),\(isLost ? 1 : 0)")
                if isLost { break }
            }
        }
        return edit(lines.joined(separator: "\n")) + "\n"
    }

    @Test func hazardsAreLearnedPeriodByPeriod() throws {
        let scratch = try Scratch()
        let text = periods(1500)
        let table = try scratch.file("p.csv", text)
        func arguments(_ table: String, _ more: [String]) -> [String] {
            ["train", "--table", table, "--outcome", "lost", "--hazard", "period", "-o", scratch.path("m.json")] + more
        }
        let run = try Program.run(
            list: arguments(
                table, ["--group", "account", "--format", "json", "--penalty", "none", "--terms", "linear"]))
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json()
        let names = try #require(json["coefficients"] as? [[String: Any]]).compactMap { $0["name"] as? String }
        #expect(names.contains("period=2") && names.contains("period=8") && names.contains("x"))
        let survival = try #require(json["survival"] as? [[String: Any]])
        #expect(survival.map { $0["period"] as? Int } == Array(1...8))
        #expect(survival[0]["at_risk"] as? Int == 1500)
        // Kaplan-Meier, by hand, after two periods.
        let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        let left = (1...2).reduce(1.0) { left, period in
            let atRisk = rows.filter { $0[1] == "\(period)" }
            return left * (1 - Double(atRisk.count { $0[3] == "1" }) / Double(atRisk.count))
        }
        #expect(abs(try #require(survival[1]["survival"] as? Double) - left) < 1e-12)
        let scored = try Program.run(
            list: ["score", "--model", scratch.path("m.json"), "--table", table, "--format", "csv"])
        #expect(scored.output.split(separator: "\n").count == rows.count + 1)
        #expect(try Program.run(list: arguments(table, [])).status == 64)
        #expect(try Program.run("train", "--hazard", "period", "--group", "account").status == 64)
        // Too few rows for levels of their own, but the model has them.
        let few = try scratch.file("few.csv", text.split(separator: "\n").prefix(200).joined(separator: "\n") + "\n")
        let validated = try Program.run(
            list: [
                "validate", scratch.path("m.json"), "--table", few, "--outcome", "lost", "--hazard", "period",
                "--group",
                "account",
            ])
        #expect(validated.status == 0, "\(validated.errors)")
        for (edit, message) in [
            ({ $0 + "\na0,1,0,0" }, "twice"), ({ $0 + "\nz,1,0,1\nz,2,0,0" }, "after its loss in period 1"),
            ({ $0 + "\nz,1,0,0\nz,3,0,0" }, "no row for period 2"), ({ $0 + "\nz,1.5,0,0" }, "whole number"),
        ] as [((String) -> String, String)] {
            let bad = try scratch.file("bad.csv", periods(60, edit))
            let run = try Program.run(list: arguments(bad, ["--group", "account"]))
            #expect(run.status == 65 && run.errors.contains(message), "\(run.errors)")
        }
        let unknown = try Program.run(
            list: ["train", "--table", table, "--outcome", "lost", "--hazard", "perid", "--group", "account"])
        #expect(unknown.status == 65 && unknown.errors.contains("\"period\""))
    }
}
