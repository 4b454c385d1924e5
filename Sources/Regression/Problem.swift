import LinearAlgebra

/// A fit in preparation: the objective on the columns that stay, and where to start.
struct Problem {
    let data: TrainingData
    private(set) var objective: Objective
    private(set) var start: [Double]
    private(set) var aliased: [AliasedColumn] = []
    /// What happens at the start, where it was looked at.
    private var first: Objective.Evaluation?

    /// Leaves out free constant columns at once: they have no scale.
    init(_ data: TrainingData, _ terms: PenaltyTerms, threads: Int) throws(FitError) {
        let kept = data.names.indices.filter { !data.moments[$0].isConstant || !terms.isFree($0) }
        let free = kept.filter(terms.isFree).count + 1
        guard free <= data.observations else { throw .tooManyColumns(columns: free, rows: data.observations) }
        let scales = kept.map { data.moments[$0].scale }
        let design = StandardizedDesign(
            data.x, columns: kept, centers: kept.map { data.moments[$0].center }, scales: scales)
        self.data = data
        objective = Objective(
            design: design, outcome: data.outcome, weights: data.weights, offset: data.offset, loss: LogisticLoss(),
            penalty: terms.keeping(kept).scaled(by: scales), threads: threads)
        start = Problem.start(data, objective.penalty)
        aliased = data.names.indices.filter { !kept.contains($0) }.map {
            AliasedColumn(name: data.names[$0], combinationOf: [])
        }
    }

    /// The mean's log-odds less the mean offset, and every coefficient where its penalty draws it.
    private static func start(_ data: TrainingData, _ penalty: PenaltyTerms) -> [Double] {
        let logOdds = Elementary.log(data.meanOutcome) - Elementary.log(1 - data.meanOutcome)
        let offset = data.offset.map { $0.reduce(0, +) / Double(max(1, $0.count)) } ?? 0
        return [logOdds - offset] + penalty.target.indices.map { penalty.clamped($0, penalty.target[$0]) }
    }

    /// Where a solver begins: the minimum of a sample of the rows with `isWarm`, where there is one, else the plain start.
    func beginning(warm isWarm: Bool) -> (point: [Double], evaluation: Objective.Evaluation) {
        if isWarm, let warm = WarmStart(objective, from: start) {
            let evaluation = objective.evaluate(at: warm.point, hessian: false)
            return (warm.point, evaluation.approximating(warm.hessian))
        }
        return (start, first ?? Problem.evaluate(objective, start))
    }

    /// A Hessian of all columns pays only where most of them move.
    private static func evaluate(_ objective: Objective, _ start: [Double]) -> Objective.Evaluation {
        objective.evaluate(at: start, hessian: objective.penalty.ungrouped.isSmooth)
    }

    /// The Hessian of intercept and unbounded columns near the start.
    private func freeHessian(_ objective: Objective, _ first: Objective.Evaluation?) -> Matrix {
        let places = objective.penalty.unboundedColumns
        guard let all = first?.hessian else {
            return objective.keeping(places).evaluate(at: [start[0]] + places.map { start[$0 + 1] }, hessian: true)
                .hessian!
        }
        let kept = [0] + places.map { $0 + 1 }
        return all.principal(kept)
    }

    /// Columns that explain each other do so in every sample, so one that shows none settles it; if only the sample has its
    /// part of each column's spread, which a few rows far out may hold.
    private var isClearInSample: Bool {
        guard let sample = objective.warmingSample else { return false }
        let hessian = freeHessian(sample, nil)
        let hasSpread = objective.penalty.unboundedColumns.enumerated().allSatisfy { k, j in
            let spread = data.moments[objective.design.columns[j]].spread / objective.design.scales[j]
            return 10 * hessian[k + 1, k + 1] > hessian[0, 0] * spread * spread
        }
        return hasSpread && !Aliases.isSuspect(hessian)
    }

    /// Names of the objective's columns.
    var keptNames: [String] { objective.design.columns.map { data.names[$0] } }

    mutating func removeAliases(tolerance: Double, policy: LogisticRegression.Aliasing) throws(FitError) {
        guard !isClearInSample else { return }
        first = Problem.evaluate(objective, start)
        let aliases = Aliases(
            objective, hessian: freeHessian(objective, first), names: keptNames, tolerance: tolerance)
        let place = Dictionary(zip(data.names, data.names.indices)) { first, _ in first }
        aliased = (aliased + aliases.aliased).sorted { place[$0.name]! < place[$1.name]! }
        if policy == .refuse, !aliased.isEmpty { throw .aliased(aliased) }
        guard !aliases.aliased.isEmpty else { return }
        objective = objective.keeping(aliases.kept)
        start = Problem.start(data, objective.penalty)
        first = nil
    }

    func originalEstimates(_ coefficients: [Double]) -> [Double?] {
        let design = objective.design
        return OriginalScale.estimates(
            coefficients, columns: design.columns, centers: design.centers, scales: design.scales,
            count: data.names.count)
    }
}
