import Documents
import Metrics
import Signals
import Tables

/// Retention of a book, period by period and group by group.
public struct RetentionTrend: Sendable {
    /// What is told of one period and group.
    public struct Entry: Sendable {
        /// The period.
        public let period: ReportingPeriod
        /// nil for all customers.
        public let group: String?
        /// From the revenue at its start to that at its end.
        public let bridge: RevenueBridge
        /// Customers that stayed.
        public let logos: LogoRetention
        /// With the 2.5% and 97.5% points of a bootstrap over customers; no interval below `fewest` of them.
        public let grr: Estimate
        /// What is left of the revenue with expansion; it may be more than 1.
        public let nrr: Estimate
        /// GRR of what came up for renewal in the period alone.
        public let grrUp: Estimate
        /// The period ends behind the as-of day: what is still to come in it is not told.
        public let isOpen: Bool
    }

    /// One a period and group, in order of time.
    public let entries: [Entry]
    /// ISO 4217 code of all amounts; nil where the book names none.
    public let currency: String?
    /// What the groups are of (`segment`); nil where all customers are told together.
    public let grouping: String?

    /// Below so many customers with revenue at the start no interval of revenue is told: a bootstrap of so few is too narrow.
    public static let fewest = 10

    /// - Parameters:
    ///   - book: who paid how much when.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - periods: in order, each beginning where the one before ends.
    ///   - groups: where customers are told apart: of what, and by customer, nil where it has none.
    ///   - replicates: of the bootstrap. Default 1000: the ends of a 95% interval are then known to a tenth of its width.
    ///
    /// Periods that begin at or after the book's as-of day are left out.
    public init(
        _ book: RevenueBook, _ periods: [ReportingPeriod], by groups: CustomerGroups? = nil, replicates: Int = 1000,
        seed: UInt64 = 42
    ) {
        let periods = periods.filter { $0.days.lowerBound < book.asOf }
        let walks = CustomerWalks(book, periods)
        let names: [String?] = groups.map { $0.names } ?? [nil]
        (currency, grouping) = (book.currency, groups?.of)
        entries = concurrentMap(periods.count * names.count) { place in
            let (period, name) = (place / names.count, names[place % names.count])
            let members = walks.periods[period].filter { name == nil || groups?.name(of: $0.customer) == name }
            let bootstrap = RevenueBootstrap(members, replicates: replicates, seed: seed, stream: UInt64(place))
            return Entry(periods[period], group: name, members, bootstrap, asOf: book.asOf)
        }
    }
}

/// Customers told apart by something, such as their segment as it stands in the accounts table now.
public struct CustomerGroups: Sendable {
    /// `segment`, `csm`, `cohort` or another column.
    public let of: String
    private let byCustomer: [String?]

    /// A group of each customer, by what they are told apart; nil where it is not known.
    public init(of: String, _ byCustomer: [String?]) { (self.of, self.byCustomer) = (of, byCustomer) }

    /// What customers without a group are called.
    public static let none = "(none)"

    /// The groups that occur, sorted.
    public var names: [String] { Set(byCustomer.map { $0 ?? CustomerGroups.none }).sorted() }

    func name(of customer: Int) -> String { byCustomer[customer] ?? CustomerGroups.none }
}

extension RevenueBook {
    /// Customers by `cohort` (the year in which they signed or first paid) or as `SignalHistory.accountGroups` has it.
    /// - Throws: `RetentionError.invalid` for another name, with the nearest.
    public func groups(by name: String, _ history: SignalHistory) throws(RetentionError) -> CustomerGroups {
        guard name != "cohort" else { return CustomerGroups(of: name, customers.indices.map { cohort($0, history) }) }
        let byAccount = try history.accountGroups(by: name, alsoKnown: ["cohort"])
        return CustomerGroups(of: name, customers.map { byAccount[$0.account] })
    }

    private func cohort(_ customer: Int, _ history: SignalHistory) -> String? {
        (history.accounts[customers[customer].account].signedOn ?? began(customer)).map { String($0.components.year) }
    }
}

extension SignalHistory {
    /// What each account is called by `csm` or by an attribute of the accounts table, as it stands there now; nil where it has
    /// none.
    /// - Throws: `RetentionError.invalid` for another name, with the nearest.
    public func accountGroups(
        by name: String, alsoKnown: [String] = []
    ) throws(RetentionError) -> [String?] {
        if name == "csm" { return accounts.map(\.csm) }
        guard let attribute = attributes[name] else {
            let known = alsoKnown + ["csm"] + attributes.columns.map(\.name)
            throw .invalid("nothing to group by is called \"\(name)\"" + NearestName.hint(for: name, among: known))
        }
        return accounts.indices.map(attribute.values.text)
    }
}

extension RetentionTrend.Entry {
    fileprivate init(
        _ period: ReportingPeriod, group: String?, _ members: [CustomerPeriod], _ bootstrap: RevenueBootstrap, asOf: Day
    ) {
        var (bridge, logos) = (RevenueBridge(), LogoRetention())
        for member in members {
            bridge.add(member)
            logos.add(member)
        }
        (self.period, self.group, self.bridge, self.logos) = (period, group, bridge, logos)
        grr = bootstrap.estimate(bridge.grr, \.kept, over: \.base)
        nrr = bootstrap.estimate(bridge.nrr, \.grown, over: \.base)
        grrUp = bootstrap.estimate(bridge.grrUp, \.upKept, over: \.up)
        isOpen = period.days.upperBound > asOf
    }
}

/// What every customer did in every period.
struct CustomerWalks: Sendable {
    /// By period: the customers that were there at some time of it.
    let periods: [[CustomerPeriod]]

    init(_ book: RevenueBook, _ periods: [ReportingPeriod]) {
        var walks = periods.map { _ in [CustomerPeriod]() }
        for customer in book.customers.indices {
            var state = CustomerPeriod(customer: customer)
            var moves = book.moves(of: customer)[...]
            if let first = periods.first {
                while let move = moves.first, move.day < first.days.lowerBound {
                    state.takeBefore(move)
                    moves.removeFirst()
                }
            }
            for (place, period) in periods.enumerated() {
                while let move = moves.first, move.day < period.days.upperBound {
                    state.takeWithin(move)
                    moves.removeFirst()
                }
                if state.isThere { walks[place].append(state) }
                state.advance()
            }
        }
        self.periods = walks
    }
}

/// The uncertainty of rates of revenue, by resampling customers with replacement. A rate is a ratio of two sums over customers, so numerator and denominator of a
/// customer are drawn together (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 6).
struct RevenueBootstrap: Sendable {
    struct Row: Sendable {
        let base: Double
        let kept: Double
        let grown: Double
        let up: Double
        let upKept: Double
    }

    private let rows: [Row]
    private let replicates: Int
    private let seed: UInt64
    private let stream: UInt64

    init(_ members: [CustomerPeriod], replicates: Int, seed: UInt64, stream: UInt64) {
        rows = members.filter { $0.base > .zero }.map { member in
            Row(
                base: member.base.value, kept: member.kept.value, grown: member.grown.value, up: member.upBefore.value,
                upKept: member.upKept.value)
        }
        (self.replicates, self.seed, self.stream) = (replicates, seed, stream)
    }

    func estimate(
        _ value: Double, _ part: KeyPath<Row, Double>, over whole: KeyPath<Row, Double>
    ) -> Estimate {
        let pairs = rows.map { ($0[keyPath: part], $0[keyPath: whole]) }.filter { $0.1 > 0 }
        guard value.isFinite, pairs.count >= RetentionTrend.fewest, replicates > 1 else { return Estimate(value) }
        if !pairs.contains(where: { $0.0 != $0.1 }) { return RevenueBootstrap.unanimous(value, pairs) }
        if pairs.count > RevenueBootstrap.most { return RevenueBootstrap.linearised(value, pairs) }
        var generator = SeededGenerator(seed: seed, stream: stream)
        let drawn = (0..<replicates).map { _ in RevenueBootstrap.ratio(pairs, &generator) }
        let interval = Quantile.percentileInterval(drawn)
        return Estimate(value, low: min(value, interval.lowerBound), high: max(value, interval.upperBound))
    }

    /// Above so many customers the ratio is normal and its error that of its linear part, which costs one pass.
    private static let most = 5000

    /// Every customer kept all: resamples differ in nothing, which is no certainty. Wilson's interval with the number of
    /// customers that equal shares would need for the same spread of revenue, (Σ w)² / Σ w² (Kish 1965).
    private static func unanimous(_ value: Double, _ pairs: [(Double, Double)]) -> Estimate {
        let (sum, squares) = pairs.reduce((0.0, 0.0)) { ($0.0 + $1.1, $0.1 + $1.1 * $1.1) }
        let customers = sum * sum / squares
        guard value == 1, let interval = Intervals.wilson(events: customers, total: customers) else {
            return Estimate(value)
        }
        return Estimate(value, low: interval.lowerBound, high: 1)
    }

    /// r ± 1.96 √(n/(n-1) Σ (part - r whole)²) / Σ whole (Cochran, Sampling Techniques, 1977, 6.3).
    private static func linearised(_ value: Double, _ pairs: [(Double, Double)]) -> Estimate {
        let whole = pairs.reduce(0) { $0 + $1.1 }
        let squares = pairs.reduce(0) { sum, pair in
            let rest = pair.0 - value * pair.1
            return sum + rest * rest
        }
        let count = Double(pairs.count)
        return Estimate(value, standardError: (count / (count - 1) * squares).squareRoot() / whole)
    }

    private static func ratio(_ pairs: [(Double, Double)], _ generator: inout SeededGenerator) -> Double {
        var (part, whole) = (0.0, 0.0)
        for _ in pairs.indices {
            let pair = pairs[generator.below(pairs.count)]
            part += pair.0
            whole += pair.1
        }
        return part / whole
    }
}
