import Tables

/// The chance of still being there after each period, with its interval.
public struct SurvivalCurve: Sendable, Equatable {
    /// From 1.
    public let periods: [Int]
    /// The chance of being lost in the period among those still there.
    public let hazards: [Double]
    /// Share still there after each period, 0 to 1.
    public let survival: [Double]
    /// Lower end of its 95% interval.
    public let low: [Double]
    /// Upper end of its 95% interval.
    public let high: [Double]

    /// The first period after which at most half are left; nil where more are left at the end.
    public var median: Int? { survival.firstIndex { $0 <= 0.5 }.map { periods[$0] } }

    /// Periods that are expected to be survived out of those of the curve: Σ S(t).
    public var expectedPeriods: Double { survival.reduce(0, +) }

    /// Columns period, survival, low, high.
    public var table: Table {
        Table(
            "survival",
            columns: [
                .init("period"), .init("hazard", .percent(1)), .init("survival", .percent(1)),
                .init("low", .percent(1)), .init("high", .percent(1)),
            ],
            rows: periods.indices.map {
                [
                    .integer(periods[$0]), .number(hazards[$0]), .number(survival[$0]), .number(low[$0]),
                    .number(high[$0]),
                ]
            })
    }
}
