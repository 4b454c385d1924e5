/// Options of a logistic regression: P(y = 1) = 1 / (1 + exp(-(a + xᵀb + offset))).
///
/// Minimises Σ wᵢ (log(1 + exp ηᵢ) - yᵢ ηᵢ) + penalty(b). The intercept a is always there, comes first, is named
/// `(Intercept)` and is never penalised. Columns are centred and scaled inside for the sake of digits; everything is reported
/// on the scale of the columns as given. A checked value that is stored with its result.
public struct LogisticRegression: Sendable {
    /// What holds the coefficients back; maximum likelihood by default.
    public var penalty: any Penalty
    /// Bounds on the coefficients; none by default.
    public var bounds: CoefficientBounds?
    /// A name in `SolverKinds`, or `auto`: the first that can solve the penalty.
    public var solver: String
    /// How standard errors are computed.
    public var errors: ErrorKind
    /// Newton needs 5 to 9; a separated design about 30 before it is called so.
    public var maxIterations: Int
    /// Bound on the Newton decrement, the distance to the optimum in standard errors; no column scale can fool it.
    public var tolerance: Double
    /// A free column is aliased where earlier columns leave less than this share of its length (centred) unexplained. 1e-7:
    /// below it fewer than nine digits of the coefficients would be meaningful. Has nothing to do with `tolerance`.
    public var rankTolerance: Double
    /// Whether aliased columns are left out, with a note and without a coefficient, or are an error.
    public var aliasing: Aliasing
    /// Whether a fit that stopped early is returned (its `optimization` says so) rather than thrown.
    public var allowUnconverged: Bool

    /// What to do with a column that is a combination of others.
    public enum Aliasing: String, Sendable, Codable, CaseIterable {
        /// Leave it out and say so.
        case drop
        /// Refuse to fit.
        case refuse
    }

    /// The defaults are maximum likelihood with errors from the model; see the properties.
    public init(
        penalty: any Penalty = NoPenalty(), bounds: CoefficientBounds? = nil, solver: String = SolverKinds.auto,
        errors: ErrorKind = .model, maxIterations: Int = 100, tolerance: Double = 1e-10, rankTolerance: Double = 1e-7,
        aliasing: Aliasing = .drop, allowUnconverged: Bool = false
    ) {
        self.penalty = penalty
        self.bounds = bounds
        self.solver = solver
        self.errors = errors
        self.maxIterations = maxIterations
        self.tolerance = tolerance
        self.rankTolerance = rankTolerance
        self.aliasing = aliasing
        self.allowUnconverged = allowUnconverged
    }

    func check() throws(FitError) {
        guard maxIterations >= 1 else { throw .invalid("maxIterations is \(maxIterations) (expected at least 1)") }
        guard tolerance > 0, tolerance <= 1e-2 else {
            throw .invalid("tolerance is \(FitError.text(tolerance)) (expected above 0, at most 0.01)")
        }
        guard rankTolerance > 0, rankTolerance < 1 else {
            throw .invalid("rankTolerance is \(FitError.text(rankTolerance)) (expected between 0 and 1)")
        }
    }

    /// Penalty and bounds as numbers.
    func terms(for design: DesignScale) throws(FitError) -> PenaltyTerms {
        let terms = try penalty.terms(for: design)
        return try bounds?.apply(to: terms) ?? terms
    }

    var stopping: StoppingRule { StoppingRule(tolerance: tolerance, maxIterations: maxIterations) }
}

/// How the covariance of the coefficients is estimated, always at the final estimate.
///
/// With H the Hessian (penalty included), I the Fisher information (without it), s the rows' scores wᵢ (yᵢ - μᵢ) xᵢ, n rows
/// of positive weight and k coefficients:
/// - `model`: H⁻¹ I H⁻¹, which is I⁻¹ without a penalty.
/// - `hc0`: H⁻¹ (Σ s sᵀ) H⁻¹ (White, Econometrica 48, 1980); `hc1`: times n / (n - k); `hc2`, `hc3`: each row's s sᵀ divided
///   by 1 - h or (1 - h)², h its leverage (MacKinnon and White, J. Econometrics 29, 1985).
/// - `cluster`: scores are summed within clusters first, times G / (G - 1) · (n - 1) / (n - k) for G clusters (Liang and
///   Zeger, Biometrika 73, 1986, with the small-sample factor of Stata's `regress` and statsmodels).
///
/// A weighted row is one observation for `hc0`...`hc3` (as R's `sandwich` has it): a weight of 2 doubles its score, while
/// the row twice would add its square twice. `model` and `cluster` (both rows in one cluster, up to the factor) know no
/// difference.
public enum ErrorKind: String, Sendable, Codable, CaseIterable {
    /// `model`: H⁻¹ I H⁻¹; `hc0` to `hc3`: sandwiches from rows (MacKinnon and White 1985); `cluster`: from sums over
    /// clusters.
    case model, hc0, hc1, hc2, hc3, cluster
}

extension LogisticRegression: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        a.coded == b.coded && isEqual(a.penalty, b.penalty)
    }

    private static func isEqual<A: Penalty>(_ a: A, _ b: any Penalty) -> Bool { a == b as? A }
}

extension LogisticRegression: Codable {
    /// The plain members; the penalty is coded beside them by its kind.
    private struct Coded: Codable, Equatable {
        let bounds: CoefficientBounds?
        let solver: String
        let errors: ErrorKind
        let maxIterations: Int
        let tolerance: Double
        let rankTolerance: Double
        let aliasing: Aliasing
        let allowUnconverged: Bool
    }

    private enum Key: String, CodingKey { case penalty }

    private var coded: Coded {
        Coded(
            bounds: bounds, solver: solver, errors: errors, maxIterations: maxIterations, tolerance: tolerance,
            rankTolerance: rankTolerance, aliasing: aliasing, allowUnconverged: allowUnconverged)
    }

    public init(from decoder: any Decoder) throws {
        let coded = try Coded(from: decoder)
        let box = try decoder.container(keyedBy: Key.self).decode(PenaltyBox.self, forKey: .penalty)
        self.init(
            penalty: box.penalty, bounds: coded.bounds, solver: coded.solver, errors: coded.errors,
            maxIterations: coded.maxIterations, tolerance: coded.tolerance, rankTolerance: coded.rankTolerance,
            aliasing: coded.aliasing, allowUnconverged: coded.allowUnconverged)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(PenaltyBox(penalty), forKey: .penalty)
        try coded.encode(to: encoder)
    }
}
