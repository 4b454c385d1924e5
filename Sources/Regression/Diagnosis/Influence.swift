import LinearAlgebra
import Tables

/// How much each row bears on a fit, one value a row in the data's order.
///
/// With μ the fitted probability, w the row's weight, z its columns behind a one and H the Hessian at the estimate:
/// - `leverage` h = w μ (1 - μ) zᵀH⁻¹z, in 0...1; they sum to the (effective) number of coefficients.
/// - `pearson` (y - μ) √(w / (μ (1 - μ))), `deviance` sign(y - μ) √(2 w (y log (y / μ) + (1 - y) log ((1 - y) / (1 - μ)))).
/// - `cook` pearson² h / ((1 - h)² k), k the (effective) number of coefficients: R's `cooks.distance`.
/// - `changes` β̂ - β̂₍ᵢ₎ by one Newton step from the estimate: H⁻¹ z w (y - μ) / (1 - h) (Pregibon, Annals of Statistics 9,
///   1981). Exact for least squares; here it understates rows that the fit follows closely. R's `dfbeta` puts the deviance
///   residual in the place of Pearson's.
///
/// A weighted row is left out as a whole; rows of weight 0 have 0 everywhere. The penalty stays; under Firth's the prior's
/// own change is not counted. Rows of one account are each looked at alone.
public struct Influence: Sendable {
    /// Of the fit: `(Intercept)` and the columns.
    public let names: [String]
    /// How much a row's own outcome draws its fitted value, 0 to 1.
    public let leverage: [Double]
    /// Residual over its standard deviation.
    public let pearson: [Double]
    /// Signed square root of what the row adds to the deviance.
    public let deviance: [Double]
    /// Cook's distance: how far all coefficients move without the row, in the metric of their covariance.
    public let cook: [Double]
    /// Rows x names; NaN where a column has no estimate, 0 where a penalty or a bound holds it.
    public let changes: Matrix
    /// The fit's, of the kind that its options name.
    public let standardErrors: [Double]
}

extension Influence {
    /// `pearson` / √(1 - h): variance about 1 in every row.
    public var standardizedPearson: [Double] { standardized(pearson) }

    /// `deviance` / √(1 - h).
    public var standardizedDeviance: [Double] { standardized(deviance) }

    private func standardized(_ residuals: [Double]) -> [Double] {
        zip(residuals, leverage).map { $0 / Influence.rest($1).squareRoot() }
    }

    /// 1 - h, kept above rounding where a row is fitted by a coefficient of its own.
    static func rest(_ leverage: Double) -> Double { max(1 - leverage, .ulpOfOne) }

    /// One row's strongest pull on a weight.
    public struct Pull: Sendable, Equatable {
        /// The row, counted from 0 in the data's order.
        public let row: Int
        /// The column whose weight the row moves most, in standard errors.
        public let name: String
        /// β̂ - β̂₍ᵢ₎ of that weight over its standard error.
        public let standardErrors: Double
    }

    /// For each row the weight (the intercept is none) that it moves by most standard errors, strongest row first; rows that
    /// move none by `least` are left out.
    public func pulls(atLeast least: Double = 0) -> [Pull] {
        let weights = names.indices.dropFirst().filter { standardErrors[$0] > 0 }
        return leverage.indices.compactMap { row -> Pull? in
            let shifts = weights.map { changes[row, $0] / standardErrors[$0] }
            guard let strongest = shifts.indices.max(by: { abs(shifts[$0]) < abs(shifts[$1]) }) else { return nil }
            guard abs(shifts[strongest]) >= least else { return nil }
            return Pull(row: row, name: names[weights[strongest]], standardErrors: shifts[strongest])
        }.sorted { (abs($1.standardErrors), $0.row) < (abs($0.standardErrors), $1.row) }
    }

    /// What one row does.
    public struct Row: Sendable, Equatable {
        /// The row, counted from 0 in the data's order.
        public let row: Int
        /// How much its own outcome draws its fitted value, 0 to 1.
        public let leverage: Double
        /// Standardised deviance residual.
        public let residual: Double
        /// How far all coefficients move without it.
        public let cook: Double
        /// The weight it moves most; nil where no weight has a standard error.
        public let pull: Pull?
    }

    /// The rows with the largest Cook's distances, the largest first.
    public func largest(_ count: Int = 10) -> [Row] {
        let residuals = standardizedDeviance
        let pulls = Dictionary(pulls().map { ($0.row, $0) }) { first, _ in first }
        return cook.indices.sorted { (cook[$1], $0) < (cook[$0], $1) }.prefix(count).map {
            Row(row: $0, leverage: leverage[$0], residual: residuals[$0], cook: cook[$0], pull: pulls[$0])
        }
    }

    /// `largest` as a table: row (from 1), leverage, residual, Cook's distance, the weight moved most and its change in
    /// standard errors.
    public func table(largest count: Int = 10) -> Table {
        Table(
            "influential_rows",
            columns: [
                .init("row"), .init("leverage", .significant(3)), .init("residual", .decimals(2)),
                .init("cook", .significant(3)), .init("moves"), .init("standard_errors", .decimals(2)),
            ],
            rows: largest(count).map {
                [
                    .integer($0.row + 1), .number($0.leverage), .number($0.residual), .number($0.cook),
                    .optional($0.pull?.name), .optional($0.pull?.standardErrors),
                ]
            })
    }
}

extension FitDiagnosis {
    /// Leverage, residuals, Cook's distances and one-step changes of every row. Takes about rows x coefficients² operations
    /// and twice the memory of the columns. Throws where the Hessian cannot be inverted.
    public func influence() throws(FitError) -> Influence {
        guard let inverse = factor?.inverseFactor else { throw .notConverged(fit.optimization) }
        let terms = rowTerms
        // Fᵀz of every row: its squared length is zᵀH⁻¹z, F times it H⁻¹z.
        let projections = (0..<inverse.columns).map {
            face.objective.design.product(inverse.column($0), threads: threads)
        }
        let leverage = terms.curvature.indices.map { i in
            min(terms.curvature[i] * projections.reduce(0) { $0 + $1[i] * $1[i] }, 1)
        }
        let pearson = zip(terms.residual, terms.curvature).map { $1 > 0 ? -$0 / $1.squareRoot() : 0 }
        let size = fit.effectiveDegreesOfFreedom
        let pulls = zip(terms.residual, leverage).map { -$0 / Influence.rest($1) }
        return Influence(
            names: fit.names, leverage: leverage, pearson: pearson, deviance: devianceResiduals(terms.predictor),
            cook: zip(pearson, leverage).map { r, h in
                let scaled = r / Influence.rest(h)
                return scaled * scaled * h / size
            },
            changes: changes(inverse, projections, pulls), standardErrors: fit.standardErrors)
    }

    /// Column by column: the way from centred and scaled coefficients to those of the columns as given, times F, times the
    /// rows' projections, times their pulls.
    private func changes(_ inverse: Matrix, _ projections: [[Double]], _ pulls: [Double]) -> Matrix {
        let (rows, originals) = (pulls.count, fit.originalRows)
        let missing = [Double](repeating: .nan, count: rows)
        return Matrix(rows: rows, columnCount: fit.names.count) { name in
            guard let place = fit.estimated.firstIndex(of: name) else { return missing }
            var sums = [Double](repeating: 0, count: rows)
            for (k, projection) in projections.enumerated() {
                let share = face.places.enumerated().reduce(0) {
                    $0 + originals[place][$1.element] * inverse[$1.offset, k]
                }
                for i in 0..<rows { sums[i] += share * projection[i] }
            }
            return zip(sums, pulls).map { $0 * $1 }
        }
    }

    private func devianceResiduals(_ predictor: [Double]) -> [Double] {
        let probabilities = VectorMath.sigmoid(predictor)
        let (ifOne, ifZero) = (VectorMath.softplus(predictor.map { -$0 }), VectorMath.softplus(predictor))
        return predictor.indices.map { i in
            let (y, weight, mu) = (data.outcome[i], data.weights?[i] ?? 1, probabilities[i])
            // A share is compared by log1p, which keeps the digits of a close fit.
            let half =
                y == 1
                ? ifOne[i]
                : y == 0
                    ? ifZero[i]
                    : -y * Elementary.log1p((mu - y) / y) - (1 - y) * Elementary.log1p((y - mu) / (1 - y))
            return (y > mu ? 1 : -1) * max(2 * weight * half, 0).squareRoot()
        }
    }
}
