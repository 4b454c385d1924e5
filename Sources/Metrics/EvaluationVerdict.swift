import Foundation

/// What the figures mean, in one sentence.
public enum EvaluationVerdict {
    /// Ranking by the AUC (Hosmer and Lemeshow's words: from .7 acceptable, from .8 excellent), probabilities by whether the
    /// intervals of slope and intercept hold 1 and 0. Where the data are too few to tell, it says so.
    public static func words(_ evaluation: Evaluation) -> String {
        "\(ranking(evaluation)); \(calibration(evaluation))."
    }

    private static func ranking(_ evaluation: Evaluation) -> String {
        guard let auc = evaluation["auc"], auc.isDefined else {
            return "one outcome is missing, so ranking cannot be judged"
        }
        guard let low = auc.low, let high = auc.high else { return "ranking cannot be judged on so few rows" }
        if low <= 0.5 {
            return high - low > 0.3
                ? "too few rows to judge the ranking" : "no evidence that it ranks better than chance"
        }
        return switch auc.value {
        case 0.8...: "ranks well"
        case 0.7...: "ranks fairly"
        default: "ranks weakly, but better than chance"
        }
    }

    private static func calibration(_ evaluation: Evaluation) -> String {
        guard let slope = evaluation["calibration_slope"], slope.low != nil, slope.high != nil else {
            return "probabilities cannot be judged"
        }
        let faults = faults(slope: slope, intercept: evaluation["calibration_intercept"] ?? .undefined)
        guard faults.isEmpty else { return "probabilities are " + faults.joined(separator: " and ") }
        return "probabilities fit (the slope's interval holds 1)"
    }

    /// Where the intervals do not hold 1 and 0, in words that follow "probabilities are".
    static func faults(slope: Estimate, intercept: Estimate) -> [String] {
        var faults: [String] = []
        if let high = slope.high, high < 1 { faults.append("too extreme (slope below 1)") }
        if let low = slope.low, low > 1 { faults.append("too timid (slope above 1)") }
        if let low = intercept.low, low > 0 { faults.append("too low on average") }
        if let high = intercept.high, high < 0 { faults.append("too high on average") }
        return faults
    }
}
