import Foundation
import Testing

/// `--terms ...+pairs`, `--rising`, `--falling` and `--signs` as a user meets them.
struct TermsTests {
    /// `x` and `z` say little alone and much together; `plan` is noise; p falls with `trend`.
    private func rows(_ count: Int) -> String {
        var draw = Draws(state: 11)
        var text = "id,x,z,trend,plan,churned\n"
        for row in 0..<count {
            let (x, z, trend) = (draw.next() * 4 - 2, draw.next() * 4 - 2, draw.next())
            let p = 1 / (1 + exp(0.5 - 1.5 * x * z + trend))
            text +=
                "\(row),\(x),\(z),\(trend),\(["basic", "plus"][Int(draw.next() * 2)]),\(draw.next() < p ? "yes" : "no")\n"
        }
        return text
    }

    private func train(_ scratch: Scratch, _ table: String, _ more: String...) throws -> Program {
        try Program.run(
            list: ["train", "--table", table, "--outcome", "churned", "--id", "id", "-o", scratch.path("m.json")]
                + more)
    }

    @Test func productsAreNamedScoredAndGiveReasons() throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", rows(1500))
        let run = try train(scratch, table, "--terms", "splines+pairs", "--format", "json")
        #expect(run.status == 0, "\(run.errors)")
        let coefficients = try #require(try run.json()["coefficients"] as? [[String: Any]])
        #expect(coefficients.contains { $0["name"] as? String == "x × z" })
        let scores = try Program.run(
            "score", "--model", scratch.path("m.json"), "--table", table, "--id", "id", "--format", "csv")
        #expect(scores.status == 0, "\(scores.errors)")
        #expect(scores.output.contains(" SD with z "))
        // A table without one side of a product is refused by name.
        let narrow = rows(30).replacing(",z,", with: ",zz,")
        let missing = try Program.run(
            "score", "--model", scratch.path("m.json"), "--table", try scratch.file("n.csv", narrow))
        #expect(missing.status == 65 && missing.errors.contains("\"z\""))
    }

    @Test func aDirectionIsHeldAndSaid() throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", rows(1500))
        let run = try train(scratch, table, "--terms", "linear", "--rising", "trend,x", "--falling", "z")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("held at 0 by direction") && run.output.contains("trend (rising)"))
        let validated = try Program.run(
            "validate", "--table", table, "--outcome", "churned", "--id", "id", "--folds", "3", "--falling", "trend")
        #expect(validated.status == 0, "\(validated.errors)")
    }

    @Test(
        arguments: [
            (["--rising", "tend"], 65, "no column \"tend\" to hold to a direction, did you mean \"trend\"?"),
            (["--falling", "plan"], 65, "\"plan\" is a category"),
            (["--rising", "x", "--falling", "z,x"], 64, "--rising and --falling both name \"x\""),
            (["--signs", "declared"], 64, "--signs declared needs --data"),
            (["--signs", "declard"], 64, "declard"),
            (["--terms", "splines+pair"], 64, "did you mean \"splines+pairs\"?"),
            (["--terms", "splines+pairs", "--penalty", "none"], 64, "need a penalty other than none"),
            (["--rising", "x", "--solver", "newton"], 64, "solver newton cannot hold a term to a direction"),
            (["--rising", "x", "--penalty", "firth"], 64, "directions need a penalty other than firth"),
        ] as [([String], Int32, String)])
    func badUsesAreRefused(options: [String], status: Int32, message: String) throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", rows(200))
        let run = try Program.run(
            list: ["train", "--table", table, "--outcome", "churned", "--id", "id", "-o", scratch.path("m.json")]
                + options)
        #expect(run.status == status && run.errors.contains(message), "\(run.status) \(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("m.json")))
    }

    /// Declared directions hold; a flag overrules them; a feature that is not there is named.
    @Test func declaredSignsHoldThePortfoliosFeatures() throws {
        let scratch = try Scratch()
        func weights(_ more: String...) throws -> [String: Double] {
            let run = try Program.run(
                list: [
                    "train", "--data", Program.acme, "--terms", "linear", "--format", "json", "-o",
                    scratch.path("m.json"),
                ] + more)
            #expect(run.status == 0, "\(run.errors)")
            let rows = try #require(try run.json()["coefficients"] as? [[String: Any]])
            let pairs = rows.compactMap { row in
                (row["name"] as? String).flatMap { name in (row["estimate"] as? Double).map { (name, $0) } }
            }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
        let (free, held) = (try weights(), try weights("--signs", "declared"))
        // More days since the last login, declared bad, only raise; a rising login trend, declared good, only lowers.
        #expect(held["days_since_login"]! >= 0 && held["login_trend"]! <= 0)
        #expect(free.count == held.count && free != held)
        let turned = try weights("--signs", "declared", "--rising", "login_trend")
        #expect(turned["login_trend"]! >= 0)
        let unknown = try Program.run(
            "train", "--data", Program.acme, "--rising", "login_tren", "-o", scratch.path("n.json"))
        #expect(unknown.status == 65 && unknown.errors.contains("did you mean \"login_trend\"?"))
    }

    @Test func aPriorNeedsAScorecard() throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", rows(200))
        let run = try train(scratch, table, "--penalty", "prior")
        #expect(run.status == 64 && run.errors.contains("--penalty prior needs --data with a scorecard.yaml"))
        let bounded = try train(scratch, table, "--penalty", "prior", "--rising", "x")
        #expect(bounded.status == 64 && bounded.errors.contains("prior"))
    }

    @Test func aPriorIsLearnedFromTheFolder() throws {
        let scratch = try Scratch()
        let run = try Program.run(
            "train", "--data", Program.acme, "--penalty", "prior", "--lambda", "30", "--terms", "linear", "-o",
            scratch.path("m.json"))
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("drawn towards the hand-set ones") && run.output.contains("add 0."))
    }

    @Test func groupLassoIsTaken() throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", rows(1500))
        let run = try train(
            scratch, table, "--penalty", "group-lasso", "--lambda", "0.02", "--terms", "splines", "--format", "json")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try ((run.json()["coefficients"] as? [[String: Any]]) ?? []).count > 1)
    }
}
