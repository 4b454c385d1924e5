import Documents
import Tables

/// What two yearly retention rates come to over years. Every figure under its own name, because they are often mixed up:
/// with 85% and 95% the gap after three years is 24.3 points of the start, the share lost at 85% is 38.6%, and the book at
/// 95% is 39.6% larger than that at 85%.
public struct Compounding: Sendable {
    /// The lower yearly rate, 0 to 1.
    public let low: Double
    /// The higher yearly rate, 0 to 1.
    public let high: Double
    /// How many years are told.
    public let years: Int

    /// - Parameters:
    ///   - a: share of revenue (or customers) retained a year, above 0 and at most 2 (NRR may lie above 1).
    ///   - b: the same to compare it with; the order does not matter.
    ///   - years: 1 to 100.
    /// - Throws: `RetentionError.invalid` outside.
    public init(_ a: Double, _ b: Double, years: Int) throws(RetentionError) {
        for rate in [a, b] where !(rate > 0 && rate <= 2) {
            throw .invalid("a yearly retention rate is above 0 and at most 2 (0.85 or 85%), found \(rate)")
        }
        guard (1...100).contains(years) else { throw .invalid("years are 1 to 100, found \(years)") }
        (low, high, self.years) = (min(a, b), max(a, b), years)
    }

    /// One year's figures, all as shares.
    public struct Year: Sendable, Equatable {
        /// Counted from 1.
        public let year: Int
        /// Of the start, at either rate.
        public let retainedLow: Double
        /// Share left under the higher rate.
        public let retainedHigh: Double
        /// `retainedHigh - retainedLow`, in points of the start.
        public let gap: Double
        /// `1 - retained`.
        public let lostLow: Double
        /// Share lost under the higher rate.
        public let lostHigh: Double
        /// `retainedHigh / retainedLow - 1`: by how much the better book is larger.
        public let advantage: Double
    }

    /// One entry a year.
    public var table: [Year] {
        (1...years).map { year in
            let (a, b) = (Compounding.power(low, year), Compounding.power(high, year))
            return Year(
                year: year, retainedLow: a, retainedHigh: b, gap: b - a, lostLow: 1 - a, lostHigh: 1 - b,
                advantage: b / a - 1)
        }
    }

    private static func power(_ rate: Double, _ year: Int) -> Double {
        (0..<year).reduce(1.0) { value, _ in value * rate }
    }

    /// What new business must bring a year so that the book stands still.
    public struct BreakEven: Sendable, Equatable {
        /// Of the revenue at the start: `1 - rate`.
        public let ofStart: Double
        /// Of what is left: `(1 - rate) / rate`.
        public let ofRemaining: Double
    }

    /// 10% churn needs 10% of the start, which is 11.1% of what is left. Negative where the rate lies above 1.
    public static func breakEven(_ rate: Double) -> BreakEven {
        BreakEven(ofStart: 1 - rate, ofRemaining: (1 - rate) / rate)
    }

    /// Both rates over the years, and what the gap comes to.
    public var results: Results {
        var results = Results()
        results.table(yearTable, isMain: true)
        results.table(breakEvenTable)
        results.verdict(verdict)
        return results
    }

    private var yearTable: Table {
        let (a, b) = (Compounding.name(low), Compounding.name(high))
        return Table(
            "compounding",
            columns: [
                .init("year", .grouped), .init("retained_low", title: "retained at \(a)", .percent(1)),
                .init("retained_high", title: "retained at \(b)", .percent(1)),
                .init("gap", title: "gap (points)", .decimals(1)),
                .init("lost_low", title: "lost at \(a)", .percent(1)),
                .init("lost_high", title: "lost at \(b)", .percent(1)),
                .init("advantage", title: "relative advantage", .percent(1)),
            ],
            rows: table.map { year in
                [
                    .integer(year.year), .number(year.retainedLow), .number(year.retainedHigh), .number(100 * year.gap),
                    .number(year.lostLow), .number(year.lostHigh), .number(year.advantage),
                ]
            })
    }

    private var breakEvenTable: Table {
        Table(
            "break_even",
            columns: [
                .init("rate", title: "retained a year", .percent(1)),
                .init("of_start", title: "new business to stand still, of the start", .percent(1)),
                .init("of_remaining", title: "of what is left", .percent(1)),
            ],
            rows: [low, high].map { rate in
                let needed = Compounding.breakEven(rate)
                return [.number(rate), .number(needed.ofStart), .number(needed.ofRemaining)]
            })
    }

    private static func name(_ rate: Double) -> String {
        NumberFormat.percent((rate * 100).rounded() == rate * 100 ? 0 : 1).text(rate)
    }

    private var verdict: String {
        let last = table[years - 1]
        let span = years == 1 ? "1 year" : "\(years) years"
        return
            "after \(span), \(Compounding.name(high)) a year keeps \(NumberFormat.fixed(100 * last.gap, 1)) points more of the start"
            + " than \(Compounding.name(low)), a book \(NumberFormat.percent(1).text(last.advantage)) larger."
    }
}
