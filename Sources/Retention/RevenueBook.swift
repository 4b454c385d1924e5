import Signals
import Tables

/// Who paid how much when: the contracts of all customers as moves of annual recurring revenue, in one currency.
///
/// A contract (an account's renewals of one product) begins with its first term at `arr_before`, and steps to `arr_after` on
/// each renewal date: 0 where it churned. What changed between two renewals carries no date in the files, so it is told on
/// the renewal that follows. A renewal whose date lies before `asOf` and that is still pending leaves the book as *pending*
/// on its date: it is neither renewed nor lost.
public struct RevenueBook: Sendable {
    /// What the accounts of one contract party are called together.
    public struct Customer: Sendable {
        /// The account's id, or that of its uppermost parent where accounts are rolled up.
        public let id: String
        /// The account that stands for it: itself, what it was merged into, or its uppermost parent.
        public let account: Int
    }

    /// Whoever has, or had, a contract.
    public let customers: [Customer]
    /// Outcomes are seen as they stood at the beginning of this day.
    public let asOf: Day
    private let exchange: Exchange
    /// What was counted and told, in the words of the report.
    public let notes: [DataFinding]
    /// By customer, then day.
    let moves: [RevenueMove]
    /// Moves of customer c are `starts[c]..<starts[c + 1]`.
    let starts: [Int]

    /// How accounts become customers, and amounts one currency.
    public struct Options: Sendable {
        /// Whether accounts are told as their uppermost parent. By default not.
        public var rollsUp = false
        /// Accounts that became part of others: what one lost and the other won is neither churn nor expansion.
        public var merges: [String: String] = [:]
        /// nil where all amounts are in one currency.
        public var rates: ConstantRates?

        /// No roll-up, no merges, no rates: one account, one customer, one currency.
        public init() {}
    }

    /// - Parameter history: everything that customers left behind.
    /// - Parameter options: how accounts become customers, and amounts one currency.
    /// - Parameter asOf: renewals decided on or after it are pending.
    /// - Throws: `RetentionError` for several currencies without rates, a currency without a rate, merges that name no
    ///   account or lead back to themselves, an amount that is too large.
    public init(_ history: SignalHistory, asOf: Day, _ options: Options = Options()) throws(RetentionError) {
        let owners = try AccountOwners(history, options)
        let exchange = try Exchange(history.renewals, options.rates)
        var reader = ContractReader(exchange, asOf: asOf)
        for account in history.accounts.indices {
            reader.account = history.accounts[account].id
            reader.signedOn = history.accounts[account].signedOn
            try reader.read(history.renewals(of: account), customer: owners.customer[account])
        }
        self.init(
            customers: owners.accounts.map { Customer(id: history.accounts[$0].id, account: $0) }, reader.moves,
            asOf: asOf, exchange, notes: reader.counts.notes)
    }

    private init(
        customers: [Customer], _ moves: [RevenueMove], asOf: Day, _ exchange: Exchange, notes: [DataFinding]
    ) {
        var starts = [Int](repeating: 0, count: customers.count + 1)
        for move in moves { starts[Int(move.customer) + 1] += 1 }
        for customer in customers.indices { starts[customer + 1] += starts[customer] }
        (self.customers, self.asOf, self.exchange, self.notes) = (customers, asOf, exchange, notes)
        (self.moves, self.starts) = (moves.sorted { ($0.customer, $0.day) < ($1.customer, $1.day) }, starts)
    }

    /// ISO 4217 code of all amounts; nil where the data name none.
    public var currency: String? { exchange.currency }

    /// A customer's moves, oldest first.
    func moves(of customer: Int) -> ArraySlice<RevenueMove> { moves[starts[customer]..<starts[customer + 1]] }

    /// The first day that a customer paid for something; nil where none is known.
    func began(_ customer: Int) -> Day? { moves(of: customer).first?.day }
}

/// A change of what a customer pays a year.
struct RevenueMove: Sendable {
    enum Kind: Sendable {
        /// A first term, or one behind a loss.
        case begin
        /// The first term that the files tell of, of a customer that had signed long before: what it paid until then is not
        /// known.
        case entry
        case renewal, loss, pending
    }

    let customer: Int32
    /// Numbered over the whole book.
    let contract: Int32
    let day: Day
    let kind: Kind
    let before: Money
    let after: Money
}

/// Why a book, a period or a forecast cannot be told.
public enum RetentionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Amounts of several currencies, and no rates to make them one.
    case severalCurrencies([String])
    /// A currency without a rate.
    case noRate(String, known: [String])
    /// An account that is merged into itself, in a circle, or into nobody.
    case badMerge(String)
    /// An amount that cannot be counted in cents.
    case tooLarge(account: String, amount: Double)
    /// Anything else, in a line.
    case invalid(String)

    public var description: String {
        switch self {
        case .severalCurrencies(let names):
            "amounts are in \(names.joined(separator: ", ")): they are never summed without rates (--rates FILE)"
        case .noRate(let name, let known):
            "no rate for currency \"\(name)\" (there are rates for \(known.joined(separator: ", ")))"
        case .badMerge(let words): "merges: \(words)"
        case .tooLarge(let account, let amount):
            "account \(account) has an amount of \(amount), expected below \(Money.limit)"
        case .invalid(let words): words
        }
    }
}

/// Which customer each account is part of.
private struct AccountOwners {
    /// By account.
    private(set) var customer: [Int32]
    /// By customer: the account that stands for it.
    private(set) var accounts: [Int] = []

    init(_ history: SignalHistory, _ options: RevenueBook.Options) throws(RetentionError) {
        let merged = try AccountOwners.merges(history, options.merges)
        let owner = try history.accounts.indices.map { account throws(RetentionError) in
            try AccountOwners.root(account, history, merged, rollsUp: options.rollsUp)
        }
        customer = [Int32](repeating: -1, count: owner.count)
        for account in owner.indices where owner[account] == account {
            customer[account] = Int32(accounts.count)
            accounts.append(account)
        }
        for account in owner.indices { customer[account] = customer[owner[account]] }
    }

    private static func merges(
        _ history: SignalHistory, _ names: [String: String]
    ) throws(RetentionError) -> [Int: Int] {
        var merged: [Int: Int] = [:]
        for (from, into) in names.sorted(by: { $0.key < $1.key }) {
            guard let source = history.account(id: from) else { throw .badMerge("\"\(from)\" is no account") }
            guard let target = history.account(id: into) else { throw .badMerge("\"\(into)\" is no account") }
            merged[source] = target
        }
        return merged
    }

    /// Follows merges, and parents where wanted, to the end.
    private static func root(
        _ account: Int, _ history: SignalHistory, _ merged: [Int: Int], rollsUp: Bool
    ) throws(RetentionError) -> Int {
        var (root, steps) = (account, 0)
        while true {
            let parent = rollsUp ? history.accounts[root].parentID.flatMap(history.account(id:)) : nil
            guard let next = merged[root] ?? parent else { return root }
            (root, steps) = (next, steps + 1)
            guard steps <= history.accounts.count else {
                throw .badMerge("\"\(history.accounts[account].id)\" leads back to itself")
            }
        }
    }
}

/// Amounts as money of one currency.
struct Exchange: Sendable {
    let currency: String?
    private let rates: ConstantRates?

    init(_ renewals: [Renewal], _ rates: ConstantRates?) throws(RetentionError) {
        let found = Set(renewals.compactMap(\.currency)).sorted()
        guard let rates else {
            guard found.count <= 1 else { throw .severalCurrencies(found) }
            (currency, self.rates) = (found.first, nil)
            return
        }
        if let unknown = found.first(where: { rates[$0] == nil }) { throw .noRate(unknown, known: rates.currencies) }
        (currency, self.rates) = (rates.currency, rates)
    }

    /// nil where the amount is too large. An amount without a currency is in that of the report.
    func money(_ amount: Double, _ currency: String?) -> Money? {
        Money(amount)?.converted(currency.flatMap { rates?[$0] } ?? .one)
    }
}

/// What was met while contracts were read.
private struct BookCounts {
    var midTerm = 0
    var withoutAmount = 0
    var unknownAfter = 0
    var rounded = 0
    var withoutBegin = 0

    var notes: [DataFinding] {
        var notes: [DataFinding] = []
        func note(_ severity: DataFinding.Severity, _ count: Int, _ words: String) {
            if count > 0 { notes.append(DataFinding(severity, count: count, "\(count) \(words)")) }
        }
        note(
            .note, midTerm, "renewals began from another amount than the last one ended with: told on the renewal date")
        note(.warning, withoutAmount, "renewals without arr_before: counted as customers, not as revenue")
        note(.warning, unknownAfter, "kept renewals without arr_after: taken as unchanged")
        note(.warning, rounded, "amounts with more than \(Money.decimals) decimals: rounded to them")
        note(.note, withoutBegin, "contracts without the begin of their first term: taken to begin 12 months before")
        return notes
    }
}

/// Reads the renewals of accounts, contract by contract, into moves.
private struct ContractReader {
    private let exchange: Exchange
    private let asOf: Day
    /// Whose renewals are read, for errors.
    var account = ""
    var signedOn: Day?
    private var contract: Int32 = 0
    private var contractCount: Int32 = 0
    private(set) var moves: [RevenueMove] = []
    private(set) var counts = BookCounts()

    init(_ exchange: Exchange, asOf: Day) { (self.exchange, self.asOf) = (exchange, asOf) }

    mutating func read(_ renewals: ArraySlice<Renewal>, customer: Int32) throws(RetentionError) {
        var contracts: [ByteText: (number: Int32, level: Money?)] = [:]
        for renewal in renewals {
            let product = ByteText(renewal.product ?? "")
            let (number, level) = contracts[product] ?? (nextContract(), nil)
            self.contract = number
            contracts[product] = (number, try read(renewal, from: level, customer))
        }
    }

    private mutating func nextContract() -> Int32 {
        contractCount += 1
        return contractCount - 1
    }

    /// - Parameter level: what the contract pays so far; nil where it has not begun or has ended.
    /// - Returns: what it pays behind the renewal; nil where it has ended.
    private mutating func read(
        _ renewal: Renewal, from level: Money?, _ customer: Int32
    ) throws(RetentionError) -> Money? {
        let before = try money(renewal.arrBefore, renewal) ?? .zero
        counts.withoutAmount += renewal.arrBefore == nil ? 1 : 0
        if let level { counts.midTerm += renewal.arrBefore != nil && level != before ? 1 : 0 }
        let paid = level ?? begin(renewal, before, customer)
        guard let paid else { return nil }
        guard renewal.date < asOf else { return paid }
        let (kind, after) = try outcome(renewal, before)
        moves.append(
            RevenueMove(
                customer: customer, contract: contract, day: renewal.date, kind: kind, before: paid, after: after))
        return kind == .renewal ? after : nil
    }

    /// Adds the begin of a contract; nil where that lies behind the as-of day.
    private mutating func begin(_ renewal: Renewal, _ before: Money, _ customer: Int32) -> Money? {
        counts.withoutBegin += renewal.termBegin == nil ? 1 : 0
        let day = renewal.termBegin ?? renewal.date.adding(months: -12)
        guard day < asOf else { return nil }
        // A first term seldom begins on the very day of the signature.
        let isEntry = signedOn.map { $0.adding(months: 3) < day } ?? false
        moves.append(
            RevenueMove(
                customer: customer, contract: contract, day: day, kind: isEntry ? .entry : .begin, before: .zero,
                after: before))
        return before
    }

    private mutating func outcome(
        _ renewal: Renewal, _ before: Money
    ) throws(RetentionError) -> (RevenueMove.Kind, Money) {
        guard renewal.outcome != .pending, renewal.knownOn < asOf else { return (.pending, .zero) }
        if renewal.outcome == .churned { return (.loss, .zero) }
        counts.unknownAfter += renewal.arrAfter == nil ? 1 : 0
        return (.renewal, try money(renewal.arrAfter, renewal) ?? before)
    }

    private mutating func money(_ amount: Double?, _ renewal: Renewal) throws(RetentionError) -> Money? {
        guard let amount else { return nil }
        counts.rounded += Money.isRounded(amount) ? 1 : 0
        guard let money = exchange.money(amount, renewal.currency) else {
            throw .tooLarge(account: account, amount: amount)
        }
        return money
    }
}

extension RevenueBook {
    /// What is paid, and by how many customers, at the beginning of the as-of day.
    public var current: (arr: Money, customers: Int) {
        var (arr, count) = (Money.zero, 0)
        for customer in customers.indices {
            let moves = moves(of: customer)
            arr += moves.reduce(.zero) { $0 + $1.after - $1.before }
            count += moves.reduce(0) { $0 + CustomerPeriod.contracts($1) } > 0 ? 1 : 0
        }
        return (arr, count)
    }

    /// `after / before` of every renewal that was kept.
    public var changes: [Double] {
        moves.compactMap { $0.kind == .renewal && $0.before > .zero ? $0.after.ratio(to: $0.before) : nil }
    }

    /// What some terms pay together, in the currency of the report; 0 where no amount is given.
    /// - Throws: `RetentionError.tooLarge`.
    public func value(of renewals: [Renewal]) throws(RetentionError) -> Double {
        var sum = Money.zero
        for renewal in renewals {
            guard let amount = renewal.arrBefore else { continue }
            guard let money = exchange.money(amount, renewal.currency) else {
                throw .tooLarge(account: "number \(renewal.account + 1)", amount: amount)
            }
            sum += money
        }
        return sum.value
    }
}
