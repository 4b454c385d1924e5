import ArgumentParser
import Bellwether
import Foundation

/// `bench read`: a source into columns, checked and sorted by account, and nothing else: what a client of a database is measured by.
struct ReadBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Reads a data folder or a database and says how long it took, as JSON.")

    @Argument(help: "A data folder, or a database: adbc:DRIVER?uri=... (drivers: ADBC_DRIVER_PATH).")
    var place: String

    @Option(help: "The folder of signals.yaml, where it is not the data folder.")
    var config: String?

    func run() throws {
        let watch = Stopwatch()
        let portfolio = try Portfolio(folder: place, configuration: config, options: options)
        let readings = portfolio.report.tables.first { $0.name == "events" }?.rows ?? 0
        let result: JSON = .object([
            .init("readings", .integer(readings)), .init("seconds", .number(watch.wall)),
            .init("cpu_seconds", .number(watch.processor)),
            .init("peak_bytes", .integer(ProcessMemory.bytes("VmHWM"))),
        ])
        print(result.text())
    }

    private var options: SourceOptions {
        let folders = ProcessInfo.processInfo.environment["ADBC_DRIVER_PATH"] ?? ""
        var options = SourceOptions()
        options.database = DatabaseSettings(driverFolders: folders.split(separator: ":").map(String.init))
        return options
    }
}
