/// What is added to Σ w·loss to hold coefficients back. The intercept is never penalised.
///
/// A penalty describes itself as `PenaltyTerms`, numbers per column; solvers read only those, so neither knows the other.
public protocol Penalty: Kind, Codable, Equatable {
    /// Values that the laws of the registry are tested with.
    static var examples: [Self] { get }

    /// The terms for a design of `columns` columns, on their own scale. Throws where an option is out of range or made for
    /// another number of columns.
    func terms(columns: Int) throws(FitError) -> PenaltyTerms
}

/// A penalty as numbers: Σⱼ curvatureⱼ / 2 · (bⱼ - targetⱼ)².
public struct PenaltyTerms: Sendable, Equatable {
    /// Second derivative of the penalty by each coefficient, at least 0.
    public let curvature: [Double]
    /// The value each coefficient is drawn towards.
    public let target: [Double]

    /// Precondition: both have one value a column.
    public init(curvature: [Double], target: [Double]) {
        precondition(curvature.count == target.count, "one curvature and one target a column")
        self.curvature = curvature
        self.target = target
    }

    public static func none(columns: Int) -> PenaltyTerms {
        let zeros = [Double](repeating: 0, count: columns)
        return PenaltyTerms(curvature: zeros, target: zeros)
    }

    /// Whether no coefficient is held back: the fit is maximum likelihood.
    public var isNone: Bool { curvature.allSatisfy { $0 == 0 } }

    /// The penalty at `coefficients`, the intercept left out.
    func value(at coefficients: some Sequence<Double>) -> Double {
        zip(coefficients, zip(curvature, target)).reduce(0) {
            $0 + $1.1.0 / 2 * ($1.0 - $1.1.1) * ($1.0 - $1.1.1)
        }
    }

    func gradient(at coefficients: some Sequence<Double>) -> [Double] {
        zip(coefficients, zip(curvature, target)).map { $1.0 * ($0 - $1.1) }
    }

    func keeping(_ kept: [Int]) -> PenaltyTerms {
        PenaltyTerms(curvature: kept.map { curvature[$0] }, target: kept.map { target[$0] })
    }

    /// The same penalty for columns divided by `scales`, whose coefficients are `scales` times as large.
    func scaled(by scales: [Double]) -> PenaltyTerms {
        PenaltyTerms(
            // A column of scale 1e-160 would make the curvature infinite; the bound keeps 0 * ∞ out of the sums.
            curvature: zip(curvature, scales).map { min($0 / $1 / $1, 1e290) },
            target: zip(target, scales).map { $0 * $1 })
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
