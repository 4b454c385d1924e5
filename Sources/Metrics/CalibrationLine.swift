/// Logistic recalibration: logit P(event) = intercept + slope · score, fitted by Newton's method with clustered sandwich
/// errors (Cox 1958; Van Calster et al. 2019). `isSlopeFixed` keeps the slope at 1, which gives
/// calibration-in-the-large.
struct CalibrationLine {
    let intercept: Double
    let slope: Double
    private let fit: LevelRegression
    private let centre: Double
    private let isSlopeFixed: Bool

    /// nil where one outcome class is missing, scores are constant or infinite, or the line separates the outcomes.
    init?(_ scored: ScoredOutcomes, isSlopeFixed: Bool) {
        let logOdds = scored.levels.logOdds
        guard logOdds.allSatisfy(\.isFinite) else { return nil }
        let centre = isSlopeFixed ? 0 : scored.sum(logOdds, logOdds) / scored.totalWeight
        let fit =
            isSlopeFixed
            ? LevelRegression(
                scored, terms: logOdds.map { _ in [1, 0, 0, 0] }, count: 1, offset: logOdds, start: .zero)
            : LevelRegression(
                scored, terms: logOdds.map { [1, $0 - centre, 0, 0] }, count: 2, start: [centre, 1, 0, 0])
        guard let fit, fit.hasMaximum else { return nil }
        (self.fit, self.centre, self.isSlopeFixed) = (fit, centre, isSlopeFixed)
        slope = isSlopeFixed ? 1 : fit.coefficients[1]
        intercept = fit.coefficients[0] - (isSlopeFixed ? 0 : slope * centre)
    }

    /// Of the intercept at score 0.
    func interceptError(_ scored: ScoredOutcomes) -> Double { error(scored, [1, isSlopeFixed ? 0 : -centre, 0, 0]) }

    func slopeError(_ scored: ScoredOutcomes) -> Double { error(scored, [0, 1, 0, 0]) }

    /// Sandwich error of a combination of the coefficients, from each row's influence.
    private func error(_ scored: ScoredOutcomes, _ combination: SIMD4<Double>) -> Double {
        guard let weights = fit.information.solution(combination) else { return .nan }
        var influence = [Double](repeating: 0, count: scored.count)
        for level in fit.terms.indices {
            let (p, q) = Sigmoid.both(fit.line(level))
            let leverage = (weights * fit.terms[level]).sum()
            for place in scored.levels.rows(level) {
                let row = Int(scored.levels.order[place])
                influence[row] = scored.weights[row] * leverage * (scored.outcomes[row] == 1 ? q : -p)
            }
        }
        return Intervals.clusteredStandardError(influence, clusters: scored.clusters)
    }
}
