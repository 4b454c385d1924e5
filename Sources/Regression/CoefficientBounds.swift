/// Bounds on coefficients, on the scale of the columns as given; the intercept has none.
///
/// For the declared direction of a signal, or a known range. A coefficient that the data would carry beyond its bound stays on
/// it and has no standard error; errors of the others take for granted which are held. A bounded fit has no p-values and no
/// Wald intervals, because their distributions change at a bound (Self and Liang, J. American Statistical Association 82, 1987).
public struct CoefficientBounds: Sendable, Codable, Equatable {
    /// One a column; nil where there is none.
    public let lower: [Double?]
    /// The most that each coefficient may be; nil where it has no bound.
    public let upper: [Double?]

    /// Bounds of every column; nil where it has none on that side.
    public init(lower: [Double?], upper: [Double?]) {
        self.lower = lower
        self.upper = upper
    }

    /// Directions: above 0 a coefficient of at least 0, below 0 one of at most 0, 0 either.
    public init(signs: [Int]) {
        self.init(lower: signs.map { $0 > 0 ? 0 : nil }, upper: signs.map { $0 < 0 ? 0 : nil })
    }

    /// The penalty's terms within these bounds. Throws where a bound is no number, a pair is empty, or their number is wrong.
    func apply(to terms: PenaltyTerms) throws(FitError) -> PenaltyTerms {
        let columns = terms.curvature.count
        guard lower.count == columns, upper.count == columns else {
            throw .invalid("\(lower.count) lower and \(upper.count) upper bounds for \(columns) columns")
        }
        for (j, (low, high)) in zip(lower, upper).enumerated() {
            let (least, most) = (low ?? -.infinity, high ?? .infinity)
            guard least < most, least < .infinity, most > -.infinity else {
                throw .invalid(
                    "bounds of column \(j + 1): from \(FitError.text(least)) to \(FitError.text(most)) is no range")
            }
        }
        return terms.bounded(lower: lower.map { $0 ?? -.infinity }, upper: upper.map { $0 ?? .infinity })
    }
}
