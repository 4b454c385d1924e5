import ArgumentParser
import Documents
import LinearAlgebra
import Regression

struct FitBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fits a logistic regression to a raw matrix and prints times and results as JSON.",
        discussion: "Example: bench fit --x A.X.f64 --y A.y.u8 --rows 100000 --columns 30 --penalty ridge --repeat 5")

    @Option(help: "Row-major little-endian float64 matrix.") var x: String
    @Option(help: "One byte an outcome, 0 or 1.") var y: String
    @Option var rows: Int
    @Option var columns: Int
    @Option(help: "none or ridge.") var penalty = "none"
    @Option(help: "Weight of the ridge penalty against the sum of losses.") var lambda = 1.0
    @Option(help: "\(SolverKinds.all.map { $0.name }.joined(separator: ", ")) or auto.") var solver = SolverKinds.auto
    @Option var threads = Parallel.defaultThreads
    @Option(help: "How many times to fit.") var `repeat` = 1

    func validate() throws {
        guard rows > 0, columns > 0, threads > 0, `repeat` > 0 else { throw ValidationError("counts are at least 1") }
        guard ["none", "ridge"].contains(penalty) else { throw ValidationError("--penalty is none or ridge") }
    }

    func run() throws {
        let matrix = try RawFile.matrix(x, rows: rows, columns: columns)
        let outcome = try RawFile.bytes(y, count: rows).map(Double.init)
        let options = LogisticRegression(
            penalty: penalty == "ridge" ? RidgePenalty(lambda: lambda) : NoPenalty(), solver: solver)
        let names = (1...columns).map { "x\($0)" }
        let memory = PeakMemory()
        var (seconds, processor): ([Double], [Double]) = ([], [])
        var last: LogisticFit?
        for _ in 0..<`repeat` {
            let clock = Stopwatch()
            last = try options.fit(matrix, outcome: outcome, names: names, threads: threads)
            seconds.append(clock.wall)
            processor.append(clock.processor)
        }
        guard let fit = last else { return }
        print(
            JSON.members([
                "seconds": .numbers(seconds), "cpu_seconds": .numbers(processor), "coefficients": .numbers(fit.weights),
                "log_loss": .number(-fit.logLikelihood / Double(rows)),
                "iterations": .integer(fit.optimization.iterations), "peak_extra_bytes": .integer(memory.extraBytes),
                "blas": .string(BLASInfo.description), "kernels": .string(KernelLevel.best.name),
                "solver": .string(fit.optimization.solver), "decrement": .number(fit.optimization.decrement),
                "trace": .numbers(fit.optimization.trace.map(\.decrement)),
                "threads": .integer(threads),
            ]).text())
    }
}
