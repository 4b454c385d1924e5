import Bellwether
import Foundation
import Testing

/// `export` as a person runs it.
struct ExportTests {
    @Test func writesEveryKindToAFileAndToStandardOutput() throws {
        let scratch = try Scratch()
        let model = try #require(AcmeModel.path)
        for kind in ExportKinds.all {
            let path = scratch.path("scorer.\(kind.name)")
            let run = try Program.run("export", "--model", model, "--to", kind.name, "-o", path)
            #expect(run.status == 0 && run.output.isEmpty && run.errors == "wrote \(path)\n", "\(kind.name)")
            let bytes = try Data(contentsOf: URL(filePath: path))
            let expected = try kind.init().bytes(
                ModelFile.read(Array(Data(contentsOf: URL(filePath: model))), file: model), .init())
            #expect(Array(bytes) == expected, "\(kind.name)")
        }
        let sql = try Program.run(
            "export", "--model", model, "--to", "sql", "--dialect", "spark", "--keep", "account_id")
        #expect(
            sql.status == 0 && sql.errors.isEmpty
                && sql.output.contains("SELECT t.`account_id`, t.bellwether_p AS p_churn"))
    }

    @Test func aBaseRateIsInTheExport() throws {
        let model = try #require(AcmeModel.path)
        let plain = try Program.run("export", "--model", model, "--to", "json")
        let shifted = try Program.run("export", "--model", model, "--to", "json", "--base-rate", "0.4")
        #expect(plain.status == 0 && shifted.status == 0 && plain.output != shifted.output)
        #expect(shifted.output.contains("\"shift\": ") && shifted.errors.contains("base rate"))
    }

    @Test func errorsAreOneLineWithTheirStatus() throws {
        let model = try #require(AcmeModel.path)
        func run(_ arguments: String...) throws -> (Int32, String) {
            let run = try Program.run(list: ["export"] + arguments)
            #expect(run.output.isEmpty)
            return (run.status, run.errors)
        }
        let kind = try run("--model", model, "--to", "pmm")
        #expect(kind.0 == 64 && kind.1.contains("no export is called \"pmm\", did you mean \"pmml\"?"))
        let dialect = try run("--model", model, "--to", "sql", "--dialect", "postgre")
        #expect(dialect.0 == 64 && dialect.1.contains("did you mean \"postgres\"?"))
        let stray = try run("--model", model, "--to", "onnx", "--dialect", "spark")
        #expect(stray.0 == 64 && stray.1.contains("--dialect means nothing to onnx"))
        #expect(try run("--model", "/nowhere/model.json", "--to", "sql").0 == 66)
        #expect(try run("--model", model, "--to", "sql", "--base-rate", "1").0 == 64)
        let over = try run("--model", model, "--to", "json", "-o", model)
        #expect(over.0 == 64 && over.1.contains("is an input of this run"))
    }

    @Test func whatATargetCannotHoldIsStatus65() throws {
        let scratch = try Scratch()
        let rows = (0..<400).map { "\($0 % 17),\($0 * 7 % 23),\(($0 * $0 % 29 + $0 % 17) % 3 == 0 ? 1 : 0)" }
        let table = try scratch.file("t.csv", "Seats,seats,churned\n" + rows.joined(separator: "\n") + "\n")
        let model = scratch.path("twins.json")
        let trained = try Program.run(
            "train", "--table", table, "--outcome", "churned", "--penalty", "none", "--terms", "linear", "-q", "-o",
            model)
        #expect(trained.status == 0, "\(trained.errors)")
        let run = try Program.run(
            "export", "--model", model, "--to", "sql", "--dialect", "sqlite", "-o", scratch.path("x.sql"))
        #expect(run.status == 65)
        #expect(run.errors == "sqlite cannot tell the columns \"Seats\" and \"seats\" apart\n")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("x.sql")))
    }

    @Test func theListShowsThem() throws {
        let exports = try Program.run("list", "exports", "--format", "csv")
        #expect(exports.output.split(separator: "\n").count == ExportKinds.all.count + 1)
        #expect(try Program.run("list", "dialects").output.contains("postgres"))
    }
}
