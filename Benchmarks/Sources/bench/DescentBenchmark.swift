import ArgumentParser
import Documents
import Foundation
import LinearAlgebra
import Regression

/// Gradient descent over a raw matrix that stays on disk.
struct DescentBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sgd",
        abstract: "Fits a logistic regression to a raw matrix on disk by gradient descent, in bounded memory; JSON.",
        discussion: "Example: bench sgd --x A.X.f64 --y A.y.u8 --rows 100000000 --columns 25 --exact")

    @Option(help: "Row-major little-endian float64 matrix.") var x: String
    @Option(help: "One byte an outcome, 0 or 1.") var y: String
    @Option var rows: Int
    @Option var columns: Int
    @Option(help: "none or ridge.") var penalty = "none"
    @Option(help: "Weight of the ridge penalty against the sum of losses.") var lambda = 1.0
    @Option(help: "At most so many reads by gradient descent.") var epochs = 5
    @Option var threads = Parallel.defaultThreads
    @Flag(help: "Fit in memory by Newton's method too and tell the difference in log loss.") var exact = false

    func validate() throws {
        guard rows > 0, columns > 0, threads > 0, epochs > 0 else { throw ValidationError("counts are at least 1") }
        guard ["none", "ridge"].contains(penalty) else { throw ValidationError("--penalty is none or ridge") }
    }

    func run() throws {
        let source = RawRows(x: x, y: y, rows: rows, columns: columns)
        let names = (1...columns).map { "x\($0)" }
        let kind: any Penalty = penalty == "ridge" ? RidgePenalty(lambda: lambda) : NoPenalty()
        let (memory, clock) = (PeakMemory(), Stopwatch())
        let streamed = try StochasticGradient(epochs: epochs).fit(
            source, names: names, penalty: kind, threads: threads)
        let (seconds, processor, peak) = (clock.wall, clock.processor, memory.extraBytes)
        let loss = -streamed.fit.logLikelihood / Double(rows)
        let exactLoss = try exact ? exactLogLoss(names, kind) : nil
        print(
            JSON.members([
                "seconds": .number(seconds), "cpu_seconds": .number(processor), "peak_extra_bytes": .integer(peak),
                "reads": .integer(1 + streamed.epochs + streamed.corrections), "epochs": .integer(streamed.epochs),
                "log_loss": .number(loss), "log_loss_gap": .number(streamed.gap),
                "log_loss_above_exact": .optional(exactLoss.map { loss - $0 }),
                "held_out_log_loss_of_descent": .optional(streamed.trace.last?.heldOutLoss),
                "held_out_log_loss": .optional(streamed.heldOut?.logLoss),
                "learning_rate": .number(streamed.learningRate), "coefficients": .numbers(streamed.fit.weights),
                "kernels": .string(KernelLevel.best.name), "threads": .integer(threads),
            ]).text())
    }

    /// Of the fit in memory, after the measurement.
    private func exactLogLoss(_ names: [String], _ penalty: any Penalty) throws -> Double {
        let outcome = try RawFile.bytes(y, count: rows).map(Double.init)
        let fit = try LogisticRegression(penalty: penalty).fit(
            RawFile.matrix(x, rows: rows, columns: columns), outcome: outcome, names: names, threads: threads)
        return -fit.logLikelihood / Double(rows)
    }
}

/// Rows of a raw matrix, a block at a time; one row of a hundred is held out.
private struct RawRows: RowSource {
    let x: String
    let y: String
    let rows: Int
    let columns: Int

    /// About 16 MB, whole batches.
    var blockRows: Int { max(1024, (2 << 20) / columns / 1024 * 1024) }

    func open() throws -> Blocks {
        Blocks(source: self, values: try RawFile.open(x), outcomes: try RawFile.open(y))
    }

    struct Blocks: RowBlocks {
        let source: RawRows
        let values: FileHandle
        let outcomes: FileHandle
        var row = 0
        var held: RowBlock?

        mutating func next() throws -> RowBlock? {
            if let held {
                self.held = nil
                return held
            }
            let count = min(source.blockRows, source.rows - row)
            guard count > 0 else { return nil }
            let numbers = try RawFile.numbers(values, source.x, count: count * source.columns)
            let labels = try RawFile.read(outcomes, source.y, bytes: count).map { Double($0) }
            var block = Matrix(rows: count, columns: source.columns)
            block.setRows(startingAt: 0, rowMajor: numbers)
            let places = (0..<count).filter { (row + $0) % 100 != 0 }
            let others = (0..<count).filter { (row + $0) % 100 == 0 }
            row += count
            if !others.isEmpty {
                held = RowBlock(x: block.rows(others), outcome: others.map { labels[$0] }, isHeldOut: true)
            }
            return RowBlock(x: block.rows(places), outcome: places.map { labels[$0] })
        }
    }
}
