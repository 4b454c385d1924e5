/// The probabilities that the outcomes speak for, as a smooth function of the predicted log-odds: logistic regression on
/// `SplineBasis`, by Newton's method from the predictions themselves.
/// Source: Harrell, Regression Modeling Strategies (2015), 10.9; Austin, Harrell and van Klaveren (2020) use the same smoother.
/// Not promised: a smoother can only see miscalibration that is wide against the distance of its four knots.
struct SmoothCalibration: Sendable {
    /// One a level of the scores.
    let probabilities: [Double]

    /// nil where one outcome is missing, a score is infinite, or there is no finite maximum.
    init?(_ scored: ScoredOutcomes) {
        guard scored.hasBothOutcomes, let basis = SplineBasis(scored) else { return nil }
        var coefficients = basis.identity
        var sums = Sums(scored, basis, coefficients)
        for _ in 0..<100 {
            guard let step = sums.hessian.solution(sums.gradient) else { return nil }
            let decrement = (step * sums.gradient).sum()
            guard decrement.isFinite else { return nil }
            if decrement < 1e-20 * scored.totalWeight { break }
            (coefficients, sums) = SmoothCalibration.next(scored, basis, coefficients, step, decrement)
        }
        probabilities = basis.rows.map { [coefficients] in Sigmoid.probability((coefficients * $0).sum()) }
    }

    /// The whole step, or half of it, and so on, until the slope along it is no steeper upwards than it was downwards.
    private static func next(
        _ scored: ScoredOutcomes, _ basis: SplineBasis, _ from: SIMD4<Double>, _ step: SIMD4<Double>,
        _ decrement: Double
    ) -> (SIMD4<Double>, Sums) {
        var share = 1.0
        while true {
            let there = from + share * step
            let sums = Sums(scored, basis, there)
            if -(step * sums.gradient).sum() <= 0.9 * decrement || share < 1e-6 { return (there, sums) }
            share /= 2
        }
    }

    /// Gradient and negative Hessian of the log-likelihood.
    private struct Sums {
        var gradient = SIMD4<Double>.zero
        var hessian: SmallSystem

        init(_ scored: ScoredOutcomes, _ basis: SplineBasis, _ coefficients: SIMD4<Double>) {
            hessian = SmallSystem(count: basis.count)
            var (h0, h1, h2, h3) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
            for level in basis.rows.indices {
                let (events, others) = (scored.events[level], scored.others[level])
                guard events + others > 0 else { continue }
                let row = basis.rows[level]
                let (p, q) = Sigmoid.both((coefficients * row).sum())
                gradient += (events * q - others * p) * row
                let scaled = (events + others) * p * q * row
                h0 += scaled[0] * row
                h1 += scaled[1] * row
                h2 += scaled[2] * row
                h3 += scaled[3] * row
            }
            hessian.rows = [h0, h1, h2, h3]
        }
    }
}
