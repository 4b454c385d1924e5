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

    @OptionGroup var data: RawData
    @Option(help: "none or ridge.") var penalty = "none"
    @Option(help: "Weight of the ridge penalty against the sum of losses.") var lambda = 1.0
    @Option(help: "At most so many reads by gradient descent.") var epochs = 5
    @Flag(help: "Fit in memory by Newton's method too and tell the difference in log loss.") var exact = false

    func validate() throws {
        guard epochs > 0 else { throw ValidationError("--epochs is at least 1") }
        guard ["none", "ridge"].contains(penalty) else { throw ValidationError("--penalty is none or ridge") }
    }

    func run() throws {
        let source = RawRows(x: data.x, y: data.y, rows: data.rows, columns: data.columns)
        let kind: any Penalty = penalty == "ridge" ? RidgePenalty(lambda: lambda) : NoPenalty()
        let descent = StochasticGradient(epochs: epochs)
        func fit() throws -> StreamedFit {
            try descent.fit(source, names: data.names, penalty: kind, threads: data.threads)
        }
        let (streamed, measured) = try data.measure(warmUp: {}, fit)
        let loss = -streamed.fit.logLikelihood / Double(data.rows)
        let exactLoss = try exact ? exactLogLoss(kind) : nil
        data.report(
            measured + [
                ("reads", .integer(1 + streamed.epochs + streamed.corrections)), ("epochs", .integer(streamed.epochs)),
                ("log_loss", .number(loss)), ("log_loss_gap", .number(streamed.gap)),
                ("log_loss_above_exact", .optional(exactLoss.map { loss - $0 })),
                ("held_out_log_loss_of_descent", .optional(streamed.trace.last?.heldOutLoss)),
                ("held_out_log_loss", .optional(streamed.heldOut?.logLoss)),
                ("learning_rate", .number(streamed.learningRate)), ("coefficients", .numbers(streamed.fit.weights)),
            ])
    }

    /// Of the fit in memory, after the measurement.
    private func exactLogLoss(_ penalty: any Penalty) throws -> Double {
        let (x, outcome) = try data.load()
        let fit = try LogisticRegression(penalty: penalty).fit(
            x, outcome: outcome, names: data.names, threads: data.threads)
        return -fit.logLikelihood / Double(data.rows)
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
