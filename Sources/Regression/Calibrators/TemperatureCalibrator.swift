import LinearAlgebra

/// logit p = score / T, T > 0: sharpens or softens and never moves the even odds.
///
/// Guo, Pleiss, Sun and Weinberger, ICML (2017); maximum likelihood in 1/T by Newton's method, held at 0 or above. Refuses
/// scores whose signs all agree with the outcomes, for which T would be 0.
public struct TemperatureCalibrator: StraightCalibrator {
    public static let name = "temperature"
    public static let summary = "one factor on the log-odds; for very few rows whose mean is already right"

    /// 1 / T: above 1 it makes probabilities bolder, below 1 more timid.
    public let inverseTemperature: Double

    var slope: Double { inverseTemperature }
    var intercept: Double { 0 }

    public static func fit(_ data: CalibrationData) throws(FitError) -> TemperatureCalibrator {
        guard data.logOdds.indices.contains(where: { isWrong(data, $0) }) else {
            throw .separated(
                Separation(columns: [.init(name: "score", direction: 1)], isComplete: true, rows: data.outcomes.count))
        }
        // The derivative at 0 settles the sign; a rising loss means that the scores point the wrong way.
        guard derivatives(data, 0).first < 0 else { return TemperatureCalibrator(inverseTemperature: 0) }
        return TemperatureCalibrator(inverseTemperature: root(data))
    }

    /// Newton's method inside a bracket of the convex loss's minimum.
    private static func root(_ data: CalibrationData) -> Double {
        var (low, high) = (0.0, 1.0)
        while derivatives(data, high).first < 0 { (low, high) = (high, high * 2) }
        var x = (low + high) / 2
        for _ in 0..<200 {
            let (first, second) = derivatives(data, x)
            if first < 0 { low = x } else { high = x }
            let newton = x - first / second
            let next = newton > low && newton < high ? newton : (low + high) / 2
            if abs(next - x) <= 1e-15 * x || next == x { return next }
            x = next
        }
        return x
    }

    /// First and second derivative of the loss by 1/T.
    private static func derivatives(_ data: CalibrationData, _ x: Double) -> (first: Double, second: Double) {
        var (residual, curvature) = (data.outcomes, data.outcomes)
        _ = VectorMath.logisticLoss(
            rows: data.outcomes.indices, predictor: data.logOdds.map { $0 * x }, outcome: data.outcomes,
            weights: data.weights, residual: &residual, curvature: &curvature)
        var (first, second) = (0.0, 0.0)
        for (i, score) in data.logOdds.enumerated() {
            first += residual[i] * score
            second += curvature[i] * score * score
        }
        return (first, second)
    }

    private static func isWrong(_ data: CalibrationData, _ i: Int) -> Bool {
        guard data.weights?[i] ?? 1 > 0 else { return false }
        return data.outcomes[i] == 1 ? data.logOdds[i] < 0 : data.logOdds[i] > 0
    }
}
