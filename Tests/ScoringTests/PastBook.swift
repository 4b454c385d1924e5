import Documents
import Features
import Health
import Modeling
import Scoring
import Signals
import Tables

/// Past renewals written by hand: each account logs in so often, has tickets, and renews or churns. The card gives five points a
/// login, so that a score can be read off.
struct PastBook {
    struct Case {
        var id: String
        var date = Day("2024-06-01")!
        var logins = 10
        /// Nobody counted where nil.
        var tickets: Int? = 0
        var isLoss = false
        var arr: Double? = 1000
        var tenure = 400
    }

    /// Those of `Base`, and tenure. Tickets are a mean there: one reading says how many.
    private static let signals = Base.signals + "\n  tenure: {kind: tenure, description: days as a customer}\n"

    static func card(_ measures: String) throws -> Scorecard {
        let text = "version: 1\ngroups:\n  all: {weight: 100, measures: {\(measures)}}\n"
        return try Scorecard(
            Field.yaml(Array(text.utf8), file: "scorecard.yaml"), features: features().features)
    }

    static let byLogins = "use: {feature: logins, weight: 100, map: linear, worst: 0, best: 20, missing: block}"
    static let byTickets = "help: {feature: tickets, weight: 100, map: linear, worst: 20, best: 0, missing: block}"

    static func features() throws -> FeatureSet {
        try FeatureSet(Field.yaml(Array(signals.utf8), file: "signals.yaml"))
    }

    var cases: [Case]

    /// All events lie 120 days before the renewal, where the windows of every lead time from 30 to 119 days see them.
    var history: SignalHistory {
        var names: [String] = []
        var (events, renewals, accounts) = (EventColumns(), [Renewal](), [Account]())
        (events.signalNames, events.userNames, events.tagNames) = (["login", "ticket"], [], [])
        for one in cases {
            let account = names.firstIndex(of: one.id) ?? names.count
            if account == names.count {
                names.append(one.id)
                accounts.append(Account(id: one.id, signedOn: one.date - one.tenure))
            }
            var readings = [(Int32, Double)](repeating: (0, 1), count: one.logins)
            if let tickets = one.tickets { readings.append((1, Double(tickets))) }
            for (minute, reading) in readings.enumerated() {
                let time = Instant(seconds: Int64((one.date - 120).number) * 86_400 + Int64(minute) * 60).nanoseconds
                events.append(
                    account: Int32(account), signal: reading.0, occurred: time, known: time, value: reading.1, user: -1,
                    tag: -1)
            }
            renewals.append(
                Renewal(
                    account: account, date: one.date, outcome: one.isLoss ? .churned : .renewed,
                    termStart: one.date - 365, termMonths: 12, arrBefore: one.arr))
        }
        return SignalHistory(
            calendar: .utc, accounts: accounts, attributes: nil, renewals: renewals, events: events,
            facts: FactColumns())
    }

    func table(_ leadTimes: [Int] = [90]) throws -> FeatureTable {
        let history = history
        return try PastBook.features().extract(history, at: history.anchors(daysBefore: leadTimes))
    }

    func rows(_ measures: String = byLogins, leadDays: Int = 90) throws -> BacktestRows {
        BacktestRows(try table([leadDays]), leadDays: leadDays, scorecard: try PastBook.card(measures))
    }

    func backtest(
        _ measures: String = byLogins, against: String? = nil, leadTimes: [Int] = [90, 60], model: ChurnModel? = nil
    ) throws -> Backtest {
        try Backtest(
            table(leadTimes), leadTimes: leadTimes, scorecard: PastBook.card(measures), model: model,
            against: against.map(PastBook.card), options: Backtest.Options(replicates: 50))
    }

    /// Drawn accounts whose losses fall with logins alone, tickets being noise; `isNoise`: with neither.
    static func drawn(_ count: Int, seed: UInt64, isNoise: Bool = false) -> PastBook {
        var random = SeededGenerator(seed: seed)
        return PastBook(
            cases: (0..<count).map { number in
                let (logins, tickets) = (random.below(21), random.below(21))
                let risk = isNoise ? 0.25 : 0.6 - 0.028 * Double(logins)
                return Case(
                    id: "a\(number)", date: Day("2023-01-01")! + number * 500 / count, logins: logins,
                    tickets: tickets, isLoss: random.uniform() < risk, arr: Double(1000 + random.below(9000)),
                    tenure: 370 + random.below(1500))
            })
    }

    /// A model of losses by logins, learned from renewals decided in 2022.
    static func model(until last: Day = Day("2022-12-31")!, heldOutFrom: Day? = nil) throws -> ChurnModel {
        var random = SeededGenerator(seed: 11)
        let logins = (0..<300).map { _ in Double(random.below(21)) }
        let tickets = (0..<300).map { _ in Double(random.below(21)) }
        let outcomes = logins.map { random.uniform() < 0.6 - 0.028 * $0 ? 1.0 : 0 }
        let frame = Frame(
            columns: [FrameColumn("logins", .numbers(logins)), FrameColumn("tickets", .numbers(tickets))],
            rowCount: 300)
        let days = (0..<300).map { last - $0 % 200 }
        let data = Observations(
            predictors: frame, outcomes: outcomes, cutoffs: days.map { $0 - 90 }, dates: days)
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [90]), features: try features().features, observations: data,
            heldOutFrom: heldOutFrom)
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1, calibration: "none")
        return try Training(data, description: description, options: options).model
    }
}
