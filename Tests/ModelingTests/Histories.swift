import Signals
import Tables

/// Accounts with yearly renewals, seeded, for what a check looks for: each signed 2021-01-01 plus up to a year, renews
/// yearly, and is lost at each renewal with the chance `risk`. Evidence is added by hand.
struct SeededBook {
    var accounts: [Account] = []
    var renewals: [Renewal] = []
    var events = EventColumns()
    var facts = FactColumns()
    var attributes: [String: [String?]] = [:]
    private(set) var random: SeededGenerator
    /// By account: the day its loss was decided.
    private(set) var lostOn: [Day?] = []

    static let origin = Day(year: 2021, month: 1, day: 1)!
    static let end = Day(year: 2024, month: 7, day: 1)!

    init(accounts count: Int, risk: Double = 0.15, seed: UInt64 = 1) {
        random = SeededGenerator(seed: seed)
        for account in 0..<count {
            let signed = SeededBook.origin + random.below(365)
            accounts.append(Account(id: "A\(account)", signedOn: signed))
            lostOn.append(nil)
            for year in 1...3 {
                let date = signed.adding(months: 12 * year)
                if date >= SeededBook.end { break }
                let isLost = random.uniform() < risk
                let decided = date - random.below(40)
                renewals.append(
                    Renewal(
                        account: account, date: date, outcome: isLost ? .churned : .renewed, termMonths: 12,
                        decidedOn: decided))
                guard isLost else { continue }
                lostOn[account] = decided
                break
            }
        }
    }

    /// The day after which an account leaves nothing behind.
    func last(_ account: Int) -> Day { lostOn[account] ?? SeededBook.end }

    /// Readings at random from `since` to the account's end, about so many a year.
    mutating func addSignal(_ name: String, perYear: Double, since: Day = SeededBook.origin, tag: String? = nil) {
        for account in accounts.indices {
            let start = max(since, accounts[account].signedOn ?? since)
            for day in start.number..<max(start.number, last(account).number)
            where random.uniform() < perYear / 365 { add(name, account, Day(number: day), tag: tag) }
        }
    }

    mutating func add(_ signal: String, _ account: Int, _ day: Day, tag: String? = nil) {
        let time = BusinessCalendar.utc.midnight(of: day).nanoseconds
        events.append(
            account: Int32(account), signal: SeededBook.code(signal, &events.signalNames), occurred: time, known: time,
            value: 1, user: -1, tag: tag.map { SeededBook.code($0, &events.tagNames) } ?? -1)
    }

    mutating func addFact(_ fact: String, _ value: String, _ account: Int, _ day: Day) {
        let time = BusinessCalendar.utc.midnight(of: day).nanoseconds
        facts.append(
            account: Int32(account), fact: SeededBook.code(fact, &facts.factNames), from: time, to: .max, known: time,
            value: SeededBook.code(value, &facts.valueTexts))
    }

    mutating func chance(_ share: Double) -> Bool { random.uniform() < share }
    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    var lost: [Int] { lostOn.indices.filter { lostOn[$0] != nil } }

    var history: SignalHistory {
        let columns = attributes.keys.sorted().map { FrameColumn($0, .categories(Categories(attributes[$0]!))) }
        return SignalHistory(
            accounts: accounts, attributes: Frame(columns: columns, rowCount: accounts.count), renewals: renewals,
            events: events, facts: facts)
    }

    private static func code(_ name: String, _ names: inout [String]) -> Int32 {
        if let known = names.firstIndex(of: name) { return Int32(known) }
        names.append(name)
        return Int32(names.count - 1)
    }
}
