import Documents
import Metrics
import Tables

/// What customers are worth while they stay, and what losing them, or a point of retention, costs.
///
/// Value of one unit of revenue = margin · Σ_{t=1}^{years} S(t) / (1 + discount)^t, S(t) the share left after year t: that of a
/// hazard fit for the years it saw, and behind them the hazard of its last year, which is an assumption and said so.
public struct LifetimeValue: Sendable {
    /// Margin, discount and horizon.
    public struct Terms: Sendable, Equatable {
        /// Share of revenue that is left after what serving it costs. Default 0.8.
        public let margin: Double
        /// A year's discount. Default 0.1.
        public let discount: Double
        /// Years that are counted. Default 10: what lies behind is worth little and known less.
        public let years: Int

        /// - Throws: `RetentionError.invalid` for a margin not in (0, 1], a discount not in [0, 1), years not 1 to 50.
        public init(margin: Double = 0.8, discount: Double = 0.1, years: Int = 10) throws(RetentionError) {
            guard margin > 0, margin <= 1 else { throw .invalid("a margin is above 0 and at most 1, found \(margin)") }
            guard discount >= 0, discount < 1 else { throw .invalid("a discount is 0 to below 1, found \(discount)") }
            guard (1...50).contains(years) else { throw .invalid("years are 1 to 50, found \(years)") }
            (self.margin, self.discount, self.years) = (margin, discount, years)
        }
    }

    /// Margin, discount and years that it was computed under.
    public let terms: Terms
    /// Share left after years 1, 2, ... of those that were seen, with its interval.
    public let seen: [Estimate]

    /// - Throws: `RetentionError.invalid` where no year was seen.
    public init(seen: [Estimate], _ terms: Terms) throws(RetentionError) {
        guard !seen.isEmpty else { throw .invalid("no customer was seen for a whole year") }
        (self.terms, self.seen) = (terms, seen)
    }

    /// What a unit of annual revenue is worth in `terms.years` years, with the interval that S has.
    public var multiple: Estimate {
        Estimate(
            value(seen.map(\.value)), low: value(seen.map { $0.low ?? $0.value }),
            high: value(seen.map { $0.high ?? $0.value }))
    }

    /// More of it where one point more of the customers stays every year.
    public var ofOnePoint: Double { value(seen.map(\.value), better: 0.01) - value(seen.map(\.value)) }

    private func value(_ survival: [Double], better: Double = 0) -> Double {
        var (left, sum, factor, last) = (1.0, 0.0, 1.0, 1.0)
        for year in 0..<terms.years {
            if year < survival.count {
                let before = year == 0 ? 1 : survival[year - 1]
                last = before > 0 ? survival[year] / before : 0
            }
            left *= min(1, last + better)
            factor /= 1 + terms.discount
            sum += left * factor
        }
        return terms.margin * sum
    }

    /// - Parameters:
    ///   - currency: ISO 4217 code of all amounts; nil names none.
    ///   - book: annual recurring revenue now.
    ///   - lost: lost to churn in the last year.
    public func results(book: Money, lost: Money, currency: String?) -> Results {
        var results = Results()
        let multiple = self.multiple
        let unit = currency.map { " (\($0))" } ?? ""
        results.table(
            Table(
                "worth",
                columns: [
                    .init("figure"), .init("value", .significant(4)), .init("low", .significant(4)),
                    .init("high", .significant(4)),
                ],
                rows: [
                    row("value of 1 of annual revenue over \(terms.years) years", multiple, times: 1),
                    row("lifetime value of the book\(unit)", multiple, times: book.value),
                    row("value of what was lost in a year\(unit)", multiple, times: lost.value),
                    [
                        .text("one point of retention every year, of the book\(unit)"),
                        .number(ofOnePoint * book.value), .missing, .missing,
                    ],
                ]), isMain: true)
        let extrapolated = terms.years > seen.count
        results.line(
            "margin \(NumberFormat.percent(0).text(terms.margin)), discount \(NumberFormat.percent(0).text(terms.discount)) a year"
                + (extrapolated
                    ? "; behind year \(seen.count), which nobody has seen, its hazard is assumed to hold" : ""))
        results.line(
            "low to high: the uncertainty of the share left, not that of margin, discount or the years to come")
        results.verdict(
            "a point of retention, held every year, is worth \(NumberFormat.grouped.text(ofOnePoint * book.value))"
                + "\(unit) over \(terms.years) years.")
        return results
    }

    private func row(_ name: String, _ estimate: Estimate, times factor: Double) -> [Table.Cell] {
        [
            .text(name), .number(estimate.value * factor), .optional(estimate.low.map { $0 * factor }),
            .optional(estimate.high.map { $0 * factor }),
        ]
    }
}
