import LinearAlgebra
import Tables

/// How far the other terms of a fit inflate the variance of each term's coefficients: what collinearity costs.
///
/// Generalised variance inflation of a group of columns (Fox and Monette, J. American Statistical Association 87, 1992):
/// det R₁₁ · det R₂₂ / det R, R the correlations of the coefficients without the intercept, from the Fisher information at the
/// estimate: R's `car::vif` of a `glm`. For one column it is the classical 1 / (1 - R²) of a weighted regression on the
/// others. The penalty is left out of the information, so the figure speaks of the data; infinite where other columns explain
/// the term without rest.
public struct VarianceInflation: Sendable, Equatable {
    /// The columns of one predictor, taken together: levels of a category, pieces of a spline.
    public struct Term: Sendable, Equatable {
        /// The predictor.
        public let name: String
        /// Columns of the fit that it counts.
        public let degreesOfFreedom: Int
        /// The generalised variance inflation; 1 where the others have nothing to do with it.
        public let inflation: Double
        /// The other term whose coefficients hang together most with its own, and by which correlation; nil where it is alone.
        public let partner: String?
        /// The largest absolute correlation of one of its columns with one of the partner's, 0 to 1.
        public let partnerCorrelation: Double

        /// inflation^(1 / degrees of freedom): comparable between terms; the usual thresholds of 5 and 10 are for this.
        public var perDegree: Double { Elementary.power(inflation, 1 / Double(degreesOfFreedom)) }
    }

    /// One a predictor, in the order of the design.
    public let terms: [Term]

    /// Columns predictor, columns, inflation and the partner that explains most of it.
    public var table: Table {
        Table(
            "vif",
            columns: [
                .init("term"), .init("columns"), .init("gvif", .significant(4)),
                .init("vif", .significant(4)), .init("partner"), .init("correlation", .decimals(2)),
            ],
            rows: terms.map {
                [
                    .text($0.name), .integer($0.degreesOfFreedom), .number($0.inflation), .number($0.perDegree),
                    .optional($0.partner), .number($0.partnerCorrelation),
                ]
            })
    }
}

extension FitDiagnosis {
    /// - Parameter terms: groups of columns by name, each column in one group; nil takes every column alone. Columns without
    ///   an estimate, constant ones and those held by a penalty or a bound do not count, and neither do terms without others.
    /// - Throws: `FitError.invalid` for an unknown column.
    public func varianceInflation(
        terms: [(name: String, columns: [String])]? = nil
    ) throws(FitError) -> VarianceInflation {
        let moving = face.objective.design.columns.map { data.names[$0] }
        let places = Dictionary(zip(moving, moving.indices)) { first, _ in first }
        var groups: [CoefficientGroups.Group] = []
        for (name, columns) in terms ?? moving.map({ ($0, [$0]) }) {
            for column in columns {
                _ = try KindLookup.find(column, among: data.names, called: "column") { $0 }
            }
            groups.append(.init(name: name, places: columns.compactMap { places[$0] }))
        }
        return VarianceInflation(terms: CoefficientGroups(groups, centered: centeredFactor).terms)
    }

    /// R of the weighted columns with the intercept swept out: RᵀR is the information on the slopes.
    private var centeredFactor: Matrix {
        let curvature = rowTerms.curvature
        let gram = face.objective.design.gram(curvatures: curvature, threads: threads)
        let factor = Cholesky(gram).flatMap { $0.unexplainedShares.contains { $0 < 1e-6 } ? nil : $0 }
        let lower = factor?.factor
        let whole =
            lower.map { l in Matrix(rows: l.rows, columnCount: l.rows) { j in (0..<l.rows).map { l[j, $0] } } }
            ?? face.objective.design.triangularFactor(roots: curvature.map { $0.squareRoot() })
        // Fewer rows than columns leave R trapezoidal.
        return Matrix(rows: max(whole.rows - 1, 0), columnCount: whole.columns - 1) { j in
            Array(whole.column(j + 1).dropFirst())
        }
    }
}

/// Determinants of groups of coefficients.
private struct CoefficientGroups {
    struct Group {
        let name: String
        var places: [Int]
    }

    private let groups: [Group]
    /// Unit columns of R.
    private let columns: [[Double]]
    /// Columns that are combinations of others, and of those the ones that are kept to stand for their span.
    private let entangled: Set<Int>
    private let kept: [Int]
    /// Of the kept columns, scaled to a unit diagonal of their own Gram matrix.
    private let inverse: Matrix

    init(_ groups: [Group], centered r: Matrix) {
        let lengths = (0..<r.columns).map { r.column($0).reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let columns = lengths.indices.map { j in r.column(j).map { lengths[j] > 0 ? $0 / lengths[j] : 0 } }
        let spread = lengths.indices.filter { lengths[$0] > 0 }
        let qr = PivotedQR(Matrix(columns: spread.map { columns[$0] }, rows: r.rows))
        let rank = qr.rank(tolerance: 1e-9)
        let null = qr.nullSpace(rank: rank)
        entangled = Set(
            spread.indices.filter { place in (0..<null.columns).contains { abs(null[place, $0]) > 1e-6 } }.map {
                spread[$0]
            })
        kept = qr.pivots.prefix(rank).map { spread[$0] }.sorted()
        // A factor without pivoting keeps the order of the columns.
        let triangle = PivotedQR(Matrix(columns: kept.map { columns[$0] }, rows: r.rows))
        inverse = CoefficientGroups.inverse(triangle)
        self.columns = columns
        self.groups = groups.map { Group(name: $0.name, places: $0.places.filter { lengths[$0] > 0 }) }
            .filter { !$0.places.isEmpty }
    }

    /// (RᵀR)⁻¹ in the order of the columns before pivoting.
    private static func inverse(_ qr: PivotedQR) -> Matrix {
        let size = qr.pivots.count
        guard size > 0, let factor = Cholesky(triangular: qr.r) else { return Matrix(rows: size, columns: size) }
        let pivoted = factor.inverse
        var inverse = Matrix(rows: size, columns: size)
        for a in 0..<size { for b in 0..<size { inverse[qr.pivots[a], qr.pivots[b]] = pivoted[a, b] } }
        return inverse
    }

    var terms: [VarianceInflation.Term] {
        groups.indices.map { place in
            let group = groups[place]
            let (partner, correlation) = partner(of: place)
            return VarianceInflation.Term(
                name: group.name, degreesOfFreedom: group.places.count, inflation: inflation(group),
                partner: partner, partnerCorrelation: correlation)
        }
    }

    /// det S₁₁ · det (S⁻¹)₁₁, which is the ratio of the three determinants.
    private func inflation(_ group: Group) -> Double {
        guard !group.places.contains(where: entangled.contains) else { return .infinity }
        let own = Matrix(rows: group.places.count, columnCount: group.places.count) { b in
            group.places.map { dot(columns[$0], columns[group.places[b]]) }
        }
        let places = group.places.map { kept.firstIndex(of: $0)! }
        let block = inverse.principal(places)
        guard let first = Cholesky(own)?.logDeterminant, let second = Cholesky(block)?.logDeterminant else {
            return .infinity
        }
        return max(1, Elementary.exp(first + second))
    }

    /// The term with the largest correlation of coefficients. Columns that explain each other without rest name each other.
    private func partner(of place: Int) -> (String?, Double) {
        var best: (name: String?, correlation: Double) = (nil, 0)
        for (other, group) in groups.enumerated() where other != place {
            for a in groups[place].places {
                for b in group.places {
                    let correlation = correlation(a, b)
                    if abs(correlation) > abs(best.correlation) { best = (group.name, correlation) }
                }
            }
        }
        return best
    }

    private func correlation(_ a: Int, _ b: Int) -> Double {
        // Coefficients of entangled columns have none; the columns' own stands in, turned as the coefficients' would be.
        guard !entangled.contains(a), !entangled.contains(b), let i = kept.firstIndex(of: a),
            let j = kept.firstIndex(of: b)
        else { return -dot(columns[a], columns[b]) }
        return inverse[i, j] / (inverse[i, i] * inverse[j, j]).squareRoot()
    }
}
