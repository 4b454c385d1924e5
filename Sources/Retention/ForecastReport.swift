import Documents
import Metrics
import Signals
import Tables

/// What became of a forecast, as far as it is known.
public struct ForecastOutcome: Sendable, Equatable {
    /// Of the renewals that were forecast in a period: how many are decided, and what was lost of them.
    public let decided: Int
    /// Revenue of those that were lost, a year.
    public let lostARR: Double
    /// Customers that were lost.
    public let lostLogos: Int

    /// What was decided, and what was lost of it.
    public init(decided: Int, lostARR: Double, lostLogos: Int) {
        (self.decided, self.lostARR, self.lostLogos) = (decided, lostARR, lostLogos)
    }
}

extension RevenueForecast {
    /// - Parameter currency: ISO 4217 code of all amounts; nil names none.
    /// - Parameter count: how many are shown.
    /// - Parameter actual: by period, what became of it, for a forecast made as of the past; nil for those not yet known.
    public func results(actual: [ForecastOutcome?]? = nil, currency: String?, drivers count: Int = 10) -> Results {
        var results = Results()
        results.table(table(actual), isMain: true)
        results.table(rateTable)
        results.table(driverTable(count))
        for note in notes { results.line(note) }
        results.line("80% and 95%: of 100 such forecasts about 80 and 95 should hold what happens")
        results.line("GRR, NRR and logos: of the whole book, what is not up for renewal in the time counted as kept")
        results.value("currency", currency.map(JSON.string) ?? .null)
        results.verdict(verdict(actual))
        return results
    }

    /// Lost revenue by period, with what happened beside it where that is known.
    public func table(_ actual: [ForecastOutcome?]? = nil) -> Table {
        let money: [Table.Column] = [("low95", 1), ("low80", 0), ("high80", 0), ("high95", 1)].map { name, detail in
            .init(name, .grouped, detail: detail)
        }
        let known: [Table.Column] =
            actual == nil ? [] : [.init("actual", .grouped), .init("decided", .grouped), .init("within")]
        return Table(
            "forecast",
            columns: [
                .init("period"), .init("renewals", .grouped), .init("arr", title: "ARR up", .grouped),
                .init("lost_arr", title: "lost ARR", .grouped),
            ] + money + [.init("lost", .decimals(1))] + known,
            rows: (entries + [total]).enumerated().map { place, entry in
                cells(entry) + (actual.map { outcomeCells(entry, RevenueForecast.outcome($0, at: place)) } ?? [])
            })
    }

    /// Of the last place the sum, where all periods are known.
    private static func outcome(_ actual: [ForecastOutcome?], at place: Int) -> ForecastOutcome? {
        if place < actual.count { return actual[place] }
        let known = actual.compactMap(\.self)
        guard known.count == actual.count, !known.isEmpty else { return nil }
        return ForecastOutcome(
            decided: known.reduce(0) { $0 + $1.decided }, lostARR: known.reduce(0) { $0 + $1.lostARR },
            lostLogos: known.reduce(0) { $0 + $1.lostLogos })
    }

    private func cells(_ entry: Entry) -> [Table.Cell] {
        let lost = entry.lostARR
        return [
            .text(entry.period?.name ?? "all"), .integer(entry.renewals), .number(entry.arr), .number(lost.mean),
            .number(lost.low95), .number(lost.low80), .number(lost.high80), .number(lost.high95),
            .number(entry.lostLogos.mean),
        ]
    }

    private func outcomeCells(_ entry: Entry, _ outcome: ForecastOutcome?) -> [Table.Cell] {
        guard let outcome else { return [.missing, .missing, .text("not yet known")] }
        return [.number(outcome.lostARR), .integer(outcome.decided), .text(entry.lostARR.word(outcome.lostARR))]
    }

    /// Columns rate, expected, and the ends of the 80% and 95% intervals: GRR, NRR, logos.
    public var rateTable: Table {
        Table(
            "rates",
            columns: [
                .init("rate"), .init("expected", .percent(1)), .init("low95", .percent(1)), .init("low80", .percent(1)),
                .init("high80", .percent(1)), .init("high95", .percent(1)),
            ],
            rows: [("GRR", grr), ("NRR", nrr), ("logos", logos)].map { name, range in
                [
                    .text(name), .number(range.mean), .number(range.low95), .number(range.low80), .number(range.high80),
                    .number(range.high95),
                ]
            })
    }

    private func driverTable(_ count: Int) -> Table {
        Table(
            "drivers",
            columns: [
                .init("account"), .init("renews"), .init("arr", title: "ARR", .grouped),
                .init("p_churn", title: "P(churn)", .percent(1)), .init("expected_loss", .grouped),
                .init("share_of_variance", .percent(1)),
            ],
            rows: drivers.prefix(count).map { driver in
                [
                    .text(driver.account), .text(driver.date.description), .number(driver.arr), .number(driver.pChurn),
                    .number(driver.expectedLoss), .number(driver.shareOfVariance),
                ]
            })
    }

    private func verdict(_ actual: [ForecastOutcome?]?) -> String {
        let percent = NumberFormat.percent(1)
        let expected =
            "GRR is expected at \(percent.text(grr.mean)) (80%: \(percent.text(grr.low80)) to \(percent.text(grr.high80)))"
        let known = zip(entries, actual ?? []).compactMap { entry, outcome in outcome.map { (entry, $0) } }
        guard !known.isEmpty else { return expected + "." }
        let inside = known.count { entry, outcome in
            (entry.lostARR.low80...entry.lostARR.high80).contains(outcome.lostARR)
        }
        let periods = known.count == 1 ? "1 period that is" : "\(known.count) periods that are"
        return expected + "; of \(periods) over, \(inside) lost what the 80% interval had said."
    }
}

extension RevenueForecast.Range {
    /// Where something that happened lies.
    func word(_ value: Double) -> String {
        if (low80...high80).contains(value) { return "80%" }
        if (low95...high95).contains(value) { return "95%" }
        return value < low95 ? "below" : "above"
    }
}
