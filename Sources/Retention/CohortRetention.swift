import Metrics
import Signals
import Tables

/// How much of the customers that began together is left with age, in customers and in revenue.
///
/// A customer's age is counted from the day it signed (of the earliest of its accounts; the begin of its first term where
/// that is not given). Files seldom reach back to the first signature: a customer is under observation from the first term
/// they tell of, so those lost before do not make the curves too good (delayed entry). Customers that have not reached an age
/// yet are not among those at risk of it (censoring). S(k) = Π (1 - lost / at risk), Greenwood's variance, interval on
/// log(-log S). Revenue is chained alike: Π Σ kept / Σ before, each customer capped for the gross curve.
public struct CohortRetention: Sendable {
    /// The share retained at an age, with its interval.
    public struct Point: Sendable, Equatable {
        /// Periods since the begin, from 1.
        public let age: Int
        /// Customers that had reached the age before, and were still there.
        public let atRisk: Int
        /// Customers lost at the age.
        public let lost: Int
        /// Share of customers left, 0 to 1, with its 95% interval (Greenwood).
        public let logos: Estimate
        /// Chained gross and net revenue retention; NaN behind an age with no revenue at risk.
        public let gross: Double
        /// Share of revenue left with expansion, 1 is all of it; it may be more.
        public let net: Double
    }

    /// Retention of one cohort by age.
    public struct Curve: Sendable {
        /// The begin of the calendar period in which the customers signed; nil for all.
        public let name: String
        /// Customers that began.
        public let customers: Int
        /// One an age, from the first.
        public let points: [Point]
    }

    /// What is known of one customer's time, in periods of its age.
    public struct Span: Sendable, Equatable {
        /// The first period under observation, from 1.
        public let entry: Int
        /// The last that was seen whole, or in which it was lost.
        public let last: Int
        /// Whether it ended in a loss, rather than with our knowledge.
        public let isLost: Bool
    }

    /// How long a step of age is.
    public let length: ReportingPeriod.Length
    /// All customers together.
    public let all: Curve
    /// One a cohort, in the order of their begin.
    public let cohorts: [Curve]
    /// Of all customers that were under observation for a period at least: for a hazard fit.
    public let spans: [Span]

    /// - Parameters:
    ///   - book: who paid how much when.
    ///   - signedOn: of each account, the day it signed; nil where nobody knows.
    ///   - cohort: the calendar periods that cut customers into cohorts by their begin.
    ///   - length: the unit of age.
    public init(
        _ book: RevenueBook, signedOn: [Day?], by cohort: ReportingPeriod.Length = .year,
        length: ReportingPeriod.Length = .year
    ) {
        let lives = book.customers.indices.compactMap { customer in
            CustomerLife(book, customer, signedOn: signedOn[book.customers[customer].account], length)
        }
        self.length = length
        all = Curve("all", lives)
        let groups = Dictionary(grouping: lives) { ReportingPeriod.begin(of: cohort, $0.begin) }
        cohorts = groups.sorted { $0.key < $1.key }.map { begin, members in
            let period = ReportingPeriod(days: begin..<begin.adding(months: cohort.months))
            return Curve(period.name, members)
        }
        spans = lives.map(\.span)
    }
}

/// A customer, age by age.
private struct CustomerLife: Sendable {
    let begin: Day
    let span: CohortRetention.Span
    /// What it paid at the ages `span.entry - 1` to `span.last`.
    let levels: [Money]

    /// nil where no whole period was seen.
    init?(_ book: RevenueBook, _ customer: Int, signedOn: Day?, _ length: ReportingPeriod.Length) {
        let moves = book.moves(of: customer)
        guard let first = moves.first else { return nil }
        let begin = min(signedOn ?? first.day, first.day)
        func day(age: Int) -> Day { begin.adding(months: age * length.months) }
        var entry = 1
        while day(age: entry - 1) < first.day { entry += 1 }
        var (levels, age, isLost) = ([CustomerLife.level(moves, day(age: entry - 1))], entry - 1, false)
        while day(age: age + 1) <= book.asOf, !isLost {
            age += 1
            let (money, contracts, pending) = CustomerLife.state(moves, day(age: age))
            // Undecided: from here on nothing is known.
            if contracts == 0, pending { break }
            levels.append(money)
            isLost = contracts == 0
        }
        guard levels.count > 1 else { return nil }
        (self.begin, self.levels) = (begin, levels)
        span = CohortRetention.Span(entry: entry, last: entry + levels.count - 2, isLost: isLost)
    }

    private static func level(_ moves: ArraySlice<RevenueMove>, _ day: Day) -> Money { state(moves, day).money }

    /// What is paid on a day, moves on the day itself counted: a renewal at the end of a period belongs to it.
    private static func state(
        _ moves: ArraySlice<RevenueMove>, _ day: Day
    ) -> (money: Money, contracts: Int, pending: Bool) {
        var (money, contracts, pending) = (Money.zero, 0, false)
        for move in moves where move.day <= day {
            money += move.after - move.before
            contracts += CustomerPeriod.contracts(move)
            pending = pending || move.kind == .pending
        }
        return (money, contracts, pending)
    }

    /// What it paid at an age; nil where it was not under observation.
    func level(_ age: Int) -> Money? {
        let place = age - (span.entry - 1)
        return levels.indices.contains(place) ? levels[place] : nil
    }
}

extension CohortRetention.Curve {
    fileprivate init(_ name: String, _ lives: [CustomerLife]) {
        var (points, logos, variance, gross, net) = ([CohortRetention.Point](), 1.0, 0.0, 1.0, 1.0)
        let oldest = lives.map(\.span.last).max() ?? 0
        for age in 1..<max(1, oldest + 1) {
            let present = lives.filter { $0.span.entry <= age && age <= $0.span.last }
            let lost = present.count { $0.span.isLost && $0.span.last == age }
            // A gap in the ages: what lies behind it cannot be chained.
            guard !present.isEmpty else { break }
            let atRisk = Double(present.count)
            logos *= 1 - Double(lost) / atRisk
            variance += Double(lost) / (atRisk * (atRisk - Double(lost)))
            let (kept, grown) = Self.revenue(present, age)
            (gross, net) = (gross * kept, net * grown)
            points.append(
                .init(
                    age: age, atRisk: present.count, lost: lost, logos: Self.estimate(logos, variance, present.count),
                    gross: gross, net: net))
        }
        (self.name, customers, self.points) = (name, lives.count, points)
    }

    private static func revenue(_ present: [CustomerLife], _ age: Int) -> (gross: Double, net: Double) {
        var (before, kept, grown) = (Money.zero, Money.zero, Money.zero)
        for life in present {
            guard let start = life.level(age - 1), let end = life.level(age), start > .zero else { continue }
            before += start
            kept += min(start, end)
            grown += end
        }
        return (kept.ratio(to: before), grown.ratio(to: before))
    }

    private static func estimate(_ survival: Double, _ variance: Double, _ atRisk: Int) -> Estimate {
        guard survival < 1 else {
            // No loss so far, which Greenwood takes for certainty.
            let interval = Intervals.wilson(events: Double(atRisk), total: Double(atRisk))
            return Estimate(survival, low: interval?.lowerBound, high: 1)
        }
        let interval = Intervals.survival(survival, logVariance: variance)
        return Estimate(survival, low: interval?.low, high: interval?.high)
    }
}

extension CohortRetention {
    /// - Parameter fitted: the share left after ages 1, 2, ... by a hazard fit; shown beside the raw curve of all.
    public func results(fitted: [Double]? = nil) -> Results {
        var results = Results()
        results.table(curveTable(fitted), isMain: true)
        results.table(cohortTable)
        results.line("logos: share of customers left, delayed entry and censoring counted; 95% interval (Greenwood)")
        results.line("GRR and NRR chain the rates of each \(length.rawValue) of age; cohorts are named by their begin")
        results.verdict(verdict)
        return results
    }

    private func curveTable(_ fitted: [Double]?) -> Table {
        Table(
            "curve", columns: logoColumns + [.init("fitted", .percent(1))] + CohortRetention.revenueColumns,
            rows: all.points.map { point in
                let fit = fitted.flatMap { $0.count >= point.age ? $0[point.age - 1] : nil }
                return point.logoCells + [.optional(fit)] + point.revenueCells
            })
    }

    private var cohortTable: Table {
        Table(
            "cohorts", columns: [.init("cohort")] + logoColumns + CohortRetention.revenueColumns,
            rows: cohorts.flatMap { cohort in
                cohort.points.map { [.text(cohort.name)] + $0.logoCells + $0.revenueCells }
            })
    }

    private var logoColumns: [Table.Column] {
        [
            .init("age", title: "\(length.rawValue)s", .grouped), .init("at_risk", .grouped), .init("lost", .grouped),
            .init("logos", .percent(1)), .init("low", .percent(1)), .init("high", .percent(1)),
        ]
    }

    private static let revenueColumns: [Table.Column] = [
        .init("grr", title: "GRR", .percent(1)), .init("nrr", title: "NRR", .percent(1)),
    ]

    private var verdict: String {
        guard let first = all.points.first else { return "no customer was seen for a whole \(length.rawValue)." }
        let worst = zip(all.points, [1] + all.points.map(\.logos.value)).max {
            Double($0.0.lost) / Double($0.0.atRisk) < Double($1.0.lost) / Double($1.0.atRisk)
        }!.0
        let rate = NumberFormat.percent(1).text(Double(worst.lost) / Double(worst.atRisk))
        return
            "after one \(length.rawValue) \(first.logos.words(.percent(1))) of customers are left; the riskiest is "
            + "\(length.rawValue) \(worst.age), in which \(rate) of \(worst.atRisk) are lost."
    }
}

extension CohortRetention.Point {
    fileprivate var logoCells: [Table.Cell] { [.integer(age), .integer(atRisk), .integer(lost)] + logos.cells }

    fileprivate var revenueCells: [Table.Cell] { [.number(gross), .number(net)] }
}
