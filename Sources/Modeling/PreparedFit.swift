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
    /// nil where outcomes count alike.
    private let outcomeWeights: OutcomeWeights?
    private let options: TrainingOptions
    /// What weights are drawn towards; nil but under the penalty `prior`.
    private let prior: HandSetPrior?
    /// How much stronger than the first the lasso holds each column; nil but under the adaptive lasso.
    private let adaptiveFactors: [Double]?

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
        outcomeWeights = try options.outcomeWeights
        let main = Preparation.learned(data.predictors, weights: weights, terms: terms.numeric, options)
        let matrix: Matrix
        do { matrix = try main.matrix(data.predictors) } catch { throw .preparation(error) }
        let screen = try terms.hasPairs ? PreparedFit.screen(data, weights, main, matrix, options) : nil
        if let screen {
            preparation = main.adding(screen.products, notes: [screen.note])
            design = try PreparedFit.design(matrix, screen, main, data)
        } else {
            (preparation, design) = (main, matrix)
        }
        prior =
            options.penalty == .prior ? try HandSetPrior(design, preparation, data, weights: weights) : nil
        adaptiveFactors =
            options.penalty == .adaptiveLasso
            ? try PreparedFit.adaptiveFactors(
                data, outcomeWeights?.applied(to: data.outcomes, weights: weights) ?? weights, preparation, design)
            : nil
    }

    /// The design of the main terms with its products behind.
    private static func design(
        _ matrix: Matrix, _ screen: PairScreen, _ main: Preparation, _ data: Observations
    ) throws(TrainingError) -> Matrix {
        do {
            let more = try Preparation(predictors: main.predictors, columns: screen.products, notes: [])
                .matrix(data.predictors)
            return Matrix(rows: matrix.rows, columnCount: matrix.columns + more.columns) { j in
                j < matrix.columns ? matrix.column(j) : more.column(j - matrix.columns)
            }
        } catch { throw .preparation(error) }
    }

    /// Products found on the rows learned from; a predictor whose term must go one way takes no part, because a product
    /// would turn it.
    private static func screen(
        _ data: Observations, _ weights: [Double]?, _ main: Preparation, _ design: Matrix, _ options: TrainingOptions
    ) throws(TrainingError) -> PairScreen? {
        PairScreen(
            data, weights: weights, main: main, design: design, excluded: Set((options.directions ?? [:]).keys),
            fit: try pilot(data, weights, main, design))
    }

    /// A ridge fit, which has an answer whatever the columns are.
    private static func pilot(
        _ data: Observations, _ weights: [Double]?, _ preparation: Preparation, _ design: Matrix,
        lambda: Double = PairScreen.lambda
    ) throws(TrainingError) -> LogisticFit {
        let penalty = RidgePenalty(lambda: lambda, factors: preparation.penaltyFactors)
        do {
            return try LogisticRegression(penalty: penalty).fit(
                design, outcome: data.outcomes, names: preparation.columns.map(\.name), weights: weights)
        } catch { throw .regression(error) }
    }

    /// largest |b⁰| / |b⁰ⱼ| with b⁰ the coefficients per standard deviation of a ridge fit, its strength that of the least AIC
    /// (Zou, J. American Statistical Association 101, 2006, with γ = 1): what the data say little for is held back more.
    /// Counted from the largest, so that λ means to the strongest column what it means under the lasso. A column that
    /// ridge gives nothing stays out.
    private static func adaptiveFactors(
        _ data: Observations, _ weights: [Double]?, _ preparation: Preparation, _ design: Matrix
    ) throws(TrainingError) -> [Double] {
        var best: LogisticFit?
        for lambda in TrainingOptions.ridgeLambdas {
            let fit = try pilot(data, weights, preparation, design, lambda: lambda)
            if fit.aic < best?.aic ?? .infinity { best = fit }
        }
        let weights = best?.weights.dropFirst() ?? []
        let sizes = zip(preparation.columns, weights).map { abs($0.scale * $1) }
        let largest = sizes.max() ?? 0
        return sizes.map { $0 > 1e-8 * largest ? largest / $0 : 1e8 }
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
    /// - Parameter target: what ridge draws towards, one a column; nil for 0.
    private func penalty(_ lambda: Double?, towards target: [Double]? = nil) -> any Penalty {
        guard let lambda else { return options.penalty == .firth ? FirthPenalty() : NoPenalty() }
        switch options.penalty {
        case .lasso, .adaptiveLasso: return LassoPenalty(lambda: lambda, factors: adaptiveFactors)
        case .elasticNet: return ElasticNetPenalty(lambda: lambda, alpha: options.alpha)
        case .groupLasso: return GroupLassoPenalty(lambda: lambda, groups: preparation.termNumbers)
        default: return RidgePenalty(lambda: lambda, factors: preparation.penaltyFactors, prior: target)
        }
    }

    /// The scale c of the hand-set weights under a strength, at least 0; nil but under the penalty `prior`.
    func handSetScale(_ lambda: Double?, weights: [Double]? = nil) throws(TrainingError) -> Double? {
        guard let prior, let lambda else { return nil }
        do {
            return try LogisticRegression(
                penalty: prior.penalty(lambda, factors: preparation.penaltyFactors), bounds: prior.bounds
            ).fit(
                prior.design, outcome: data.outcomes,
                names: preparation.columns.map(\.name) + [HandSetPrior.columnName],
                weights: fitted(weights ?? self.weights)
            ).weights.last
        } catch { throw .regression(error) }
    }

    /// - Parameter weights: instead of the rows' own.
    func fit(
        lambda: Double?, errors: ErrorKind, weights: [Double]? = nil
    ) throws(TrainingError) -> LogisticFit {
        let scale = try handSetScale(lambda, weights: weights)
        let target = prior.flatMap { prior in scale.map { scale in prior.direction.map { scale * $0 } } }
        do {
            return try LogisticRegression(
                penalty: penalty(lambda, towards: target), bounds: bounds, solver: options.solver, errors: errors
            ).fit(
                design, outcome: data.outcomes, names: preparation.columns.map(\.name),
                weights: fitted(weights ?? self.weights), clusters: errors == .cluster ? data.groups : nil
            ).shiftingIntercept(by: -(outcomeWeights?.logOdds ?? 0))
        } catch { throw .regression(error) }
    }

    /// Log-odds of some rows under each strength. Several strengths are walked down with warm starts and without errors,
    /// which takes a fraction of as many fits.
    func scores(of rows: [Int], _ lambdas: [Double?]) throws(TrainingError) -> [[Double]] {
        var scores: [[Double]] = []
        func append(_ all: [Double]) { scores.append(rows.map { all[$0] }) }
        let strengths = lambdas.compactMap { $0 }
        guard strengths.count > 1, options.solver == SolverKinds.auto, penalty(strengths[0]) is any PathPenalty else {
            for lambda in lambdas { append(try fit(lambda: lambda, errors: .model).linearPredictor(design)) }
            return scores
        }
        // Towards a hand-set score the walk is that of the design with the score as a column: the same predictions.
        let walked = prior?.design ?? design
        let points = try path(strengths, walked)
        let shift = outcomeWeights?.logOdds ?? 0
        for lambda in strengths { append(points[lambda]!.linearPredictor(walked).map { $0 - shift }) }
        return scores
    }

    private func path(
        _ strengths: [Double], _ walked: Matrix
    ) throws(TrainingError) -> [Double: RegularizationPath.Point] {
        let names = preparation.columns.map(\.name) + (prior == nil ? [] : [HandSetPrior.columnName])
        let penalty = prior?.penalty(strengths[0], factors: preparation.penaltyFactors) ?? penalty(strengths[0])
        do {
            let path = try LogisticRegression(penalty: penalty, bounds: prior?.bounds ?? bounds).path(
                walked, outcome: data.outcomes, names: names, weights: fitted(weights), lambdas: .values(strengths))
            return Dictionary(path.points.map { ($0.lambda, $0) }) { first, _ in first }
        } catch { throw .regression(error) }
    }

    /// A fit of this design seen again with its rows.
    /// - Parameter weights: instead of the rows' own.
    func diagnosis(
        _ fit: LogisticFit, weights: [Double]? = nil, threads: Int = Parallel.defaultThreads
    ) throws(FitError) -> FitDiagnosis {
        // The rows were fitted with what the corrected intercept lacks.
        let offset = outcomeWeights.map { [Double](repeating: $0.logOdds, count: data.count) }
        return try FitDiagnosis(
            fit, design, outcome: data.outcomes, weights: fitted(weights ?? self.weights), offset: offset,
            clusters: data.groups, threads: threads)
    }

    /// Weights (intercept first) with the penalty's bias taken out by one Newton step of the plain likelihood; nil where the rows do not
    /// carry the columns without it (`eventsPerColumn` rows of the rarer outcome each, none explained by others).
    func unshrunken(lambda: Double?) -> [Double]? {
        let scarce = min(data.eventCount, data.count - data.eventCount)
        guard scarce >= PreparedFit.eventsPerColumn * preparation.columns.count else { return nil }
        return (try? diagnosis(fit(lambda: lambda, errors: .model), threads: 1))?.unshrunken
    }

    /// Rows' weights times those of their outcomes.
    private func fitted(_ weights: [Double]?) -> [Double]? {
        outcomeWeights.map { $0.applied(to: data.outcomes, weights: weights) } ?? weights
    }

    /// Weights (intercept first) of refits on clusters (accounts; rows where there are none) drawn with replacement, the
    /// penalty held. Replicates that cannot be fitted are left out; replicate r uses stream r of the seed.
    /// - Parameter isUnshrunken: whether the penalty's bias is taken out of each (`FitDiagnosis.unshrunken`).
    func bootstrap(lambda: Double?, replicates: Int, seed: UInt64, isUnshrunken: Bool = false) -> [[Double]] {
        let clusters = DrawnClusters(data.groups ?? (0..<Int32(data.count)).map { $0 })
        // Newton steps from the fit of all rows where the penalty is smooth; else each fit anew.
        let whole = try? diagnosis(fit(lambda: lambda, errors: .model), threads: 1)
        // What all rows do not determine their samples will not.
        if isUnshrunken, whole?.unshrunken == nil { return [] }
        return concurrentMap(replicates) { replicate -> [Double]? in
            var generator = SeededGenerator(seed: seed, stream: UInt64(replicate))
            let weights = clusters.counts(&generator, times: self.weights)
            if let whole, whole.canRefit {
                return whole.refitted(weights: fitted(weights) ?? weights, isUnshrunken: isUnshrunken)
            }
            guard let fit = try? fit(lambda: lambda, errors: .model, weights: weights) else { return nil }
            return isUnshrunken ? try? diagnosis(fit, weights: weights, threads: 1).unshrunken : fit.weights
        }.compactMap(\.self)
    }
}

/// Clusters to draw with replacement.
private struct DrawnClusters {
    /// The cluster of each row, numbered from 0 by rising number.
    private let ofRow: [Int]
    private let count: Int

    init(_ groups: [Int32]) {
        let members = Set(groups).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(members, members.indices))
        (ofRow, count) = (groups.map { places[$0]! }, members.count)
    }

    /// How often each row's cluster was drawn, times its weight.
    func counts(_ generator: inout SeededGenerator, times weights: [Double]?) -> [Double] {
        var drawn = [Double](repeating: 0, count: count)
        for _ in 0..<count { drawn[generator.below(count)] += 1 }
        return ofRow.indices.map { (weights?[$0] ?? 1) * drawn[ofRow[$0]] }
    }
}
