import Documents
import Tables

/// A figure with its 95% interval. `low` and `high` are nil where no honest interval is known; `value` is NaN where the
/// figure is undefined (one outcome class, say).
public struct Estimate: Sendable, Equatable {
    /// The figure; NaN where it is undefined.
    public let value: Double
    /// Lower end of the 95% interval; nil where no honest one is known.
    public let low: Double?
    /// Upper end of the 95% interval; nil where no honest one is known.
    public let high: Double?

    /// A figure, and its interval where one is known.
    public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
        self.value = value
        self.low = low.flatMap { $0.isFinite ? $0 : nil }
        self.high = high.flatMap { $0.isFinite ? $0 : nil }
    }

    /// value ± 1.96 standard errors, cut to `range`.
    public init(_ value: Double, standardError: Double, in range: ClosedRange<Double>? = nil) {
        let half = Intervals.z95 * standardError
        let (low, high) = (value - half, value + half)
        self.init(
            value, low: range.map { max(low, $0.lowerBound) } ?? low,
            high: range.map { min(high, $0.upperBound) } ?? high)
    }

    /// No figure: NaN without an interval.
    public static let undefined = Estimate(.nan)

    /// Whether there is a figure at all.
    public var isDefined: Bool { value.isFinite }

    /// `{value, low, high}`.
    public var json: JSON {
        .members(["value": .number(value), "low": .optional(low), "high": .optional(high)])
    }
}

extension Estimate {
    /// value, low, high.
    package var cells: [Table.Cell] { [isDefined ? .number(value) : .missing, .optional(low), .optional(high)] }

    /// `0.031 (0.010 to 0.052)`; the value alone where there is no interval.
    package func words(_ format: NumberFormat) -> String {
        guard let low, let high else { return format.text(value) }
        return "\(format.text(value)) (\(format.text(low)) to \(format.text(high)))"
    }
}
