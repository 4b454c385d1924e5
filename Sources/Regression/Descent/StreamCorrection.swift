import LinearAlgebra

/// Newton steps by whole passes over rows on disk, from where a descent has ended.
///
/// A step that raises the objective is halved (Armijo's rule); each trial costs a pass. A start that is worse than the model
/// without columns is exchanged for that one. While held-out rows are held out, steps are of the other rows; the step that is
/// small enough gives their scores, and from then on all rows count.
struct StreamCorrection<Sums: RowSums> {
    private let source: Sums
    private let options: StochasticGradient
    private let start: StreamStart
    private let held: HeldOutRows
    private let threads: Int
    private let solver: String
    private let progress: (DescentProgress) -> Void

    private var scale: StreamScale
    private var penalty: PenaltyTerms
    private var aliased: [AliasedColumn]
    private var point: [Double]
    private var last: Step?
    private var isHolding: Bool
    private var isRankKnown = false
    private var scores: HeldOutScores?
    private var passes = 0
    private var trace: [OptimizationSummary.Step] = []
    private var reason: OptimizationSummary.Reason?

    /// A Newton step and where it starts.
    private struct Step {
        let from: [Double]
        let objective: StreamObjective
        let step: [Double]
        let slope: Double
        var length = 1.0

        var end: [Double] { zip(from, step).map { $0 + length * $1 } }
        var decrement: Double { max(-slope, 0).squareRoot() }
        var gap: Double { max(-slope, 0) / 2 / objective.weight }
    }

    /// What the step for the held-out scores may still win in mean log loss: far below what scores can show.
    private static var coarseGap: Double { 1e-4 }

    init(
        _ source: Sums, options: StochasticGradient, start: StreamStart, held: HeldOutRows, threads: Int,
        solver: String, progress: @escaping (DescentProgress) -> Void
    ) {
        (self.source, self.options, self.start, self.held) = (source, options, start, held)
        (self.threads, self.solver, self.progress) = (threads, solver, progress)
        (scale, penalty, aliased) = (start.scale, start.penalty, start.constant)
        (point, isHolding) = (start.point, !held.isEmpty)
    }

    mutating func run(from average: [Double]) throws {
        point = average
        while reason == nil, passes < options.corrections { try advance() }
        guard reason == .converged else { throw FitError.notConverged(summary) }
    }

    private mutating func advance() throws {
        var sums = try pass()
        if let borders = sums.borders {
            try borders.refuseSeparation(scale.columns.map { start.names[$0] }, among: penalty.escapingColumns)
        }
        if !isRankKnown, passes == 1, !(objective(sums).value < start.nullLoss(of: sums, isHolding)) {
            point = start.point
            return
        }
        if retreated(from: objective(sums).value) { return }
        if !isRankKnown { removeAliases(&sums) }
        take(objective(sums))
    }

    /// Halves a step that did not lower the objective enough.
    private mutating func retreated(from value: Double) -> Bool {
        guard var step = last else { return false }
        let slack = 1e-12 * abs(step.objective.value)
        if value <= step.objective.value + 1e-4 * step.length * step.slope + slack { return false }
        step.length /= 2
        (last, point) = (step, step.end)
        if step.length < 1e-6 { reason = .noDescent }
        return true
    }

    private mutating func take(_ objective: StreamObjective) {
        guard let factor = Cholesky(objective.hessian) else {
            reason = .flatCurvature
            return
        }
        let newton = factor.solve(objective.gradient).map { -$0 }
        let slope = zip(objective.gradient, newton).reduce(0) { $0 + $1.0 * $1.1 }
        let step = Step(from: point, objective: objective, step: newton, slope: slope)
        trace.append(.init(objective: objective.value, decrement: step.decrement, stepLength: last?.length ?? 1))
        guard step.gap.isFinite else {
            reason = .flatCurvature
            return
        }
        (last, point) = (step, step.end)
        if isHolding, step.gap <= Self.coarseGap {
            scores = held.scores(point, scale)
            (isHolding, last) = (false, nil)
        } else if !isHolding, step.gap <= options.gap {
            reason = .converged
        }
    }

    private func objective(_ sums: StreamSums) -> StreamObjective {
        StreamObjective(isHolding ? sums.learned : sums.whole, penalty, at: point)
    }

    /// One read of the data at `point`.
    private mutating func pass() throws -> StreamSums {
        passes += 1
        let wantsBorders = passes == 1 && penalty.curvature.contains(0)
        return try source.sums(at: point, scale, borders: wantsBorders) { rows in
            progress(
                DescentProgress(
                    stage: .correction(passes), rowsRead: rows, rows: start.moments.observations,
                    heldOutLoss: scores?.logLoss))
        }
    }

    /// Leaves out free columns that earlier ones explain. Their share of the predictor goes over to those.
    private mutating func removeAliases(_ sums: inout StreamSums) {
        isRankKnown = true
        let whole = StreamObjective(sums.whole, penalty, at: point).hessian
        let free = [0] + penalty.curvature.indices.filter(penalty.isFree).map { $0 + 1 }
        let found = GramAliases(whole, places: free)
        guard !found.aliases.isEmpty else { return }
        let names = [LogisticFit.interceptName] + scale.columns.map { start.names[$0] }
        for alias in found.aliases {
            for (place, share) in alias.shares { point[place] += share * point[alias.place] }
            aliased.append(
                AliasedColumn(
                    name: names[alias.place],
                    combinationOf: alias.shares.filter { $0.place > 0 && abs($0.share) > 1e-6 }.map { names[$0.place] })
            )
        }
        let dropped = Set(found.aliases.map(\.place))
        let kept = point.indices.filter { !dropped.contains($0) }
        point = kept.map { point[$0] }
        scale = scale.keeping(kept.dropFirst().map { $0 - 1 })
        penalty = penalty.keeping(kept.dropFirst().map { $0 - 1 })
        sums = sums.keeping(kept)
    }

    private var summary: OptimizationSummary {
        OptimizationSummary(
            solver: solver, iterations: passes,
            gradientNorm: last?.objective.gradient.map(abs).max() ?? .infinity,
            decrement: last?.decrement ?? .infinity, reason: reason ?? .iterationLimit, trace: trace)
    }
}

extension StreamCorrection {
    /// The fit at the end of the last step. So near the optimum its Hessian is that of the step's start, and its objective lower
    /// by half the squared decrement.
    func result(
        penalty kind: any Penalty, descent: DescentOutcome
    ) throws(FitError) -> StreamedFit {
        guard let last, let inverse = Cholesky(last.objective.hessian)?.inverse else { throw .notConverged(summary) }
        let loss = last.objective.value + last.slope / 2 - penalty.value(at: point.dropFirst())
        let moments = start.moments
        let mean = moments.eventWeight / moments.totalWeight
        let null = moments.totalWeight * (Elementary.xlogx(mean) + Elementary.xlogx(1 - mean))
        let held = penalty.curvature.indices.reduce(0) { $0 + penalty.curvature[$1] * inverse[$1 + 1, $1 + 1] }
        let estimates = originalEstimates
        let place = Dictionary(zip(start.names, start.names.indices)) { first, _ in first }
        var options = LogisticRegression(penalty: kind, solver: solver)
        options.tolerance = min(1e-2, options.tolerance)
        let fit = LogisticFit(
            names: [LogisticFit.interceptName] + start.names, estimates: estimates,
            estimated: estimates.indices.filter { estimates[$0] != nil },
            aliased: aliased.sorted { place[$0.name]! < place[$1.name]! }, centers: scale.centers, scales: scale.scales,
            standardizedCoefficients: point, standardizedCovariance: covariance(inverse), logLikelihood: -loss,
            nullLogLikelihood: null, deviance: 2 * loss, nullDeviance: -2 * null, observations: moments.observations,
            clusterCount: nil, effectiveDegreesOfFreedom: Double(point.count) - held,
            penalizedLogLikelihood: penalty.isNone ? nil : -loss - penalty.value(at: point.dropFirst()),
            isPenalized: !penalty.isNone, optimization: summary, options: options)
        return StreamedFit(
            fit: fit, epochs: descent.epochs, corrections: passes, learningRate: descent.rate, gap: last.gap,
            heldOut: scores, trace: descent.trace)
    }

    /// H⁻¹ I H⁻¹ with I = H - Λ, Λ the penalty's curvature: H⁻¹ - H⁻¹ Λ H⁻¹.
    private func covariance(_ inverse: Matrix) -> Matrix {
        guard !penalty.isNone else { return inverse }
        // The kernels know XᵀCX: here of a symmetric X, behind a column of ones that is left out.
        let plain = [Double](repeating: 0, count: inverse.columns)
        let held = StandardizedDesign(
            inverse, columns: Array(plain.indices), centers: plain, scales: plain.map { _ in 1 }
        ).gram(curvatures: [0] + penalty.curvature, threads: threads)
        return Matrix(rows: inverse.rows, columnCount: inverse.columns) { j in
            plain.indices.map { inverse[$0, j] - held[$0 + 1, j + 1] }
        }
    }

    private var originalEstimates: [Double?] {
        OriginalScale.estimates(
            point, columns: scale.columns, centers: scale.centers, scales: scale.scales, count: start.names.count)
    }
}

extension StreamStart {
    /// Σ w·loss of the mean alone, of the rows that count.
    func nullLoss(of sums: StreamSums, _ isHolding: Bool) -> Double {
        let weight = isHolding ? sums.learned.weight : sums.whole.weight
        let mean = moments.eventWeight / moments.totalWeight
        let events = isHolding ? sums.learned.events : sums.whole.events
        return -(events * Elementary.log(mean) + (weight - events) * Elementary.log(1 - mean))
    }
}
