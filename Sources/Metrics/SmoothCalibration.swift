/// The probabilities that the outcomes speak for, as a smooth function of the predicted log-odds: logistic regression on
/// `SplineBasis`, by Newton's method from the predictions themselves.
/// Source: Harrell, Regression Modeling Strategies (2015), 10.9; Austin, Harrell and van Klaveren (2020) use the same smoother.
/// Not promised: a smoother can only see miscalibration that is wide against the distance of its four knots.
struct SmoothCalibration: Sendable {
    /// One a level of the scores.
    let probabilities: [Double]

    /// nil where one outcome is missing, a score is infinite, or the spline's terms cannot be told apart.
    init?(_ scored: ScoredOutcomes) {
        guard let basis = SplineBasis(scored),
            let fit = LevelRegression(scored, terms: basis.rows, count: basis.count, start: basis.identity)
        else { return nil }
        probabilities = basis.rows.indices.map { Sigmoid.probability(fit.line($0)) }
    }
}
