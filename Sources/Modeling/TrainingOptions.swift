import Documents

/// How a model is trained. A checked value that is stored with the model.
public struct TrainingOptions: Sendable, Equatable, Codable {
    public enum Terms: String, Sendable, CaseIterable, Codable {
        /// What cross-validation earns among `NumericTerms`; linear where the data cannot carry more, and for maximum
        /// likelihood.
        case auto
        case linear, splines, bins

        /// Nil for `auto`.
        var fixed: NumericTerms? { NumericTerms(rawValue: rawValue) }
    }

    public enum Penalty: String, Sendable, CaseIterable, Codable {
        /// Ridge, its strength chosen by cross-validation.
        case auto
        case none
        case ridge
    }

    public enum Errors: String, Sendable, CaseIterable, Codable {
        /// Clustered by account where an account repeats, else from the model.
        case auto
        case model, hc0, hc1, hc2, hc3, cluster
    }

    public var terms: Terms
    public var penalty: Penalty
    /// Ridge strength λ against the sum of losses, on standardised columns; nil chooses by cross-validation.
    public var lambda: Double?
    /// A name of `CalibratorKinds`, or `auto`.
    public var calibration: String
    public var errors: Errors
    public var folds: Int
    public var seed: UInt64

    public init(
        terms: Terms = .auto, penalty: Penalty = .auto, lambda: Double? = nil, calibration: String = "auto",
        errors: Errors = .auto, folds: Int = 5, seed: UInt64 = 42
    ) {
        (self.terms, self.penalty, self.lambda, self.calibration) = (terms, penalty, lambda, calibration)
        (self.errors, self.folds, self.seed) = (errors, folds, seed)
    }

    /// Strengths tried: the prior standard deviation of a standardised coefficient goes from 3.2 (λ = 0.1) to 0.018.
    static let lambdas: [Double] = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000]

    /// Levels seen less often are pooled; maximum likelihood pools nothing.
    var minimumLevelCount: Int { penalty == .none ? 1 : 20 }

    /// With fewer losses or renewals than this held out, a calibrator would add more noise than it removes.
    static let minimumCalibrationEvents = 50
}
