import ArgumentParser
import Bellwether
import Foundation

/// How much memory and time a large ready-made table takes from file to scores, in one process.
struct MemoryBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Reads, prepares, fits and scores a large table; prints seconds and peak memory of each step.",
        discussion: """
            Writes a table of random numbers with a planted truth, then starts itself anew on it for each penalty, so \
            that writing does not count. Memory is told as a multiple of the matrix (rows x columns x 8 bytes): the \
            columns as read are one, the design matrix is the other.
            """)

    @Option var rows = 1_000_000
    @Option var columns = 50
    @Option var seed: UInt64 = 1
    @Option(help: "none: maximum likelihood; auto: ridge chosen by cross-validation, calibrated.")
    var penalty: [String] = ["none", "auto"]
    @Option(help: ArgumentHelp("Measure on this table, in this process.", visibility: .hidden)) var table: String?

    func validate() throws {
        guard rows > 0, columns > 0 else { throw ValidationError("counts are at least 1") }
        guard penalty.allSatisfy({ ["none", "auto"].contains($0) }) else {
            throw ValidationError("--penalty is none or auto")
        }
    }

    func run() throws {
        if let table {
            for name in penalty { try measure(table, penalty: name) }
            return
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "bellwether-memory-\(getpid()).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try PlantedTable(rows: rows, columns: columns, seed: seed).write(to: file)
        for name in penalty { try startAnew(on: file.path(), penalty: name) }
    }

    private func startAnew(on table: String, penalty: String) throws {
        let child = Process()
        child.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = [
            "memory", "--rows", "\(rows)", "--columns", "\(columns)", "--seed", "\(seed)", "--penalty", penalty,
            "--table", table,
        ]
        try child.run()
        child.waitUntilExit()
        guard child.terminationStatus == 0 else { throw ExitCode(child.terminationStatus) }
    }

    private func measure(_ path: String, penalty: String) throws {
        var steps = MeasuredSteps(matrixBytes: rows * columns * 8)
        let frame = try steps.run("read") { try TableSource(path: path).read().frame }
        let data = try steps.run("take apart") {
            try TableObservations(frame, roles: ColumnRoles(outcome: PlantedTable.outcome)).observations
        }
        let training = try steps.run("prepare and fit") { try train(data, penalty: penalty) }
        let scores = try steps.run("score") { try score(data.predictors, training.model) }
        var results = Results()
        results.line(
            "penalty \(penalty): \(NumberFormat.grouped(rows)) rows x \(columns) columns, "
                + "matrix \((rows * columns * 8) >> 20) MiB, \(BLASInfo.description)")
        results.table(steps.table)
        results.line(
            "log loss \(NumberFormat.fixed(logLoss(scores, data.outcomes), 6)); \(recovery(training.model.fit))")
        print(TextFormat().text(results))
    }

    private func train(_ data: Observations, penalty: String) throws -> Training {
        let options =
            penalty == "none" ? TrainingOptions(penalty: .none, calibration: NoCalibrator.name) : TrainingOptions()
        let description = ModelDescription(
            origin: .table(outcome: PlantedTable.outcome, positive: "1"), features: [], observations: data)
        return try Training(data, description: description, options: options)
    }

    /// As `bellwether score` does: a piece at a time.
    private func score(_ frame: Frame, _ model: ChurnModel) throws -> [Double] {
        var scores: [Double] = []
        scores.reserveCapacity(frame.rowCount)
        for first in stride(from: 0, to: frame.rowCount, by: 65_536) {
            let piece = frame.rows(Array(first..<min(first + 65_536, frame.rowCount)))
            scores += try model.predict(piece).probabilities
        }
        return scores
    }

    private func logLoss(_ scores: [Double], _ outcomes: [Double]) -> Double {
        -zip(scores, outcomes).reduce(0) { $0 + log($1.1 == 1 ? $1.0 : 1 - $1.0) } / Double(scores.count)
    }

    /// How far the estimates lie from the planted weights, in standard errors.
    private func recovery(_ fit: LogisticFit) -> String {
        let truth = PlantedTable(rows: rows, columns: columns, seed: seed).weights
        let errors = fit.standardErrors
        let distances = truth.indices.map { abs(fit.weights[$0 + 1] - truth[$0]) / errors[$0 + 1] }
        return "weights at most \(NumberFormat.fixed(distances.max() ?? 0, 1)) standard errors from the planted ones"
    }
}

/// Seconds and most anonymous memory of each step.
private struct MeasuredSteps {
    let matrixBytes: Int
    private let peak = AnonymousPeak()
    private var rows: [[Table.Cell]] = []
    private var (seconds, most) = (0.0, 0.0)

    init(matrixBytes: Int) { self.matrixBytes = matrixBytes }

    mutating func run<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
        let clock = Stopwatch()
        let value = try body()
        add(name, clock.wall, Double(peak.take()))
        return value
    }

    private mutating func add(_ name: String, _ wall: Double, _ bytes: Double) {
        rows.append([.text(name), .number(wall), .number(bytes / Double(matrixBytes))])
        (seconds, most) = (seconds + wall, max(most, bytes))
    }

    /// The last row also tells the kernel's high-water mark, which holds the pages of the mapped file that were in memory.
    var table: Table {
        let columns: [Table.Column] = [
            .init("step"), .init("seconds", .decimals(1)),
            .init("anonymous_peak", title: "anonymous / matrix", .decimals(2)),
            .init("resident_peak", title: "resident / matrix", .decimals(2)),
        ]
        let resident = Double(ProcessMemory.bytes("VmHWM")) / Double(matrixBytes)
        let whole: [Table.Cell] = [
            .text("whole"), .number(seconds), .number(most / Double(matrixBytes)), .number(resident),
        ]
        return Table("memory", columns: columns, rows: rows.map { $0 + [.missing] } + [whole])
    }
}

/// A table of uniform numbers of four decimals and an outcome whose log-odds are linear in them.
private struct PlantedTable {
    static let outcome = "y"

    let rows: Int
    let columns: Int
    let seed: UInt64

    /// From -0.1 to 0.1, in turn.
    var weights: [Double] { (0..<columns).map { 0.1 * (Double($0 % 5) - 2) / 2 } }

    func write(to file: URL) throws {
        guard FileManager.default.createFile(atPath: file.path(), contents: nil) else {
            throw ValidationError("\(file.path()) cannot be created")
        }
        let handle = try FileHandle(forWritingTo: file)
        var text = Array(((1...columns).map { "x\($0)" } + [PlantedTable.outcome]).joined(separator: ",").utf8)
        var random = SeededGenerator(seed: seed)
        let weights = weights
        for _ in 0..<rows {
            text.append(UInt8(ascii: "\n"))
            appendRow(to: &text, weights, &random)
            if text.count > 1 << 22 {
                try handle.write(contentsOf: text)
                text.removeAll(keepingCapacity: true)
            }
        }
        try handle.write(contentsOf: text + [UInt8(ascii: "\n")])
        try handle.close()
    }

    private func appendRow(to text: inout [UInt8], _ weights: [Double], _ random: inout SeededGenerator) {
        var logOdds = -1.0
        for weight in weights {
            let tenThousandths = random.below(60_001) - 30_000
            logOdds += weight * Double(tenThousandths) / 10_000
            append(tenThousandths, to: &text)
            text.append(UInt8(ascii: ","))
        }
        let isEvent = random.uniform() < 1 / (1 + exp(-logOdds))
        text.append(UInt8(ascii: isEvent ? "1" : "0"))
    }

    private func append(_ tenThousandths: Int, to text: inout [UInt8]) {
        if tenThousandths < 0 { text.append(UInt8(ascii: "-")) }
        let magnitude = tenThousandths.magnitude
        text.append(UInt8(ascii: "0") + UInt8(magnitude / 10_000))
        text.append(UInt8(ascii: "."))
        for unit in [1000, 100, 10, 1] as [UInt] { text.append(UInt8(ascii: "0") + UInt8(magnitude / unit % 10)) }
    }
}
