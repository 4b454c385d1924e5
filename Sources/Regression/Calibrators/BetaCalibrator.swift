import LinearAlgebra

/// logit p = c + a log s - b log(1 - s) with s = 1 / (1 + exp(-score)) and a, b ≥ 0.
///
/// Kull, Silva Filho and Flach, Electronic Journal of Statistics 11 (2017); maximum likelihood. A coefficient that would be
/// negative is fixed at 0. Refuses scores that part the outcomes without error.
public struct BetaCalibrator: Calibrator {
    public static let name = "beta"
    public static let summary = "two slopes, one for low and one for high scores; sound from a few hundred rows on"

    /// Slope where scores are low.
    public let a: Double
    /// Slope where scores are high.
    public let b: Double
    /// The intercept.
    public let c: Double

    public static func fit(_ data: CalibrationData) throws(FitError) -> BetaCalibrator {
        let columns = [("log s", logShare(data.logOdds)), ("-log(1 - s)", VectorMath.softplus(data.logOdds))]
        let fit = try data.fitRising(columns, outcome: data.outcomes)
        return BetaCalibrator(a: fit.slopes[0], b: fit.slopes[1], c: fit.intercept)
    }

    public func probabilities(forLogOdds scores: [Double]) -> [Double] {
        let (low, high) = (BetaCalibrator.logShare(scores), VectorMath.softplus(scores))
        return VectorMath.sigmoid(scores.indices.map { c + a * low[$0] + b * high[$0] })
    }

    /// log s, without cancellation.
    private static func logShare(_ scores: [Double]) -> [Double] {
        VectorMath.softplus(scores.map { -$0 }).map { -$0 }
    }
}
