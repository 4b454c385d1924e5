import Bellwether
import Foundation
import Testing

/// A CSV of features, written while rows are made.
@Suite struct FeatureExportTests {
    private func features(_ arguments: String...) throws -> Program {
        try Program.run(list: ["features", "--data", Program.acme, "--days-before", "120"] + arguments)
    }

    @Test func aCSVIsTheSameByEveryWay() throws {
        let scratch = try Scratch()
        let shown = try features("--format", "csv")
        #expect(shown.status == 0, "\(shown.errors)")
        _ = try features("-o", scratch.path("f.csv"))
        _ = try features("-o", scratch.path("m.csv"), "--memory", "256MiB")
        #expect(try String(contentsOfFile: scratch.path("f.csv"), encoding: .utf8) == shown.output)
        #expect(try String(contentsOfFile: scratch.path("m.csv"), encoding: .utf8) == shown.output)
        // The library's table, cell by cell, is the same text.
        let table = try Portfolio(folder: Program.acme).table(daysBefore: [120]).table
        var results = Results()
        results.table(table, isMain: true)
        #expect(CSVFormat().text(results) == shown.output)
    }

    @Test(arguments: ["10MB", "much", "0", "-1GB", "1e3GB"])
    func memoryThatIsNoneIsAUsageError(memory: String) throws {
        let run = try features("-o", "x.csv", "--memory", memory)
        #expect(run.status == 64 && run.output.isEmpty)
    }

    @Test func memoryNeedsACSV() throws {
        let run = try features("--memory", "2GB")
        #expect(run.status == 64)
        #expect(run.errors.contains("--memory needs a CSV"))
    }

    /// Commands that hold the readings say before they read that these would not fit; the file stays as it was.
    @Test(arguments: [
        ["check", "-o", "out.json"], ["train", "--days-before", "90", "-o", "out.json"],
        ["features", "--days-before", "90", "--screen", "-o", "out.csv"], ["retention", "-o", "out.csv"],
    ])
    func aPortfolioThatDoesNotFitIsRefused(command: [String]) throws {
        let scratch = try Scratch()
        let path = scratch.path(command.last!)
        try "old\n".write(toFile: path, atomically: true, encoding: .utf8)
        let run = try Program.run(list: command.dropLast() + [path, "--data", Program.acme, "--memory", "90MB"])
        #expect(run.status == 64)
        #expect(
            run.errors.contains("/acme: would take about ") && run.errors.contains("at most 90 MB, as --memory says"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old\n")
        let roomy = try Program.run(list: command.dropLast() + [path, "--data", Program.acme, "--memory", "2GB", "-q"])
        #expect(roomy.status == 0, "\(roomy.errors)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) != "old\n")
    }

    @Test func memoryIsOfAPortfolioThatIsRead() throws {
        let run = try Program.run("train", "--table", "t.csv", "--outcome", "y", "-o", "m.json", "--memory", "2GB")
        #expect(
            run.status == 64 && run.errors.contains("--memory goes with a data folder or database"), "\(run.errors)")
    }

    @Test func nothingIsLeftWhereTheFolderCannotBeWritten() throws {
        let run = try features("-o", "/no/such/folder/f.csv")
        #expect(run.status == 73)
        #expect(run.errors.contains("/no/such/folder/f.csv"))
    }

    @Test func aReadErrorLeavesNoFile() throws {
        let scratch = try Scratch()
        let data = scratch.path("data")
        try FileManager.default.copyItem(atPath: Program.acme, toPath: data)
        let events = data + "/events.csv"
        let text = try String(contentsOfFile: events, encoding: .utf8)
        try (text + "nobody,2024-01-01,login,,,,\n").write(toFile: events, atomically: true, encoding: .utf8)
        let run = try Program.run(
            "features", "--data", data, "--days-before", "120", "-o", scratch.path("f.csv"), "--memory", "1GB")
        #expect(run.status == 65)
        #expect(!FileManager.default.fileExists(atPath: scratch.path("f.csv")))
    }
}
