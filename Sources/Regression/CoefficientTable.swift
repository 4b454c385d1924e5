import LinearAlgebra
import Tables

extension LogisticFit {
    /// Covariance of the coefficients on the columns' own scale, one row and column a name; NaN where there is no estimate.
    public var covariance: Matrix {
        let rows = originalRows
        var matrix = Matrix(rows: names.count, columns: names.count, columnMajor: nans(names.count * names.count))
        let factor = SemidefiniteFactor.of(standardizedCovariance)
        let projected = rows.map { row in (0..<factor.columns).map { k in dot(row, factor.column(k)) } }
        for (a, i) in estimated.enumerated() {
            for (b, j) in estimated.enumerated() { matrix[i, j] = dot(projected[a], projected[b]) }
        }
        return matrix
    }

    /// √ of the covariance's diagonal; NaN where there is no estimate, or where a lasso or a bound holds it: errors of the
    /// others then take for granted which are held.
    public var standardErrors: [Double] {
        var errors = nans(names.count)
        for (k, j) in estimated.enumerated().dropFirst() {
            let variance = standardizedCovariance[k, k]
            if variance > 0 || !isPenalized { errors[j] = max(variance, 0).squareRoot() / scales[k - 1] }
        }
        let factor = SemidefiniteFactor.of(standardizedCovariance)
        errors[0] = (0..<factor.columns).reduce(0) {
            let part = dot(originalRows[0], factor.column($1))
            return $0 + part * part
        }.squareRoot()
        return errors
    }

    /// Estimate over standard error; nil for penalised fits, where the ratio has no known distribution.
    public var zValues: [Double]? {
        isPenalized ? nil : zip(coefficients, standardErrors).map { $0 / $1 }
    }

    /// Two-sided p-values of the Wald test; nil for penalised fits.
    public var pValues: [Double]? { zValues?.map(Normal.twoSidedP) }

    /// Wald intervals, estimate ± z·std_error, one a name; nil for penalised fits, which are biased on purpose.
    /// Precondition: 0 < `level` < 1.
    public func confidenceIntervals(level: Double = 0.95) -> [Interval]? {
        precondition(level > 0 && level < 1, "a level is between 0 and 1")
        guard !isPenalized else { return nil }
        let z = Normal.quantile(0.5 + level / 2)
        return zip(coefficients, standardErrors).map { Interval(low: $0 - z * $1, high: $0 + z * $1) }
    }

    /// Lower and upper limit of a coefficient.
    public struct Interval: Sendable, Equatable {
        /// The lower limit.
        public let low: Double
        /// The upper limit.
        public let high: Double
    }

    /// One row a name; cells are missing where there is no estimate or no valid value.
    public func coefficientTable(level: Double = 0.95) -> Table {
        let (errors, z, p) = (standardErrors, zValues, pValues)
        let intervals = confidenceIntervals(level: level)
        let rows: [[Table.Cell]] = names.indices.map { j in
            let numbers = [estimates[j], errors[j], z?[j], p?[j], intervals?[j].low, intervals?[j].high]
            return [.text(names[j])] + numbers.map { .optional($0.flatMap { $0.isNaN ? nil : $0 }) }
        }
        return Table(
            "coefficients",
            columns: [
                .init("name"), .init("estimate", .significant(5)), .init("std_error", .significant(4)),
                .init("z", .decimals(2)), .init("p", .pValue), .init("low", .significant(4)),
                .init("high", .significant(4)),
            ],
            rows: rows)
    }

    /// Each original coefficient as a combination of the standardised ones: b = β / s, a = α - Σ β m / s.
    var originalRows: [[Double]] {
        let size = estimated.count
        return (0..<size).map { k in
            guard k > 0 else { return [1] + zip(centers, scales).map { -$0 / $1 } }
            return (0..<size).map { $0 == k ? 1 / scales[k - 1] : 0 }
        }
    }

    private func nans(_ count: Int) -> [Double] { [Double](repeating: .nan, count: count) }
}
