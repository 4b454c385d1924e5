import Features
import Scoring
import Signals
import Tables
import Testing

/// Accounts of two years with four signals; before a loss one of them may turn some days ahead.
private struct TurningBook {
    static let catalog = SignalCatalog(
        ["login", "ticket", "call", "hours"].map { name in
            Signal(
                name: name, category: .usage, dimension: .interest,
                direction: name == "login" || name == "call" ? .good : .bad)
        })

    var history: SignalHistory

    /// - Parameters:
    ///   - turn: so many days before its renewal an account's logins fall to a quarter; nil where nothing turns.
    ///   - turns: the accounts that do; every fourth account, from 0 on, is lost.
    ///   - contracts: that end together, and are all lost or all kept.
    ///   - reversed: the order of the accounts.
    init(
        seed: UInt64, accounts: Int = 160, turn: Int?, turns: (Int) -> Bool = { $0 % 4 == 0 }, contracts: Int = 1,
        reversed: Bool = false, prefix: String = "a"
    ) {
        let date = Day("2024-06-01")!
        var events = EventColumns()
        (events.signalNames, events.userNames, events.tagNames) = (["login", "ticket", "call", "hours"], [], [])
        var (named, renewals) = ([Account](), [Renewal]())
        let order = reversed ? Array((0..<accounts).reversed()) : Array(0..<accounts)
        for (place, number) in order.enumerated() {
            var random = SeededGenerator(seed: seed, stream: UInt64(number))
            let isLoss = number % 4 == 0
            named.append(Account(id: "\(prefix)\(number)", signedOn: date - 730))
            let renewal = Renewal(
                account: place, date: date, outcome: isLoss ? .churned : .renewed, termStart: date - 365,
                termMonths: 12)
            renewals += Array(repeating: renewal, count: contracts)
            for daysBefore in stride(from: 729, through: 1, by: -1) {
                let turned = turn.map { daysBefore <= $0 && turns(number) } ?? false
                for (signal, rate) in [turned ? 0.125 : 0.5, 0.15, 0.3, 0.2].enumerated() where random.uniform() < rate
                {
                    let time = Instant(seconds: Int64((date - daysBefore).number) * 86_400 + 36_000).nanoseconds
                    events.append(
                        account: Int32(place), signal: Int32(signal), occurred: time, known: time,
                        value: signal == 3 ? Double(1 + random.below(10)) : 1, user: -1, tag: -1)
                }
            }
        }
        history = SignalHistory(
            calendar: .utc, accounts: named, attributes: nil, renewals: renewals, events: events, facts: FactColumns())
    }

    var leadTime: SignalLeadTime { SignalLeadTime(DepartureSeries(history, signals: Self.catalog, window: 28)) }
}

@Suite struct SignalLeadTimeTests {
    /// Planted: logins fall 120 days before the loss. The window of four weeks is full of it by 92 days before; nothing can show
    /// before 120.
    @Test func findsThePlantedTurn() throws {
        let found = TurningBook(seed: 1, turn: 120).leadTime
        #expect(found.losses == 40 && found.kept == 120)
        let first = try #require(found.findings.first)
        #expect(first.question.signal.name == "login" && first.question.measure == .count && first.isFound)
        let apart = try #require(first.apartFrom)
        #expect((92...119).contains(apart))
        let median = try #require(first.medianDays)
        #expect((92...119).contains(median))
        #expect(first.losses.rows == 40 && first.left >= 36 && first.kept.value < 0.15)
        let others = found.findings.dropFirst().filter(\.isFound)
        #expect(others.isEmpty)
        #expect(found.verdict.hasPrefix("1 of 5 measures left their normal"))
        #expect(found.verdict.hasSuffix("; the earliest, login, from \(apart) days before on"))
    }

    /// The same turn in everybody, lost or kept, is no warning, however often and early it is.
    @Test func aTurnThatEverybodyMakesIsNone() throws {
        let found = TurningBook(seed: 2, turn: 120, turns: { _ in true }).leadTime
        let login = try #require(found.findings.first { $0.question.signal.name == "login" })
        #expect(login.left >= 36 && login.kept.value > 0.9 && !login.isFound && login.apartFrom == nil)
        #expect(found.verdict.hasPrefix("it cannot be told that any of 5 measures"))
    }

    /// Without any signal a finding is a false discovery: expected in at most 5% of portfolios, here 3 of 24 at the most.
    @Test func noiseIsNotFound() {
        let books = (0..<24).count { seed in
            TurningBook(seed: UInt64(300 + seed), accounts: 80, turn: nil).leadTime.findings.contains { $0.isFound }
        }
        #expect(books <= 3)
    }

    /// Contracts of one account that end together tell what one of them tells.
    @Test func contractsOfAnAccountAreNoNewEvidence() throws {
        let logins = try [1, 4].map { contracts in
            let found = TurningBook(
                seed: 5, accounts: 48, turn: 120, turns: { $0 % 12 == 0 || $0 % 12 == 5 }, contracts: contracts
            ).leadTime
            return try #require(found.findings.first { $0.question.words == "login" })
        }
        #expect(logins[1].losses.rows == 4 * logins[0].losses.rows && logins[1].left == 4 * logins[0].left)
        #expect(logins[0].p > 0.02 && logins[1].p > 0.02)
    }

    @Test func orderAndNamesOfAccountsDecideNothing() {
        let (a, b) = (
            TurningBook(seed: 3, accounts: 60, turn: 100).leadTime,
            TurningBook(seed: 3, accounts: 60, turn: 100, reversed: true, prefix: "other ").leadTime
        )
        #expect(TextFormat().text(results(a)) == TextFormat().text(results(b)))
    }

    private func results(_ leadTime: SignalLeadTime) -> Results {
        var results = Results()
        results.table(leadTime.table())
        results.verdict(leadTime.verdict)
        return results
    }

    @Test func tooLittleHistoryIsSaid() {
        let book = TurningBook(seed: 4, accounts: 8, turn: nil)
        let short = DepartureSeries(
            book.history, signals: TurningBook.catalog, days: [400, 14], window: 28, baseline: 364, minimumPeriods: 13)
        let leadTime = SignalLeadTime(short)
        #expect(leadTime.findings.isEmpty)
        #expect(leadTime.verdict == "no signal has history enough to say what is normal 400 days before a renewal")
    }
}
