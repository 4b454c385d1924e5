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
        guard let slope = evaluation["calibration_slope"], let low = slope.low, let high = slope.high else {
            return "probabilities cannot be judged"
        }
        var faults: [String] = []
        if high < 1 { faults.append("too extreme (slope below 1)") }
        if low > 1 { faults.append("too timid (slope above 1)") }
        if let shift = evaluation["calibration_intercept"], let low = shift.low, let high = shift.high {
            if low > 0 { faults.append("too low on average") }
            if high < 0 { faults.append("too high on average") }
        }
        guard faults.isEmpty else { return "probabilities are " + faults.joined(separator: " and ") }
        return "probabilities fit (the slope's interval holds 1)"
    }
}
