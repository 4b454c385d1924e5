/// What is added to Σ w·loss to hold coefficients back. The intercept is never penalised.
///
/// A penalty describes itself as `PenaltyTerms`, numbers per column; solvers read only those, so neither knows the other.
public protocol Penalty: Kind, Codable, Equatable {
    /// Values that the laws of the registry are tested with.
    static var examples: [Self] { get }

    /// The terms for a design, on its columns' own scale. Throws where an option is out of range or made for another number of
    /// columns.
    func terms(for design: DesignScale) throws(FitError) -> PenaltyTerms
}

/// A penalty of one strength λ, so that fits can be followed along it.
public protocol PathPenalty: Penalty {
    /// At least 0; whether it counts against the sum of the losses or their mean is the penalty's to say.
    var lambda: Double { get }

    /// The same penalty of another strength.
    func with(lambda: Double) -> Self
}

/// All that a penalty may know of a design: how many columns, how much weight, how far columns spread. No outcomes.
public struct DesignScale: Sendable {
    /// How many columns there are, the intercept not counted.
    public let columns: Int
    /// Σ w.
    public let totalWeight: Double
    private let computeDeviations: @Sendable () -> [Double]

    /// Deviations are computed where a penalty asks for them; a weight of 1 is that of the mean loss.
    public init(columns: Int, totalWeight: Double = 1, deviations: @autoclosure @escaping @Sendable () -> [Double]) {
        self.columns = columns
        self.totalWeight = totalWeight
        computeDeviations = deviations
    }

    /// Weighted standard deviations with divisor Σ w, one a column. One read of the data each time it is asked for.
    public var deviations: [Double] { computeDeviations() }

    /// Refuses per-column values of the wrong number or kind.
    func check(
        _ values: [Double]?, _ what: String, isValid: (Double) -> Bool
    ) throws(FitError) {
        guard let values else { return }
        guard values.count == columns else { throw .invalid("\(values.count) \(what) for \(columns) columns") }
        if let bad = values.first(where: { !isValid($0) }) {
            throw .invalid("\(what): \(FitError.text(bad)) cannot be used")
        }
    }

    /// Refuses a strength below 0 or without end.
    func check(lambda: Double) throws(FitError) {
        guard lambda >= 0, lambda.isFinite else {
            throw .invalid("lambda is \(FitError.text(lambda)) (expected a finite number of at least 0)")
        }
    }
}

/// Any penalty as a coded value.
struct PenaltyBox: Codable {
    let penalty: any Penalty

    init(_ penalty: any Penalty) { self.penalty = penalty }

    init(from decoder: any Decoder) throws {
        penalty = try KindCoding.decode(from: decoder, find: PenaltyKinds.named).init(from: decoder)
    }

    func encode(to encoder: any Encoder) throws { try KindCoding.encode(penalty, to: encoder) }
}
