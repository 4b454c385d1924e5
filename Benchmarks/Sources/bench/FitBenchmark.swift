import ArgumentParser
import Documents
import LinearAlgebra
import Regression

struct FitBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fits a logistic regression to a raw matrix and prints times and results as JSON.",
        discussion: "Example: bench fit --x A.X.f64 --y A.y.u8 --rows 100000 --columns 30 --penalty ridge --repeat 5")

    @OptionGroup var data: RawData
    @Option(help: "none or ridge.") var penalty = "none"
    @Option(help: "Weight of the ridge penalty against the sum of losses.") var lambda = 1.0
    @Option(help: "\(SolverKinds.all.map { $0.name }.joined(separator: ", ")) or auto.") var solver = SolverKinds.auto

    func validate() throws {
        guard ["none", "ridge"].contains(penalty) else { throw ValidationError("--penalty is none or ridge") }
    }

    func run() throws {
        let (matrix, outcome) = try data.load()
        let options = LogisticRegression(
            penalty: penalty == "ridge" ? RidgePenalty(lambda: lambda) : NoPenalty(), solver: solver)
        // Loads code and libraries, which are no part of time or memory.
        let (x, y) = data.head(matrix, outcome)
        _ = try? options.fit(x, outcome: y, names: data.names, threads: data.threads)
        let (fit, measured) = try data.measure {
            try options.fit(matrix, outcome: outcome, names: data.names, threads: data.threads)
        }
        let optimization = fit.optimization
        data.report(
            measured + [
                ("coefficients", .numbers(fit.weights)),
                ("log_loss", .number(-fit.logLikelihood / Double(data.rows))),
                ("iterations", .integer(optimization.iterations)), ("solver", .string(optimization.solver)),
                ("decrement", .number(optimization.decrement)),
                ("trace", .numbers(optimization.trace.map(\.decrement))),
            ])
    }
}

struct PathBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path",
        abstract: "Fits a lasso path to a raw matrix, columns as they are, and prints times and results as JSON.",
        discussion: "Example: bench path --x D.X.f64 --y D.y.u8 --rows 100000 --columns 100 --threads 1")

    @OptionGroup var data: RawData
    @Option(help: "How many strengths, in equal ratios from the one that holds everything.") var count = 100
    @Option(help: "The last strength as a share of the first.") var ratio = 1e-3
    @Option(help: "Bound on the Newton decrement at each strength.") var tolerance = 1e-10

    func run() throws {
        let (matrix, outcome) = try data.load()
        let options = LogisticRegression(
            penalty: LassoPenalty(lambda: 1, standardize: false), tolerance: tolerance)
        let (path, measured) = try data.measure {
            try options.path(
                matrix, outcome: outcome, names: data.names, lambdas: .automatic(count: count, ratio: ratio),
                threads: data.threads)
        }
        data.report(
            measured + [
                ("residual", .number(path.points.map(\.residual).max() ?? 0)),
                ("lambdas", .numbers(path.points.map(\.lambda))),
                ("selected", .array(path.points.map { .integer($0.selected) })),
                ("deviance", .numbers(path.points.map(\.deviance))),
                ("iterations", .array(path.points.map { .integer($0.iterations) })),
                ("coefficients", .array(path.points.map { .numbers($0.weights) })),
            ])
    }
}
