import Metrics
import Modeling

/// Why one row's P(churn) is what it is, in log-odds that add up: `base` + the terms + `calibration` = `logOdds`.
///
/// `base` is the log-odds of the average row learned from, and a term's part slope · Σ βⱼ (xⱼ - mean of xⱼ) over its design
/// columns (`ChurnModel.contributions`). Where the calibration is a straight line that is all; where it is not, slope is 1 and
/// `calibration` is what the map does on top. Where such a map gives P of exactly 0 or 1, whose log-odds are infinite, the
/// parts are those of the log-odds before calibration (`isCalibrated` is false).
///
/// In points of probability every part gets the same rate, (P - P of the average row) / (log-odds less base): the mean slope
/// of the logistic curve on the straight way from the average row to this one, so that points add up as the log-odds do
/// (Aumann and Shapley, Values of Non-Atomic Games, 1974; as integrated gradients Sundararajan et al., ICML 2017).
///
/// Not promised: causes. A part says what the model counts, and signals that say the same share it.
public struct LogitParts: Sendable {
    /// Calibrated P(churn).
    public let probability: Double
    /// P(churn) of the average row learned from; NaN where `isCalibrated` is false.
    public let baseProbability: Double
    /// Calibrated log-odds: the sum of all parts.
    public let logOdds: Double
    /// Log-odds of the average row learned from.
    public let base: Double
    /// In the order of the design.
    public let terms: [(term: String, logOdds: Double)]
    /// 0 where the calibration is a straight line.
    public let calibration: Double
    /// Whether the parts are those of the calibrated log-odds; not so where these are infinite.
    public let isCalibrated: Bool

    /// The parts of one predicted row.
    public init(_ model: ChurnModel, _ predictions: Predictions, row: Int) {
        let terms = model.contributions(predictions.design, row: row)
        let raw = [model.averageLogOdds, predictions.raw[row]]
        let calibrated = model.calibration.logOdds(raw)
        let isCalibrated = calibrated.allSatisfy { $0.isFinite }
        let ends = isCalibrated ? calibrated : raw
        let isLine = model.calibration.line != nil || !isCalibrated
        self.init(
            probability: predictions.probabilities[row], base: ends[0], logOdds: ends[1], terms: terms,
            calibration: isLine ? 0 : ends[1] - ends[0] - terms.reduce(0) { $0 + $1.logOdds },
            isCalibrated: isCalibrated)
    }

    private init(
        probability: Double, base: Double, logOdds: Double, terms: [(term: String, logOdds: Double)],
        calibration: Double, isCalibrated: Bool
    ) {
        (self.probability, self.base, self.logOdds, self.terms) = (probability, base, logOdds, terms)
        (self.calibration, self.isCalibrated) = (calibration, isCalibrated)
        baseProbability = isCalibrated ? Sigmoid.probability(base) : .nan
    }

    /// Points of probability for one unit of log-odds; NaN where `isCalibrated` is false.
    public var rate: Double {
        guard isCalibrated else { return .nan }
        let way = logOdds - base
        return abs(way) > 1e-6 ? (probability - baseProbability) / way : probability * (1 - probability)
    }

    /// The terms by what they do, the most first; equal ones in the order of the design.
    public var ranked: [(term: String, logOdds: Double)] {
        terms.enumerated().sorted { (abs($1.element.logOdds), $0.offset) < (abs($0.element.logOdds), $1.offset) }
            .map(\.element)
    }
}

extension ChurnModel {
    /// The log-odds before calibration of a row that has the training mean in every column of the design.
    var averageLogOdds: Double {
        let weights = fit.weights
        return zip(weights.dropFirst(), preparation.columns).reduce(weights[0]) { $0 + $1.0 * $1.1.mean }
    }
}
