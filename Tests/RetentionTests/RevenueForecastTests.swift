import Foundation
import LinearAlgebra
import Metrics
import Regression
import Retention
import Signals
import Tables
import Testing

/// A simulated portfolio: accounts with one risk factor, past quarters with outcomes and four quarters to come, in each a
/// shock that all share.
private struct SimulatedBook {
    struct Row { let quarter: Int, x: Double, arr: Double, isLost: Bool }

    static let pastQuarters = 12
    static let perQuarter = 120
    let rows: [Row]

    /// - Parameter shock: standard deviation of the quarters' common shift of the log-odds.
    init(seed: UInt64, shock: Double) {
        var random = SeededGenerator(seed: seed, stream: 99)
        rows = (0..<(SimulatedBook.pastQuarters + 4)).flatMap { quarter -> [Row] in
            let shift = shock * random.normal()
            return (0..<SimulatedBook.perQuarter).map { _ in
                let (x, arr) = (random.normal(), 100 * exp(random.normal()))
                let p = 1 / (1 + exp(1.7 - 0.8 * x - shift))
                return Row(quarter: quarter, x: x, arr: arr, isLost: random.uniform() < p)
            }
        }
    }

    /// Learns from the first quarters, takes the shocks of the next, forecasts the last four.
    func forecast(independentOnly: Bool = false, draws: Int = 600) throws -> (forecast: RevenueForecast, lost: Double) {
        let learned = rows.filter { $0.quarter < 4 }
        let fit = try LogisticRegression().fit(
            Matrix(columns: [learned.map(\.x)]), outcome: learned.map { $0.isLost ? 1 : 0 }, names: ["x"])
        func logOdds(_ row: Row) -> Double { fit.coefficients[0] + fit.coefficients[1] * row.x }
        let past = (4..<SimulatedBook.pastQuarters).map { quarter in
            let mine = rows.filter { $0.quarter == quarter }
            return CommonShock.Quarter(logOdds: mine.map(logOdds), isLost: mine.map(\.isLost))
        }
        let ahead = rows.filter { $0.quarter >= SimulatedBook.pastQuarters }
        let start = day("2026-01-01")
        let upcoming = ahead.enumerated().map { number, row in
            RevenueForecast.Upcoming(
                account: "\(number)", date: start.adding(months: 3 * (row.quarter - SimulatedBook.pastQuarters)) + 40,
                arr: row.arr, logOdds: logOdds(row))
        }
        var setting = RevenueForecast.Setting(
            arr: ahead.reduce(0) { $0 + $1.arr }, customers: ahead.count,
            shock: independentOnly ? .none : CommonShock(past: past))
        setting.draws = draws
        let factor = SemidefiniteFactor.of(fit.covariance)
        if !independentOnly {
            setting.deviations = { draw in
                var random = SeededGenerator(seed: 5, stream: UInt64(draw))
                let z = (0..<factor.columns).map { _ in random.normal() }
                let weights = (0..<2).map { row in z.indices.reduce(0.0) { $0 + factor[row, $1] * z[$1] } }
                return ahead.map { weights[0] + weights[1] * $0.x }
            }
        }
        let periods = ReportingPeriod.all(.quarter, from: start, through: day("2026-12-31"))
        let lost = ahead.filter(\.isLost).reduce(0) { $0 + $1.arr }
        return (RevenueForecast(upcoming, periods, setting), lost)
    }
}

struct RevenueForecastTests {
    private func coverage(_ shocks: [Double], runs: Int, independentOnly: Bool = false) throws -> Double {
        let inside = concurrentMap(runs) { run -> Bool in
            let book = SimulatedBook(seed: UInt64(run), shock: shocks[run % shocks.count])
            guard let made = try? book.forecast(independentOnly: independentOnly) else { return false }
            let lost = made.forecast.total.lostARR
            return (lost.low80...lost.high80).contains(made.lost)
        }
        return Double(inside.count { $0 }) / Double(runs)
    }

    /// 400 simulated portfolios, half of them with a common shock, weights learned from 480 renewals.
    @Test func eightyPercentIntervalsHoldAboutEighty() throws {
        let share = try coverage([0, 0.4], runs: 400)
        #expect((0.76...0.84).contains(share), "\(share)")
    }

    /// The same with a shock in all: independent coin flips fail, the common shock does not.
    @Test func coinFlipsAloneAreTooSure() throws {
        let (alone, shared) = (try coverage([0.4], runs: 200, independentOnly: true), try coverage([0.4], runs: 200))
        #expect(alone < 0.7, "\(alone)")
        #expect((0.74...0.87).contains(shared), "\(shared)")
    }

    @Test func threadsAndSeedsDecideNothingAndAll() throws {
        let book = SimulatedBook(seed: 1, shock: 0.2)
        let (a, b) = (try book.forecast(draws: 200).forecast, try book.forecast(draws: 200).forecast)
        #expect(a.total.lostARR == b.total.lostARR)
        #expect(a.grr == b.grr)
    }

    /// Without chance there is no interval, and the rates are those of the bridge.
    @Test func whatIsCertainIsTold() {
        let renewals = [
            RevenueForecast.Upcoming(account: "a", date: day("2026-02-01"), arr: 100, logOdds: 200),
            RevenueForecast.Upcoming(account: "b", date: day("2026-05-01"), arr: 300, logOdds: -200),
            RevenueForecast.Upcoming(account: "c", date: day("2027-05-01"), arr: 300, logOdds: 200),
        ]
        var setting = RevenueForecast.Setting(arr: 1000, customers: 10, shock: .none)
        setting.changes = [Double](repeating: 1.1, count: 40)
        setting.draws = 50
        let periods = ReportingPeriod.all(.quarter, from: day("2026-01-01"), through: day("2026-12-31"))
        let forecast = RevenueForecast(renewals, periods, setting)
        #expect(forecast.entries.map(\.lostARR.mean) == [100, 0, 0, 0])
        #expect(forecast.total.renewals == 2)
        #expect(forecast.grr.low95 == 0.9 && forecast.grr.high95 == 0.9)
        #expect(abs(forecast.nrr.mean - 0.93) < 1e-12)
        #expect(abs(forecast.logos.mean - 0.9) < 1e-12)
        #expect(forecast.drivers.map(\.account) == ["a", "b"])
    }

    /// Few past renewals say nothing of how revenue changes, and no past quarter nothing of shocks: both are said.
    @Test func whatIsAssumedIsSaid() {
        let setting = RevenueForecast.Setting(arr: 1000, customers: 10, shock: CommonShock(past: []))
        let notes = RevenueForecast([], [], setting).notes.joined(separator: "\n")
        #expect(notes.contains("no past quarter to learn from") && notes.contains("too few past ones"))
        #expect(notes.contains("uncertainty of the model's weights is not known"))
    }

    @Test func theShockIsLearned() {
        func shock(_ tau: Double, quarters: Int) -> CommonShock {
            var random = SeededGenerator(seed: 11)
            return CommonShock(
                past: (0..<quarters).map { _ in
                    let shift = tau * random.normal()
                    let logOdds = (0..<400).map { _ in -1.5 + random.normal() }
                    return CommonShock.Quarter(
                        logOdds: logOdds, isLost: logOdds.map { random.uniform() < 1 / (1 + exp(-$0 - shift)) })
                })
        }
        #expect(shock(0, quarters: 24).median < 0.12)
        #expect(abs(shock(0.5, quarters: 24).median - 0.5) < 0.15)
        #expect(abs(CommonShock(past: []).median - 0.6745 * CommonShock.priorScale) < 0.03)
    }

    @Test func whatHappenedStandsBeside() {
        let renewals = (0..<200).map { number in
            RevenueForecast.Upcoming(account: "\(number)", date: day("2026-02-01"), arr: 10, logOdds: -2)
        }
        var setting = RevenueForecast.Setting(arr: 2000, customers: 200, shock: .none)
        setting.draws = 300
        let periods = ReportingPeriod.all(.quarter, from: day("2026-01-01"), through: day("2026-06-30"))
        let forecast = RevenueForecast(renewals, periods, setting)
        let outcome = ForecastOutcome(decided: 200, lostARR: 900, lostLogos: 90)
        let table = forecast.table([outcome, nil])
        #expect(table.text(row: 0, column: table.columns.count - 1) == "above")
        #expect(table.text(row: 1, column: table.columns.count - 1) == "not yet known")
        let text = TextFormat().text(forecast.results(actual: [outcome, nil], currency: nil))
        #expect(text.contains("of 1 period that is over, 0 lost what the 80% interval had said"))
    }
}
