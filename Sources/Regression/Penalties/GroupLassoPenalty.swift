/// W λ Σ over groups of √size ‖(sⱼ bⱼ)‖₂, with W the sum of the weights: the columns of a group come and go together.
///
/// For the columns of one term, such as the levels of a category or the pieces of a spline (Yuan and Lin, J. Royal
/// Statistical Society B 68, 2006; for logistic regression Meier, van de Geer and Bühlmann, ibid. 70, 2008). λ counts against
/// the mean loss, as for lasso; with groups of one column it is the lasso. sⱼ is the column's weighted standard deviation
/// (divisor W) with `standardize`, else 1. Columns within a group are not orthogonalised, so its result depends on how
/// they are coded. Standard errors hold the selection fixed; there is no p-value and no Wald interval.
public struct GroupLassoPenalty: Penalty {
    public static let name = "group-lasso"
    public static let summary = "leaves terms out whole: all columns of a category or a spline, or none"
    public static let examples = [
        GroupLassoPenalty(lambda: 0.02, groups: [0, 0]),
        GroupLassoPenalty(lambda: 0.1, groups: [4, -1], standardize: false),
    ]

    /// At least 0.
    public let lambda: Double
    /// The group of each column; columns of the same number go together, those below 0 are free.
    public let groups: [Int]
    /// Whether coefficients are counted per standard deviation of their column.
    public let standardize: Bool

    /// λ is at least 0; `groups` has the number of each column's group.
    public init(lambda: Double, groups: [Int], standardize: Bool = true) {
        (self.lambda, self.groups, self.standardize) = (lambda, groups, standardize)
    }

    public func terms(for design: DesignScale) throws(FitError) -> PenaltyTerms {
        try design.check(lambda: lambda)
        guard groups.count == design.columns else {
            throw .invalid("\(groups.count) group numbers for \(design.columns) columns")
        }
        let none = PenaltyTerms.none(columns: design.columns)
        guard lambda > 0 else { return none }
        let scales = standardize ? design.deviations : groups.map { _ in 1 }
        let members = Dictionary(grouping: groups.indices.filter { groups[$0] >= 0 && scales[$0] > 0 }) { groups[$0] }
        let norms = members.sorted { $0.key < $1.key }.map { _, columns in
            GroupNorm(
                columns: columns, strength: design.totalWeight * lambda * Double(columns.count).squareRoot(),
                scales: columns.map { scales[$0] })
        }
        return PenaltyTerms(curvature: none.curvature, target: none.target, groups: norms)
    }
}
