import Documents
import Foundation
import Metrics
import Signals
import Tables

/// What the renewals to come will leave of the book: lost revenue, GRR, NRR and logos by period and over all, with 80% and 95%
/// intervals from simulated futures.
///
/// Each future draws the weights of the model anew (`deviations`), the size of common shocks and one for each quarter
/// (`CommonShock`), then every renewal's outcome, and for those kept the change of revenue of a past renewal at random.
/// Coin flips alone would tell an interval that is far too narrow for a large book.
public struct RevenueForecast: Sendable {
    /// A renewal that is still to come.
    public struct Upcoming: Sendable {
        /// The account's id.
        public let account: String
        /// The day on which it decides.
        public let date: Day
        /// Revenue a year that it decides on.
        public let arr: Double
        /// Calibrated log-odds of loss.
        public let logOdds: Double

        /// One account's next decision; log-odds are of its loss.
        public init(account: String, date: Day, arr: Double, logOdds: Double) {
            (self.account, self.date, self.arr, self.logOdds) = (account, date, arr, logOdds)
        }
    }

    /// What surrounds the renewals to come.
    public struct Setting: Sendable {
        /// Annual recurring revenue and customers on the as-of day, those not up for renewal among them.
        public var arr: Double
        /// Customers on the first day, those that do not come up counted.
        public var customers: Int
        /// `arr_after / arr_before` of past renewals that were kept.
        public var changes: [Double] = []
        /// What moves all accounts together.
        public var shock: CommonShock
        /// A draw of the weights' uncertainty: what it adds to the log-odds of each renewal. nil where it is not known.
        public var deviations: (@Sendable (_ draw: Int) -> [Double])?
        /// Simulated futures; by default 4 000.
        public var draws = 4000
        /// The same seed gives the same futures.
        public var seed: UInt64 = 42

        /// The book on the first day, and what moves all accounts together.
        public init(arr: Double, customers: Int, shock: CommonShock) {
            (self.arr, self.customers, self.shock) = (arr, customers, shock)
        }
    }

    /// The middle of the futures and the ends of the middle 80% and 95% of them.
    public struct Range: Sendable, Equatable {
        /// Mean of the futures.
        public let mean: Double
        /// Below it lies a tenth of the futures.
        public let low80: Double
        /// Above it lies a tenth of the futures.
        public let high80: Double
        /// Below it lies a fortieth of the futures.
        public let low95: Double
        /// Above it lies a fortieth of the futures.
        public let high95: Double

        init(_ values: [Double]) {
            mean = values.reduce(0, +) / Double(values.count)
            let (middle, wide) = (
                Quantile.percentileInterval(values, tail: 0.1), Quantile.percentileInterval(values)
            )
            (low80, high80) = (middle.lowerBound, middle.upperBound)
            (low95, high95) = (wide.lowerBound, wide.upperBound)
        }
    }

    /// One renewal of the forecast: what is at stake, when, and with what probability of loss.
    public struct Entry: Sendable {
        /// nil for all periods together.
        public let period: ReportingPeriod?
        /// Renewals that are due.
        public let renewals: Int
        /// Up for renewal.
        public let arr: Double
        /// Revenue lost, a year.
        public let lostARR: Range
        /// Customers lost.
        public let lostLogos: Range
    }

    /// One a period.
    public let entries: [Entry]
    /// All periods together.
    public let total: Entry
    /// Over all periods, of the whole book.
    public let grr: Range
    /// Net revenue retention of the whole book; it may be more than 1.
    public let nrr: Range
    /// Share of customers that stay.
    public let logos: Range
    /// What drives it: by expected loss.
    public let drivers: [Driver]
    /// How the changes of kept revenue and the shocks were come by, in words.
    public let notes: [String]

    /// An account that moves the forecast, and by how much.
    public struct Driver: Sendable, Equatable {
        /// The account's id.
        public let account: String
        /// The day on which it decides.
        public let date: Day
        /// Revenue a year that it decides on.
        public let arr: Double
        /// Probability of its loss.
        public let pChurn: Double
        /// P(churn) × ARR.
        public let expectedLoss: Double
        /// Of the variance that independent outcomes give the lost revenue.
        public let shareOfVariance: Double
    }

    /// Below so many kept renewals no change of their revenue is assumed.
    public static let fewestChanges = 30

    /// - Parameter upcoming: the renewals to come.
    /// - Parameter periods: what is told; renewals outside are not looked at.
    /// - Parameter setting: the book that surrounds them, and how futures are drawn.
    public init(_ upcoming: [Upcoming], _ periods: [ReportingPeriod], _ setting: Setting) {
        let places = upcoming.map { renewal in periods.firstIndex { $0.days.contains(renewal.date) } }
        let futures = Futures(upcoming, places, periodCount: periods.count, setting)
        entries = periods.indices.map { place in
            let mine = upcoming.indices.filter { places[$0] == place }
            return Entry(periods[place], mine.map { upcoming[$0] }, futures.all.map { $0.periods[place] })
        }
        let inside = upcoming.indices.filter { places[$0] != nil }.map { upcoming[$0] }
        let sums = futures.all.map(\.total)
        total = Entry(nil, inside, sums)
        let (book, customers) = (setting.arr, Double(setting.customers))
        grr = Range(sums.map { 1 - ($0.lost + $0.contraction) / book })
        nrr = Range(sums.map { 1 - ($0.lost + $0.contraction - $0.expansion) / book })
        logos = Range(sums.map { 1 - $0.logos / customers })
        drivers = RevenueForecast.drivers(inside)
        notes = RevenueForecast.notes(setting)
    }

    private static func drivers(_ upcoming: [Upcoming]) -> [Driver] {
        let variances = upcoming.map { renewal -> Double in
            let p = Sigmoid.probability(renewal.logOdds)
            return renewal.arr * renewal.arr * p * Sigmoid.probability(-renewal.logOdds)
        }
        let sum = variances.reduce(0, +)
        let all = zip(upcoming, variances).map { renewal, variance in
            let p = Sigmoid.probability(renewal.logOdds)
            return Driver(
                account: renewal.account, date: renewal.date, arr: renewal.arr, pChurn: p,
                expectedLoss: p * renewal.arr,
                shareOfVariance: sum > 0 ? variance / sum : 0)
        }
        return all.sorted { ($1.expectedLoss, $0.account) < ($0.expectedLoss, $1.account) }
    }

    private static func notes(_ setting: Setting) -> [String] {
        let size = NumberFormat.fixed(setting.shock.median, 2)
        let shock =
            setting.shock.quarters == 0
            ? "common shocks: no past quarter to learn from, so an assumed spread of about \(size) on log-odds"
            : "common shocks: a spread of about \(size) on log-odds, learned from \(setting.shock.quarters) past "
                + (setting.shock.quarters == 1 ? "quarter" : "quarters")
        let changes =
            setting.changes.count >= fewestChanges
            ? "kept renewals change as \(setting.changes.count) past ones did"
            : "kept renewals: too few past ones (\(setting.changes.count)), so no change of revenue is assumed"
        return [shock, changes]
            + (setting.deviations == nil
                ? ["the uncertainty of the model's weights is not known, so not in the intervals"] : [])
    }
}

extension RevenueForecast.Entry {
    fileprivate init(_ period: ReportingPeriod?, _ renewals: [RevenueForecast.Upcoming], _ sums: [Futures.Sums]) {
        (self.period, self.renewals) = (period, renewals.count)
        arr = renewals.reduce(0) { $0 + $1.arr }
        lostARR = RevenueForecast.Range(sums.map(\.lost))
        lostLogos = RevenueForecast.Range(sums.map(\.logos))
    }
}

/// Simulated futures. Draw d uses stream d, so that they do not depend on the number of threads.
private struct Futures: Sendable {
    struct Sums: Sendable {
        var lost = 0.0
        var contraction = 0.0
        var expansion = 0.0
        var logos = 0.0

        static func + (a: Sums, b: Sums) -> Sums {
            Sums(
                lost: a.lost + b.lost, contraction: a.contraction + b.contraction, expansion: a.expansion + b.expansion,
                logos: a.logos + b.logos)
        }
    }

    struct Future: Sendable {
        var periods: [Sums]
        var total: Sums { periods.reduce(Sums(), +) }
    }

    let all: [Future]

    init(
        _ upcoming: [RevenueForecast.Upcoming], _ places: [Int?], periodCount: Int, _ setting: RevenueForecast.Setting
    ) {
        let changes = setting.changes.count >= RevenueForecast.fewestChanges ? setting.changes : [1]
        // Months of a quarter share its shock.
        let quarters = upcoming.map { ReportingPeriod.begin(of: .quarter, $0.date) }
        let numbers = Dictionary(uniqueKeysWithValues: Set(quarters).sorted().enumerated().map { ($1, $0) })
        let quarterOf = quarters.map { numbers[$0]! }
        all = concurrentMap(setting.draws) { draw in
            var random = SeededGenerator(seed: setting.seed, stream: UInt64(draw))
            let tau = setting.shock.tau(at: random.uniform())
            let stretch = CommonShock.stretch(tau)
            let shocks = (0..<numbers.count).map { _ in tau * random.normal() }
            let deviations = setting.deviations?(draw)
            var future = Future(periods: [Sums](repeating: Sums(), count: periodCount))
            for (index, renewal) in upcoming.enumerated() {
                let logOdds = (renewal.logOdds + (deviations?[index] ?? 0)) * stretch + shocks[quarterOf[index]]
                let (isLost, change) = (
                    random.uniform() < Sigmoid.probability(logOdds), changes[random.below(changes.count)]
                )
                guard let place = places[index] else { continue }
                if isLost {
                    future.periods[place].lost += renewal.arr
                    future.periods[place].logos += 1
                } else if change < 1 {
                    future.periods[place].contraction += renewal.arr * (1 - change)
                } else {
                    future.periods[place].expansion += renewal.arr * (change - 1)
                }
            }
            return future
        }
    }
}
