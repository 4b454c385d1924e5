import Features
import Signals
import Tables

/// A random portfolio over the example declarations, the same for the same seed. Account n is drawn from seed and n
/// alone, so more accounts leave the first ones as they are.
struct Portfolio {
    var book: Book

    private static let origin = Day("2020-01-06")!

    init(seed: UInt64, accounts: Int, shiftWeeks: Int = 0) {
        book = Book((0..<accounts).map { "account \($0)" }, signedOn: nil)
        var industries: [String?] = []
        for account in 0..<accounts {
            var random = SeededGenerator(seed: seed &+ UInt64(account) &* 7919)
            let start = Portfolio.origin + 7 * shiftWeeks + random.below(300)
            book.accounts[account] = Account(id: "account \(account)", signedOn: account % 5 == 0 ? nil : start)
            addEvents(account, start, &random)
            addFacts(account, start, &random)
            addRenewals(account, start, &random)
            industries.append([nil, "retail", "bank"][account % 3])
        }
        let employees = (0..<accounts).map { Double(10 + $0) }
        book.attributes = Frame(
            columns: [
                FrameColumn("industry", .categories(Categories(industries))),
                FrameColumn("employees", .numbers(employees)),
            ], rowCount: accounts)
    }

    var history: SignalHistory { book.history }

    private mutating func addEvents(_ account: Int, _ start: Day, _ random: inout SeededGenerator) {
        let signals = ["login", "login", "login", "sentiment", "opened", "closed", "invoice"]
        for _ in 0..<(60 + random.below(200)) {
            let signal = signals[random.below(signals.count)]
            let occurred = start + random.below(1200)
            let clock = " \(10 + random.below(12)):30"
            let late = random.below(5) == 0 ? random.below(90) : 0
            book.event(
                signal, occurred.description + clock,
                value: signal == "sentiment" ? Double(random.below(21) - 10) / 10 : Double(1 + random.below(50)),
                known: (occurred + late).description + clock,
                user: random.below(6) == 0 ? nil : "user \(random.below(5))",
                tag: [nil, "web", "mobile", "urgent"][random.below(4)], account: account)
        }
    }

    private mutating func addFacts(_ account: Int, _ start: Day, _ random: inout SeededGenerator) {
        for _ in 0..<(3 + random.below(5)) {
            let from = start + random.below(1000)
            let known = (from + random.below(30)).description
            book.fact("seats", "\(10 + random.below(40))", from: from.description, known: known, account: account)
            book.fact("champion", ["yes", "no"][random.below(2)], from: from.description, account: account)
            book.fact(
                "plan", ["basic", "plus"][random.below(2)], from: from.description,
                to: random.below(4) == 0 ? (from + 200).description : nil, account: account)
        }
    }

    private mutating func addRenewals(_ account: Int, _ start: Day, _ random: inout SeededGenerator) {
        for year in 1...3 {
            let outcome = Outcome.allCases[random.below(year == 3 ? 5 : 3)]
            let date = start + 365 * year
            let arr = Double(1000 + random.below(9000))
            book.renewal(
                date.description, outcome, from: (date - 365).description, arr: arr,
                after: outcome == .churned ? 0 : arr + Double(random.below(500)),
                decided: random.below(3) == 0 ? (date - random.below(40)).description : nil, account: account)
        }
    }

    /// The same rows in another order, and other numbers for the same names.
    func shuffled(seed: UInt64) -> Portfolio {
        var random = SeededGenerator(seed: seed)
        var copy = self
        let (events, facts) = (book.events, book.facts)
        let order = random.permutation(events.count)
        let (signals, users, tags) = (
            random.recoding(events.signalNames), random.recoding(events.userNames), random.recoding(events.tagNames)
        )
        copy.book.events = EventColumns(
            accounts: order.map { events.accounts[$0] }, signals: order.map { signals.code(events.signals[$0]) },
            occurredAt: order.map { events.occurredAt[$0] }, knownAt: order.map { events.knownAt[$0] },
            values: order.map { events.values[$0] }, users: order.map { users.code(events.users[$0]) },
            tags: order.map { tags.code(events.tags[$0]) }, signalNames: signals.names, userNames: users.names,
            tagNames: tags.names)
        let factOrder = random.permutation(facts.count)
        let (names, texts) = (random.recoding(facts.factNames), random.recoding(facts.valueTexts))
        copy.book.facts = FactColumns(
            accounts: factOrder.map { facts.accounts[$0] }, facts: factOrder.map { names.code(facts.facts[$0]) },
            validFrom: factOrder.map { facts.validFrom[$0] }, validTo: factOrder.map { facts.validTo[$0] },
            knownAt: factOrder.map { facts.knownAt[$0] }, values: factOrder.map { texts.code(facts.values[$0]) },
            factNames: names.names, valueTexts: texts.names)
        copy.book.renewals = random.permutation(book.renewals.count).map { book.renewals[$0] }
        return copy
    }

    /// Other ids and user names.
    func renamed() -> Portfolio {
        var copy = self
        copy.book.accounts = book.accounts.map { Account(id: "customer of " + $0.id, signedOn: $0.signedOn) }
        copy.book.events.userNames = book.events.userNames.map { "someone like " + $0 }
        return copy
    }

    /// What may stand for a required option.
    static func exampleValue(_ option: FeatureOption) -> String {
        switch option.shape {
        case .fact: "seats"
        case .attribute: "industry"
        case .feature: "{kind: arr}"
        default: "login"
        }
    }
}

extension SeededGenerator {
    mutating func permutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in order.indices.dropFirst() { order.swapAt(index, below(index + 1)) }
        return order
    }
    /// The names in another order, and what becomes of their numbers.
    mutating func recoding(_ names: [String]) -> (names: [String], code: (Int32) -> Int32) {
        let order = permutation(names.count)
        var places = order
        for (place, old) in order.enumerated() { places[old] = place }
        return (order.map { names[$0] }, { $0 < 0 ? $0 : Int32(places[Int($0)]) })
    }
}
