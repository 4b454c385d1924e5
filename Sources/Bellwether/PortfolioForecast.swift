import Features
import Metrics
import Modeling
import Retention
import Signals
import Tables

extension Portfolio {
    /// A forecast of the renewals of the months behind a day, with what became of them so far.
    public struct Forecast: Sendable {
        /// What is expected.
        public let forecast: RevenueForecast
        /// By period; nil where it is not over, or nothing of it is decided.
        public let outcomes: [ForecastOutcome?]
        /// ISO 4217 code of all amounts; nil where the data name none.
        public let currency: String?
    }

    /// Scores what was known before `asOf` and simulates the renewals of `months` months. Common shocks are learned from the
    /// quarters between the last outcome that the model learned from and `asOf`: each scored as of its first day.
    /// - Throws: `RetentionError`, `PreparationError`.
    public func forecast(
        _ model: ChurnModel, asOf: Day, months: Int, by length: ReportingPeriod.Length,
        _ options: RevenueBook.Options = .init(), seed: UInt64 = 42
    ) throws -> Forecast {
        let book = try RevenueBook(history, asOf: asOf, options)
        let scored = try ScoredRenewals(self, model, asOf: asOf, book)
        let periods = Portfolio.periods(asOf..<asOf.adding(months: months), length)
        var setting = RevenueForecast.Setting(
            arr: book.current.arr.value, customers: book.current.customers,
            shock: CommonShock(past: try pastQuarters(model, before: asOf)))
        setting.changes = book.changes
        setting.seed = seed
        let draws = LogOddsDraws(model, scored.predictions, seed: seed)
        setting.deviations = { draw in
            let all = draws.deviations(draw)
            return scored.rows.map { all[$0] }
        }
        let forecast = RevenueForecast(scored.upcoming, periods, setting)
        return Forecast(
            forecast: forecast, outcomes: periods.map { outcome(scored, in: $0) }, currency: book.currency)
    }

    /// Calendar periods, the first and the last cut to the days asked for.
    private static func periods(_ days: Range<Day>, _ length: ReportingPeriod.Length) -> [ReportingPeriod] {
        ReportingPeriod.all(length, from: days.lowerBound, through: days.upperBound - 1).map { period in
            ReportingPeriod(days: period.days.clamped(to: days))
        }
    }

    /// Each whole quarter behind the model's last outcome, its renewals scored as of its first day.
    private func pastQuarters(_ model: ChurnModel, before asOf: Day) throws -> [CommonShock.Quarter] {
        guard let learned = model.description.period?.upperBound else { return [] }
        let quarters = ReportingPeriod.all(.quarter, from: learned + 1, through: asOf).filter {
            $0.days.lowerBound > learned && $0.days.upperBound <= asOf
        }
        return try quarters.map { quarter in
            let start = quarter.days.lowerBound
            let table = table(asOf: start)
            let logOdds = model.calibration.logOdds(try model.predict(table.frame).raw)
            let cutoff = history.calendar.midnight(of: asOf)
            let rows = table.rows.indices.compactMap { row -> (Double, Bool)? in
                guard let date = table.rows[row].renewalDate, quarter.days.contains(date),
                    let isLost = history.isLost(table.rows[row].account, on: date, knownBefore: cutoff)
                else { return nil }
                return (logOdds[row], isLost)
            }
            return CommonShock.Quarter(logOdds: rows.map(\.0), isLost: rows.map(\.1))
        }
    }

    /// What became of the renewals that were forecast in a period; nil while one of them is undecided.
    private func outcome(_ scored: ScoredRenewals, in period: ReportingPeriod) -> ForecastOutcome? {
        let mine = scored.upcoming.indices.filter { period.days.contains(scored.upcoming[$0].date) }
        let fates = mine.map { history.isLost(scored.accounts[$0], on: scored.upcoming[$0].date, knownBefore: nil) }
        guard !mine.isEmpty, !fates.contains(nil) else { return nil }
        let lost = zip(mine, fates).filter { $0.1 == true }.map { scored.upcoming[$0.0].arr }
        return ForecastOutcome(decided: mine.count, lostARR: lost.reduce(0, +), lostLogos: lost.count)
    }
}

/// The next renewal of each account, as the model saw it.
private struct ScoredRenewals: Sendable {
    let upcoming: [RevenueForecast.Upcoming]
    /// Of each: its account, and its row among the predictions.
    let accounts: [Int]
    let rows: [Int]
    let predictions: Predictions

    init(_ portfolio: Portfolio, _ model: ChurnModel, asOf: Day, _ book: RevenueBook) throws {
        let anchors = portfolio.history.anchors(asOf: asOf)
        let table = portfolio.features.extract(portfolio.history, at: anchors)
        predictions = try model.predict(table.frame)
        let logOdds = model.calibration.logOdds(predictions.raw)
        var found: [(upcoming: RevenueForecast.Upcoming, account: Int, row: Int)] = []
        for (row, about) in table.rows.enumerated() {
            guard let date = about.renewalDate, logOdds[row].isFinite else { continue }
            let arr = try book.value(of: anchors[about.account].together)
            found.append(
                (.init(account: about.accountID, date: date, arr: arr, logOdds: logOdds[row]), about.account, row))
        }
        (upcoming, accounts, rows) = (found.map(\.upcoming), found.map(\.account), found.map(\.row))
    }
}

extension SignalHistory {
    /// Whether what an account had to decide on a day was lost; nil while it is undecided (before an instant, where given).
    fileprivate func isLost(_ account: Int, on date: Day, knownBefore cutoff: Instant?) -> Bool? {
        let terms = renewals(of: account).filter { $0.date == date }
        if let cutoff, terms.contains(where: { !$0.isDecided(before: cutoff, in: calendar) }) { return nil }
        return Outcome.together(terms.map(\.outcome))?.isLoss
    }
}
