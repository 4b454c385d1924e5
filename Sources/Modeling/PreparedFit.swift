import LinearAlgebra
import Regression
import Tables

/// Training rows made ready once, to be fitted under several penalties. Rows that are not learned from stay in place with
/// weight 0, so that a fold costs no copy of the data: beside the predictors there is one design matrix.
struct PreparedFit {
    let data: Observations
    let preparation: Preparation
    let design: Matrix
    /// nil: the rows' own, all of them.
    private let weights: [Double]?
    private let options: TrainingOptions

    /// - Parameter training: the rows to learn from; nil for all.
    init(
        _ data: Observations, training: [Int]? = nil, terms: ModelTerms, options: TrainingOptions
    ) throws(TrainingError) {
        let weights = training.map { data.weights(only: $0) } ?? data.weights
        let events = (training ?? Array(0..<data.count)).reduce(0) { $0 + Int(data.outcomes[$1]) }
        guard events > 0, events < training?.count ?? data.count else {
            throw .regression(.oneClass(value: events > 0 ? 1 : 0))
        }
        (self.data, self.weights, self.options) = (data, weights, options)
        let main = Preparation.learned(data.predictors, weights: weights, terms: terms.numeric, options)
        let matrix: Matrix
        do { matrix = try main.matrix(data.predictors) } catch { throw .preparation(error) }
        guard terms.hasPairs, let screen = try PreparedFit.screen(data, weights, main, matrix, options) else {
            (preparation, design) = (main, matrix)
            return
        }
        preparation = main.adding(screen.products, notes: [screen.note])
        do {
            let more = try Preparation(predictors: main.predictors, columns: screen.products, notes: [])
                .matrix(data.predictors)
            design = Matrix(rows: matrix.rows, columnCount: matrix.columns + more.columns) { j in
                j < matrix.columns ? matrix.column(j) : more.column(j - matrix.columns)
            }
        } catch { throw .preparation(error) }
    }

    /// Products found on the rows learned from; a predictor whose term must go one way takes no part, because a product
    /// would turn it.
    private static func screen(
        _ data: Observations, _ weights: [Double]?, _ main: Preparation, _ design: Matrix, _ options: TrainingOptions
    ) throws(TrainingError) -> PairScreen? {
        let penalty = RidgePenalty(lambda: PairScreen.lambda, factors: main.penaltyFactors)
        do {
            let fit = try LogisticRegression(penalty: penalty).fit(
                design, outcome: data.outcomes, names: main.columns.map(\.name), weights: weights)
            return PairScreen(
                data, weights: weights, main: main, design: design, excluded: Set((options.directions ?? [:]).keys),
                fit: fit)
        } catch { throw .regression(error) }
    }

    /// Whether the screen found a product.
    var hasProducts: Bool { preparation.columns.last.map { $0.predictors.count > 1 } ?? false }

    /// Bounds that hold the terms of directed predictors to their sign; nil where there are none.
    private var bounds: CoefficientBounds? {
        guard let directions = options.directions, !directions.isEmpty else { return nil }
        return CoefficientBounds(
            signs: preparation.columns.map { $0.source.isMonotone ? directions[$0.predictor]?.sign ?? 0 : 0 })
    }

    /// All penalties hold the coefficient of one standard deviation back; ridge levels by `Preparation.penaltyFactors`.
    private func penalty(_ lambda: Double?) -> any Penalty {
        guard let lambda else { return options.penalty == .firth ? FirthPenalty() : NoPenalty() }
        switch options.penalty {
        case .lasso: return LassoPenalty(lambda: lambda)
        case .elasticNet: return ElasticNetPenalty(lambda: lambda, alpha: options.alpha)
        default: return RidgePenalty(lambda: lambda, factors: preparation.penaltyFactors)
        }
    }

    /// - Parameter weights: instead of the rows' own.
    func fit(
        lambda: Double?, errors: ErrorKind, weights: [Double]? = nil
    ) throws(TrainingError) -> LogisticFit {
        do {
            return try LogisticRegression(
                penalty: penalty(lambda), bounds: bounds, solver: options.solver, errors: errors
            ).fit(
                design, outcome: data.outcomes, names: preparation.columns.map(\.name),
                weights: weights ?? self.weights,
                clusters: errors == .cluster ? data.groups : nil)
        } catch { throw .regression(error) }
    }

    /// Weights (intercept first) of refits on clusters (accounts; rows where there are none) drawn with replacement, the
    /// penalty held. Replicates that cannot be fitted are left out; replicate r uses stream r of the seed.
    func bootstrap(lambda: Double?, replicates: Int, seed: UInt64) -> [[Double]] {
        let groups = data.groups ?? (0..<Int32(data.count)).map { $0 }
        let members = Set(groups).sorted()
        return concurrentMap(replicates) { replicate -> [Double]? in
            var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
            var drawn: [Int32: Double] = [:]
            for _ in members { drawn[members[generator.below(members.count)], default: 0] += 1 }
            let weights = groups.indices.map { (self.weights?[$0] ?? 1) * (drawn[groups[$0]] ?? 0) }
            return try? fit(lambda: lambda, errors: .model, weights: weights).weights
        }.compactMap(\.self)
    }
}
