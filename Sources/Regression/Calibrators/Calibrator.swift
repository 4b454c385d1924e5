import LinearAlgebra

/// A learned map from a score's log-odds to a calibrated probability. The value of a conforming type is the fitted map.
///
/// Laws, tested over the registry: a weight of 2 is the row twice; the order of rows does not matter; the map never falls;
/// probabilities lie in 0...1; scores that are not finite are refused.
public protocol Calibrator: Kind, Codable, Equatable {
    /// Learns the map. `data` is checked; outcomes are 0 or 1 and both occur.
    static func fit(_ data: CalibrationData) throws(FitError) -> Self

    /// The probability for one score. NaN gives NaN.
    func probability(forLogOdds score: Double) -> Double

    /// The probabilities for many scores.
    func probabilities(forLogOdds scores: [Double]) -> [Double]

    /// The map on the log-odds scale where it is a straight line, so that reasons still add up; nil otherwise.
    var line: CalibrationLine? { get }
}

extension Calibrator {
    /// Checks the arguments and learns the map.
    ///
    /// - Parameters:
    ///   - logOdds: finite scores, best from held-out rows.
    ///   - outcomes: 0 or 1.
    ///   - weights: at least 0; nil means ones.
    public static func fit(logOdds: [Double], outcomes: [Double], weights: [Double]? = nil) throws(FitError) -> Self {
        try fit(CalibrationData(logOdds: logOdds, outcomes: outcomes, weights: weights))
    }

    public func probability(forLogOdds score: Double) -> Double { probabilities(forLogOdds: [score])[0] }

    public var line: CalibrationLine? { nil }
}

/// A calibrator that is a straight line on the log-odds.
protocol StraightCalibrator: Calibrator {
    /// At least 0.
    var slope: Double { get }
    var intercept: Double { get }
}

extension StraightCalibrator {
    public var line: CalibrationLine? { CalibrationLine(slope: slope, intercept: intercept) }

    public func probabilities(forLogOdds scores: [Double]) -> [Double] {
        VectorMath.sigmoid(scores.map { slope * $0 + intercept })
    }
}

/// calibrated log-odds = slope · score + intercept, slope ≥ 0.
public struct CalibrationLine: Sendable, Equatable {
    /// At least 0: calibration never turns a ranking round.
    public let slope: Double
    /// Log-odds at a score of 0.
    public let intercept: Double

    /// A line by its slope and its intercept.
    public init(slope: Double, intercept: Double) {
        self.slope = slope
        self.intercept = intercept
    }
}

/// Any fitted calibrator as a coded value: its own members beside `"kind": name`, and perhaps a shift of the base rate.
public struct Calibration: Sendable, Codable {
    /// The fitted map from scores to log-odds.
    public let map: any Calibrator
    /// Added to the calibrated log-odds: 0, or what `PriorShift` asks for.
    public let shift: Double

    private enum Key: String, CodingKey { case shift }

    /// A map and a shift of its log-odds, by default none.
    public init(_ map: any Calibrator, shift: Double = 0) { (self.map, self.shift) = (map, shift) }

    public init(from decoder: any Decoder) throws {
        map = try KindCoding.decode(from: decoder, find: CalibratorKinds.named).init(from: decoder)
        shift = try decoder.container(keyedBy: Key.self).decodeIfPresent(Double.self, forKey: .shift) ?? 0
    }

    public func encode(to encoder: any Encoder) throws {
        try KindCoding.encode(map, to: encoder)
        guard shift != 0 else { return }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(shift, forKey: .shift)
    }

    /// The map on the log-odds scale where it is a straight line.
    public var line: CalibrationLine? {
        map.line.map { CalibrationLine(slope: $0.slope, intercept: $0.intercept + shift) }
    }

    /// 1/(1 + exp(-s)) of the calibrated log-odds, one a score.
    public func probabilities(forLogOdds scores: [Double]) -> [Double] {
        if shift != 0, let line { return VectorMath.sigmoid(scores.map { line.slope * $0 + line.intercept }) }
        let plain = map.probabilities(forLogOdds: scores)
        guard shift != 0 else { return plain }
        let odds = Elementary.exp(shift)
        // 0, 1 and NaN stay what they are.
        return plain.map { $0 * odds / ($0 * odds + (1 - $0)) }
    }
}
