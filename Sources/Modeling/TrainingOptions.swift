import Documents
import Regression
import Tables

/// How a model is trained. A checked value that is stored with the model.
public struct TrainingOptions: Sendable, Equatable, Codable {
    /// Which shapes the terms of numeric columns have.
    public enum Terms: String, Sendable, CaseIterable, Codable {
        /// What cross-validation earns among `ModelTerms`; linear where the data cannot carry more, and for maximum
        /// likelihood.
        case auto
        /// Straight lines; natural splines; steps over quantiles.
        case linear, splines, bins
        /// Lines, and products of two columns where they earn their place.
        case linearPairs = "linear+pairs"
        /// Splines, and products.
        case splinesPairs = "splines+pairs"
        /// Steps, and products.
        case binsPairs = "bins+pairs"

        /// Nil for `auto`.
        var fixed: ModelTerms? { ModelTerms(name: rawValue) }
    }

    /// What keeps weights small.
    public enum Penalty: String, Sendable, CaseIterable, Codable {
        /// Ridge, its strength chosen by cross-validation.
        case auto
        /// Maximum likelihood.
        case none
        /// Squares of weights: nothing becomes 0.
        case ridge
        /// Leaves columns out; chosen by cross-validation.
        case lasso
        /// A lasso that holds a column back the more, the less a ridge fit of the same rows gave it: fewer columns of
        /// noise, less bias in the others; chosen by cross-validation, the ridge fit inside each fold.
        case adaptiveLasso = "adaptive-lasso"
        /// Between ridge and lasso: `alpha` is the share of the lasso.
        case elasticNet = "elastic-net"
        /// Leaves terms out whole: all columns of a category or a curve, or none; chosen by cross-validation.
        case groupLasso = "group-lasso"
        /// Ridge towards the weights of a hand-set score, whose scale (at least 0) is learned: for small books.
        case prior
        /// Jeffreys' prior: finite where outcomes are separated, less bias in small data; nothing to choose.
        case firth

        /// Whether a strength λ has to be chosen.
        var hasStrength: Bool { self != .none && self != .firth }
    }

    /// Which standard errors are given.
    public enum Errors: String, Sendable, CaseIterable, Codable {
        /// Clustered by account where an account repeats, else from the model.
        case auto
        /// As `ErrorKind` has them.
        case model, hc0, hc1, hc2, hc3, cluster
    }

    /// Which shapes terms may have; by default cross-validation decides.
    public var terms: Terms
    /// What keeps weights small; by default ridge.
    public var penalty: Penalty
    /// Strength λ on standardised columns; nil chooses by cross-validation. Ridge counts it against the sum of the losses,
    /// the lassos and elastic net against their mean (as glmnet does).
    public var lambda: Double?
    /// Share of the lasso in the elastic net, 0 to 1.
    public var alpha: Double
    /// A name of `SolverKinds`, or `auto`.
    public var solver: String
    /// A name of `CalibratorKinds`, or `auto`.
    public var calibration: String
    /// Which standard errors are given; by default clustered where an account repeats.
    public var errors: Errors
    /// How many kept renewals a lost one counts for in the fit; nil weights nothing. The intercept is corrected, errors are
    /// robust (`OutcomeWeights`). Nothing else sees these weights: not the folds' verdict, not calibration.
    public var classWeight: Double?
    /// Learn from all lost renewals and this random share of the others; nil keeps all. The intercept is corrected, and
    /// where rows are judged each kept one stands for 1 / share.
    public var keptShare: Double?
    /// Folds of cross-validation, at least 2; by default 5.
    public var folds: Int
    /// Of folds, samples and draws; by default 42, so that every figure repeats.
    public var seed: UInt64
    /// Numeric predictors whose terms must go one way, by name; nil where all are free.
    public var directions: [String: TermDirection]?

    /// The defaults decide by cross-validation inside the training rows.
    public init(
        terms: Terms = .auto, penalty: Penalty = .auto, lambda: Double? = nil, alpha: Double = 0.5,
        solver: String = SolverKinds.auto, calibration: String = "auto", errors: Errors = .auto, folds: Int = 5,
        seed: UInt64 = 42, directions: [String: TermDirection]? = nil, classWeight: Double? = nil,
        keptShare: Double? = nil
    ) {
        (self.terms, self.penalty, self.lambda, self.calibration) = (terms, penalty, lambda, calibration)
        (self.errors, self.folds, self.seed) = (errors, folds, seed)
        (self.alpha, self.solver, self.directions) = (alpha, solver, directions)
        (self.classWeight, self.keptShare) = (classWeight, keptShare)
    }

    /// Strengths tried: the prior standard deviation of a standardised coefficient goes from 3.2 (λ = 0.1) to 0.018.
    static let ridgeLambdas: [Double] = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000]
    /// Towards a hand-set score also nearly all the way.
    private static let priorLambdas = ridgeLambdas + [1e4, 3e4, 1e5]
    /// From where next to nothing is kept to where next to nothing is held back.
    private static let lassoLambdas: [Double] = [
        0.1, 0.05, 0.03, 0.02, 0.015, 0.01, 0.007, 0.005, 0.003, 0.002, 0.001, 0.0005, 0.0002,
    ]

    /// The strengths to choose among; one nil where there is none to choose.
    var candidates: [Double?] {
        guard penalty.hasStrength else { return [nil] }
        if let lambda { return [lambda] }
        switch penalty {
        case .lasso, .adaptiveLasso, .elasticNet, .groupLasso: return TrainingOptions.lassoLambdas
        case .prior: return TrainingOptions.priorLambdas
        default: return TrainingOptions.ridgeLambdas
        }
    }

    /// Levels seen less often are pooled; maximum likelihood pools nothing.
    var minimumLevelCount: Int { penalty == .none ? 1 : 20 }

    /// Ridge draws levels towards their mean; under the other penalties a level is a difference to the reference.
    var levelCoding: Preparation.LevelCoding { isRidge ? .shrunken : .treatment }

    private var isRidge: Bool { penalty == .auto || penalty == .ridge || penalty == .prior }

    /// With fewer losses or renewals than this held out, a calibrator would add more noise than it removes.
    static let minimumCalibrationEvents = 50
}

extension Preparation {
    /// Learns as a training under these options does.
    static func learned(
        _ frame: Frame, weights: [Double]?, terms: NumericTerms, _ options: TrainingOptions
    ) -> Preparation {
        learned(
            frame, weights: weights, minimumLevelCount: options.minimumLevelCount, terms: terms,
            levels: options.levelCoding, directions: options.directions ?? [:])
    }
}
