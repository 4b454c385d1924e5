import Glibc
import Tables

extension Figure {
    /// From data to a place along an axis: 0 is left or below, 1 right or above.
    public enum Scale: Sendable, Equatable {
        /// The domain's first end is at 0, whichever is greater: (180, 30) runs backwards.
        case linear(Double, Double)
        /// Both above 0.
        case log(Double, Double)
        /// Days since 1970-01-01.
        case time(Double, Double)
        /// In this order: from left to right, from top to bottom.
        case category([String])

        /// The values at the beginning and at the end of the axis.
        public var ends: (first: Double, last: Double) {
            switch self {
            case .linear(let first, let last), .log(let first, let last), .time(let first, let last): (first, last)
            case .category(let names): (0, Double(names.count))
            }
        }

        /// The names of a category scale, in order; nil of others.
        public var categories: [String]? { if case .category(let names) = self { names } else { nil } }

        /// Where a number lies; outside 0...1 if it is outside the domain.
        func position(_ value: Double) -> Double {
            switch self {
            case .linear(let first, let last), .time(let first, let last): (value - first) / (last - first)
            case .log(let first, let last): Glibc.log(value / first) / Glibc.log(last / first)
            case .category(let names): value / Double(max(1, names.count))
            }
        }
    }
}

extension Figure.Scale {
    /// Data at least this large do not fit into a picture's arithmetic and are not drawn.
    static let bound = 1e100

    /// A linear scale over all finite `values` and those it must hold, out to round numbers.
    /// - Parameter padding: room beyond the data, as a share of their range.
    static func linear(
        over values: some Sequence<Double>, including held: [Double] = [], padding: Double = 0
    ) -> Figure.Scale {
        var (low, high) = range(values, including: held)
        let room = (high - low) * padding
        // What must be held (zero) is an end already; data keep off the edge.
        if !held.contains(low) { low -= room }
        if !held.contains(high) { high += room }
        let ticks = Ticks.talbot(low, high, count: 5)
        return .linear(min(low, ticks.first ?? low), max(high, ticks.last ?? high))
    }

    /// A log scale over the values above 0, out to whole powers of ten or halves of them.
    static func log(over values: some Sequence<Double>) -> Figure.Scale {
        let (low, high) = range(values.lazy.map { $0 > 0 ? log10($0) : .nan }, including: [])
        return .log(pow(10, low - (high - low) * 0.02), pow(10, high + (high - low) * 0.02))
    }

    static func time(over days: some Sequence<Double>) -> Figure.Scale {
        let (low, high) = range(days, including: [])
        return .time(low, high)
    }

    /// The range of what can be drawn, never empty: around a single value one unit or a tenth of it.
    static func range(_ values: some Sequence<Double>, including held: [Double]) -> (low: Double, high: Double) {
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where abs(value) <= bound { (low, high) = (min(low, value), max(high, value)) }
        for value in held { (low, high) = (min(low, value), max(high, value)) }
        guard low <= high else { return (0, 1) }
        guard high - low > abs(high) * 1e-9 else {
            let room = low == 0 ? 1 : abs(low) * 0.1
            return (low - room, high + room)
        }
        return (low, high)
    }
}
