import Documents

/// Why a fit was refused, in words that name rows (from 1) and columns.
public enum FitError: Error, Sendable, Equatable {
    /// The arguments do not fit each other, or an option is out of its range.
    case invalid(String)
    /// No row has a positive weight.
    case noRows
    /// All outcomes are `value`: there is nothing to tell apart.
    case oneClass(value: Double)
    /// `quantity` ("outcome", "weight", "offset" or a column's name) holds a value that cannot be used; `row` counts from 0.
    case badValue(quantity: String, row: Int, value: Double, expected: String)
    /// More coefficients than rows, without a penalty.
    case tooManyColumns(columns: Int, rows: Int)
    /// Columns that are combinations of earlier ones, where the caller does not allow to leave them out.
    case aliased([AliasedColumn])
    /// The maximum-likelihood estimate is infinite.
    case separated(Separation)
    /// The solver stopped before the optimum.
    case notConverged(OptimizationSummary)
}

extension FitError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalid(let message): message
        case .noRows: "no row to learn from (expected at least one row with a positive weight)"
        case .oneClass(let value):
            "every outcome is \(FitError.text(value)): a model needs both outcomes among its rows"
        case .badValue(let quantity, let row, let value, let expected):
            "\(quantity), row \(row + 1): \(FitError.text(value)) cannot be used (expected \(expected))"
        case .tooManyColumns(let columns, let rows):
            "\(columns) coefficients cannot be learned from \(rows) rows without a penalty; use fewer columns or ridge"
        case .aliased(let columns): columns.map(\.description).joined(separator: "; ")
        case .separated(let separation): separation.description
        case .notConverged(let summary): "the fit did not converge: \(summary.description)"
        }
    }

    /// All digits of a finite value.
    static func text(_ value: Double) -> String {
        value.isNaN ? "NaN" : value.isFinite ? JSON.text(of: value) : value > 0 ? "infinity" : "-infinity"
    }
}

/// A column that adds nothing to those before it.
public struct AliasedColumn: Sendable, Equatable, Codable, CustomStringConvertible {
    /// The column that was left out.
    public let name: String
    /// The earlier columns that it is a combination of; empty for a constant column.
    public let combinationOf: [String]

    /// A column and those that it is a combination of.
    public init(name: String, combinationOf: [String]) {
        self.name = name
        self.combinationOf = combinationOf
    }

    public var description: String {
        combinationOf.isEmpty
            ? "column \"\(name)\" is constant, so its effect cannot be told from the intercept's"
            : "column \"\(name)\" is a linear combination of "
                + combinationOf.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
