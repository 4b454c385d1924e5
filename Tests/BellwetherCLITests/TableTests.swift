import Foundation
import Testing

/// `--table`: a ready-made table through check, train, validate and score.
struct TableTests {
    /// Spector and Mazzeo (1980), statsmodels' `spector` data: grade improvement, GPA, TUCE, PSI.
    private static let spector: String = {
        let path = Program.root.appending(path: "../shared/reference/designs/spector.csv")
        let own = Program.root.appending(path: "Tests/ReferenceValues/regression/designs/spector.csv")
        return (try? String(contentsOf: own, encoding: .utf8)) ?? (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    }()

    @Test func maximumLikelihoodGivesTheContractsFigures() throws {
        let scratch = try Scratch()
        let table = try scratch.file("spector.csv", Self.spector)
        let run = try Program.run(
            "train", "--table", table, "--outcome", "y", "--ignore", "w,(Intercept)", "--penalty", "none", "--terms",
            "linear",
            "--calibration", "none", "--format", "json", "-o", scratch.path("model.json"))
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json()
        #expect(json["schema"] as? Int == 1)
        let rows = try #require(json["coefficients"] as? [[String: Any]])
        #expect(rows.map { $0["name"] as? String } == ["(Intercept)", "GPA", "TUCE", "PSI"])
        // reference.json, 20 digits: coefficient of GPA and its standard error.
        #expect(abs(try #require(rows[1]["estimate"] as? Double) / 2.826112594 - 1) < 1e-8)
        #expect(abs(try #require(rows[1]["std_error"] as? Double) / 1.262940628 - 1) < 1e-6)
        for key in ["z", "p", "low", "high"] { #expect(rows[2][key] is Double) }
        for key in ["log_likelihood", "deviance", "null_deviance", "aic", "bic"] {
            #expect(json[key] is NSNumber, "\(key)")
        }
        #expect(json["observations"] as? Int == 32)
        #expect(json["converged"] as? Bool == true)
    }

    /// A table with numbers, categories and blanks, and a planted truth.
    private func customers(_ count: Int) -> String {
        var draw = Draws(state: 7)
        var text = "id,logins,plan,arr,churned\n"
        for row in 0..<count {
            let (logins, plan) = (draw.next() * 20, ["basic", "plus"][Int(draw.next() * 2)])
            let p = 1 / (1 + exp(-(1.5 - 0.25 * logins - (plan == "plus" ? 1 : 0))))
            text +=
                "=c\(row),\(draw.next() < 0.1 ? "" : "\(logins)"),\(plan),\(1000 + row),\(draw.next() < p ? "yes" : "no")\n"
        }
        return text
    }

    /// People read a line a curve, programs every column.
    @Test func curvesAreOneLineEach() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(900))
        func train(_ format: String) throws -> Program {
            try Program.run(
                "train", "--table", table, "--outcome", "churned", "--id", "id", "--amount", "arr", "--terms",
                "splines", "--format", format, "-o", scratch.path("model.json"))
        }
        let text = try train("table").output
        #expect(text.contains("logins, falling curve"))
        #expect(!text.contains("logins spline"))
        let rows = try #require(try train("json").json()["coefficients"] as? [[String: Any]])
        #expect(rows.contains { $0["name"] as? String == "logins spline 8" })
    }

    @Test func trainScoreAndValidate() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(900))
        let model = scratch.path("model.json")
        let trained = try Program.run(
            "train", "--table", table, "--outcome", "churned", "--id", "id", "--amount", "arr", "--hold-out-share",
            "0.25", "-o", model)
        #expect(trained.status == 0, "\(trained.errors)")
        #expect(trained.output.contains("Verdict: ranks"))
        let scored = try Program.run("score", "--model", model, "--table", table, "--id", "id", "--format", "csv")
        #expect(scored.status == 0, "\(scored.errors)")
        let lines = scored.output.split(separator: "\n")
        #expect(lines[0] == "id,p_churn,p_low,p_high,reason_1,reason_2,reason_3")
        #expect(lines.count == 901)
        // Input order; a text that a spreadsheet would run is defused.
        #expect(lines[1].hasPrefix("'=c0,") && lines[900].hasPrefix("'=c899,"))
        let validated = try Program.run(
            "validate", "--table", table, "--outcome", "churned", "--id", "id", "--amount", "arr", "--folds", "4",
            "--predictions", scratch.path("held.csv"), "--format", "json")
        let auc = try #require(try validated.json()["auc"] as? [String: Any])
        #expect(try #require(auc["value"] as? Double) > 0.75)
        #expect(try #require(auc["low"] as? Double) < #require(auc["high"] as? Double))
        for name in [
            "average_precision", "log_loss", "brier", "ece", "calibration_slope", "calibration_intercept",
            "lift_top_decile",
        ] {
            #expect((try validated.json()[name] as? [String: Any])?["value"] is NSNumber, "\(name)")
        }
        let held = try String(contentsOfFile: scratch.path("held.csv"), encoding: .utf8).split(separator: "\n")
        #expect(held.count == 901 && held[0] == "row,fold,outcome,p_churn")
    }

    @Test func gatesMissingColumnsAndTornModels() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(400))
        let model = scratch.path("model.json")
        try Program.run("train", "--table", table, "--outcome", "churned", "--id", "id", "-o", model)
        let gate = try Program.run(
            "validate", model, "--table", table, "--outcome", "churned", "--id", "id", "--min-auc", "0.999")
        #expect(gate.status == 3 && gate.errors.contains("--min-auc"))
        let less = try scratch.file("less.csv", "id,login,plan\na,1,basic\n")
        let missing = try Program.run("score", "--model", model, "--table", less)
        #expect(missing.status == 65)
        #expect(missing.errors.contains("\"logins\"") && missing.errors.contains("\"arr\""))
        let bytes = try #require(FileManager.default.contents(atPath: model))
        _ = FileManager.default.createFile(atPath: scratch.path("torn.json"), contents: bytes.prefix(bytes.count / 2))
        let torn = try Program.run("score", "--model", scratch.path("torn.json"), "--table", table)
        #expect(torn.status == 65 && torn.output.isEmpty)
    }

    @Test func checkShowsRowsAsRead() throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", "\u{FEFF}id;x;plan\r\n007b;1.50;\"a;b\"\r\nNA;-;c\r\n")
        let json = try Program.run("check", "--table", table, "--head", "5", "--missing", "-", "--format", "json")
            .json()
        #expect(json["row_count"] as? Int == 2 && json["delimiter"] as? String == ";")
        let rows = try #require(json["rows"] as? [[String: Any]])
        #expect(
            rows[0]["id"] as? String == "007b" && rows[0]["x"] as? Double == 1.5 && rows[0]["plan"] as? String == "a;b")
        #expect(rows[1]["id"] as? String == "NA" && rows[1]["x"] is NSNull)
    }

    @Test func theSameRunIsTheSameBytesWhateverTheEnvironment() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(300))
        var models: [Data?] = []
        for (name, environment) in [
            ("a", ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"]), ("b", ["LANG": "tr_TR.UTF-8", "TZ": ":/etc/shadow"]),
        ] {
            let run = try Program.run(
                "train", "--table", table, "--outcome", "churned", "--ignore", "id", "-o", scratch.path(name),
                environment: environment)
            #expect(run.status == 0)
            models.append(FileManager.default.contents(atPath: scratch.path(name)))
        }
        #expect(models[0] != nil && models[0] == models[1])
        #expect(scratch.names == ["a", "b", "c.csv"])
    }
}
