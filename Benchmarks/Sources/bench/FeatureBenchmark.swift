import ArgumentParser
import Bellwether
import Foundation

/// `bench features`: the peers' feature workload, from their CSV files to a feature file with their column names, by the
/// reader, the kinds and the writer of the product.
struct FeatureBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Extract the features of bench/peer_features.py and say how long it took.")

    @Argument(help: "A data folder: accounts.csv, renewals.csv, events.csv, columns.yaml, signals.yaml.")
    var folder: String

    @Argument(help: "The feature file.")
    var output: String

    @Option(help: "Bytes that may be taken; readings that do not fit wait on disk.")
    var memory: Int?

    @Option(help: "One shared cut-off for all rows (YYYY-MM-DD) instead of one each: to compare what own ones cost.")
    var cutoff: String?

    @Option(help: "Threads of the extraction; all cores where absent.")
    var threads: Int?

    func run() throws {
        let whole = Stopwatch()
        var (watch, steps) = (Stopwatch(), [String: [Double]]())
        func lap(_ name: String) {
            steps[name, default: [0, 0]][0] += watch.wall
            steps[name]![1] += watch.processor
            watch = Stopwatch()
        }
        let budget = MemoryBudget(bytes: memory ?? .max / 2, folder: FileManager.default.temporaryDirectory.path)
        let portfolio = try PartedPortfolio(
            folder: folder, options: SourceOptions(assumesUTC: true, threads: threads), budget: budget)
        let history = portfolio.history
        lap("read")
        let anchors = try self.anchors(history.base)
        let csv = FeatureCSV(portfolio.features.features, keys: FeatureBenchmark.keys)
        var file = try AtomicFile(path: output)
        try file.write(csv.header)
        lap("anchors")
        var (done, rows) = (0, 0)
        for (part, accounts) in history.parts.enumerated() {
            let mine = anchors[done...].prefix { accounts.contains($0.account) }
            let partial = try history.history(part)
            lap("sort")
            let extraction = FeatureExtraction(portfolio.features, of: partial, at: Array(mine), threads: threads)
            try extraction.forEachChunk(csv.rows) { text in try file.write(text) }
            (done, rows) = (done + mine.count, rows + extraction.rowCount)
            lap("extract")
        }
        try file.commit()
        lap("commit")
        let result: JSON = .object([
            .init("readings", .integer(history.readingCount)), .init("rows", .integer(rows)),
            .init("parts", .integer(history.parts.count)), .init("seconds", .number(whole.wall)),
            .init("cpu_seconds", .number(whole.processor)),
            .init("peak_bytes", .integer(ProcessMemory.bytes("VmHWM"))),
            .init(
                "steps",
                .object(
                    steps.sorted { $0.key < $1.key }.map {
                        JSON.Member($0.key, .array($0.value.map { .number($0) }))
                    })),
        ])
        print(result.text())
        // Memory goes back to the system all at once rather than array by array.
        FeatureBenchmark.exit()
    }

    private func anchors(_ base: SignalHistory) throws -> [Anchor] {
        guard let cutoff else { return base.anchors(daysBefore: [0]) }
        guard let day = Day(cutoff) else { throw ValidationError("--cutoff is a date") }
        return base.renewals.map { Anchor(account: $0.account, asOf: day, calendar: base.calendar) }
    }

    /// The peers' columns before the features.
    private static let keys = [
        FeatureCSV.Key("renewal_id") { .optional($0.renewalID) },
        FeatureCSV.Key("renewed") { .optional($0.outcome?.isLoss.map { $0 ? 0 : 1 }) },
    ]
}
