import LinearAlgebra

/// Scores with their outcomes, checked.
public struct CalibrationData: Sendable {
    /// Scores, on the scale of log-odds.
    public let logOdds: [Double]
    /// What came: 0 or 1.
    public let outcomes: [Double]
    /// Weights above or equal to 0; nil where all count alike.
    public let weights: [Double]?
    /// Weight of the rows with outcome 1 and 0, both positive.
    public let events: Double
    /// The weight of what did not happen.
    public let nonEvents: Double

    /// One score, outcome and weight a row. Throws `FitError` where lengths differ, a number is not finite, or only one
    /// outcome occurs.
    public init(logOdds: [Double], outcomes: [Double], weights: [Double]?) throws(FitError) {
        guard outcomes.count == logOdds.count, weights?.count ?? outcomes.count == outcomes.count else {
            throw .invalid(
                "\(logOdds.count) scores, \(outcomes.count) outcomes, \(weights?.count ?? outcomes.count) weights")
        }
        try CalibrationData.check(logOdds, "score", "a finite log-odds", isValid: \.isFinite)
        try CalibrationData.check(outcomes, "outcome", "0 or 1") { $0 == 0 || $0 == 1 }
        try CalibrationData.check(weights ?? [], "weight", "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
        var (events, nonEvents) = (0.0, 0.0)
        for i in outcomes.indices {
            if outcomes[i] == 1 { events += weights?[i] ?? 1 } else { nonEvents += weights?[i] ?? 1 }
        }
        guard events + nonEvents > 0 else { throw .noRows }
        guard events > 0, nonEvents > 0 else { throw .oneClass(value: events > 0 ? 1 : 0) }
        (self.logOdds, self.outcomes, self.weights) = (logOdds, outcomes, weights)
        (self.events, self.nonEvents) = (events, nonEvents)
    }

    static func check(
        _ values: [Double], _ quantity: String, _ expected: String, isValid: (Double) -> Bool
    ) throws(FitError) {
        guard let row = values.firstIndex(where: { !isValid($0) }) else { return }
        throw .badValue(quantity: quantity, row: row, value: values[row], expected: expected)
    }

    /// Maximum likelihood of logit p = a + Σ bⱼ · columns[j], with every slope held at 0 or above: where one comes out
    /// negative the most negative is fixed at 0 and the rest is fitted again.
    func fitRising(_ columns: [(name: String, values: [Double])], outcome: [Double]) throws(FitError) -> (
        intercept: Double, slopes: [Double]
    ) {
        var active = Array(columns.indices)
        while true {
            let x = Matrix(columns: active.map { columns[$0].values }, rows: outcome.count)
            let fit = try LogisticRegression().fit(
                x, outcome: outcome, names: active.map { columns[$0].name }, weights: weights, threads: 1)
            let slopes = fit.weights.dropFirst()
            guard let least = slopes.min(), least < 0 else {
                var all = [Double](repeating: 0, count: columns.count)
                for (place, slope) in zip(active, slopes) { all[place] = slope }
                return (fit.weights[0], all)
            }
            active.remove(at: slopes.firstIndex(of: least)! - slopes.startIndex)
        }
    }
}
