import Features
import Signals
import Tables

/// A small random portfolio that is as odd as real ones: ids of any text, accounts without events or signature, monthly,
/// yearly and three-year terms, early and late decisions, co-terminated products, readings known late, corrections,
/// and times exactly at cut-offs and window edges, on days of clock changes and on 29 February. The same for the same seed.
struct RandomPortfolio: Sendable {
    struct Reading: Sendable {
        var account: Int
        /// Index into `signalNames`.
        var signal: Int
        var occurred: Int64
        var known: Int64
        var value: Double
        /// Index into `userNames`, -1 for none; the same of tags.
        var user: Int
        var tag: Int
    }

    struct Fact: Sendable {
        var account: Int
        var fact: Int
        var from: Int64
        var to: Int64
        var known: Int64
        var value: Int
    }

    var calendar: BusinessCalendar
    var accounts: [Account] = []
    var industries: [String?] = []
    var employees: [Double] = []
    var renewals: [Renewal] = []
    var readings: [Reading] = []
    var facts: [Fact] = []
    var signalNames = ["login", "invoice", "sentiment", "opened", "closed", "undeclared"]
    var userNames = ["u0", "u1", "é", "e\u{301}", "", "u5"]
    var tagNames = ["web", "mobile", "urgent", "Web", "é"]
    var factNames = ["seats", "plan", "champion"]
    var valueTexts = ["0", "10", "12.5", "-3", "1e2", "yes", "no", "True", "basic", "plus", "é", "e\u{301}", "n/a", ""]
    /// Whether the optional columns are there at all.
    var hasKnown = true
    var hasUsers = true
    var hasTags = true
    /// Whether times stand that mean "ever since" (0001-01-01, held at the begin of time).
    var hasSentinels = false
    /// Days before the renewal at which rows are made.
    let leads: [Int]
    let origin: Day

    static let zones = ["UTC", "UTC", "UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Pacific/Apia"]
    /// Those in which a day always has 24 hours, so that a whole history may be moved by days.
    static let fixedZones: Set<String> = ["UTC", "Asia/Kolkata"]
    static let calendars = Dictionary(uniqueKeysWithValues: Set(zones).map { ($0, BusinessCalendar(timeZone: $0)!) })
    /// Days of other than 24 hours (and of none: 2011-12-30 in Apia), 29 February and 1 March.
    static let oddDays = calendars.mapValues(RandomPortfolio.oddDays)
    static let ids = [
        "A", "", " ", "é", "e\u{301}", "🏢", "a,b\"c", "0", "00", "-1", "NaN", "account_id", "x\ny", "ＡＢＣ",
        String(repeating: "long ", count: 40),
    ]
    static let windows = [0, 1, 7, 14, 28, 30, 60, 90, 180, 360]

    init(seed: UInt64, zone: String? = nil) {
        var random = SeededGenerator(seed: seed)
        let zone = zone ?? random.element(of: RandomPortfolio.zones)
        calendar = RandomPortfolio.calendars[zone]!
        origin = random.element(of: RandomPortfolio.oddDays[zone]!) - random.below(700)
        leads = Array(random.shuffled([0, 1, 7, 30, 33, 60, 90, 180, 365]).prefix(1 + random.below(3)))
        let ids = random.shuffled(RandomPortfolio.ids)
        for account in 0..<(3 + random.below(8)) {
            var random = SeededGenerator(seed: seed, stream: UInt64(account + 1))
            addAccount(ids[account], &random)
        }
        if random.below(10) == 0 { addSentinels(&random) }
        (hasKnown, hasUsers, hasTags) = (random.below(8) > 0, random.below(8) > 0, random.below(8) > 0)
        if !hasKnown { for row in readings.indices { readings[row].known = readings[row].occurred } }
        if !hasUsers { for row in readings.indices { readings[row].user = -1 } }
        if !hasTags { for row in readings.indices { readings[row].tag = -1 } }
    }

    private static func oddDays(_ calendar: BusinessCalendar) -> [Day] {
        let (first, last) = (Day("2009-06-01")!, Day("2025-06-01")!)
        return (0..<(last - first)).map { first + $0 }.filter { day in
            let length = calendar.midnight(of: day + 1).nanoseconds - calendar.midnight(of: day).nanoseconds
            let (_, month, date) = day.components
            return length != Instant.perDay || (month == 2 && date == 29) || (month == 3 && date == 1)
        }
    }

    // MARK: Draws

    private mutating func addAccount(_ id: String, _ random: inout SeededGenerator) {
        let (account, start) = (accounts.count, origin + random.below(400))
        addRenewals(account, start, &random)
        let cutoffs = renewals.filter { $0.account == account }.flatMap { renewal in leads.map { renewal.date - $0 } }
        let signed: Day? =
            switch random.below(6) {
            case 0: nil
            case 1: cutoffs.first.map { $0 + (random.below(3) - 1) } ?? start
            default: start
            }
        accounts.append(
            Account(
                id: id, name: random.below(2) == 0 ? nil : "name \(account)", signedOn: signed,
                notes: random.below(2) == 0 ? nil : "note"))
        industries.append(random.element(of: [nil, "retail", "bank", "é"]))
        employees.append(random.below(4) == 0 ? .nan : Double(random.below(5000)))
        addReadings(account, start, cutoffs, &random)
        addFacts(account, start, cutoffs, &random)
    }

    private mutating func addRenewals(_ account: Int, _ start: Day, _ random: inout SeededGenerator) {
        if random.below(8) == 0 { return }
        let months = random.element(of: [1, 12, 12, 36])
        let products: [String?] = random.below(4) == 0 ? ["core", random.element(of: ["core", "addon"])] : [nil]
        var begin = start
        for term in 0..<(1 + random.below(months == 36 ? 2 : 4)) {
            var date = begin.adding(months: months)
            if random.below(2) == 0 { date = oddCutoff(near: date) + random.element(of: leads) }
            let isLast = term == 3 || random.below(4) == 0
            for product in products {
                let outcome = random.element(of: isLast ? Outcome.allCases : [.renewed, .expanded, .contracted])
                let arr = random.below(8) == 0 ? nil : Double(random.below(20)) * 500
                renewals.append(
                    Renewal(
                        account: account, date: date, outcome: outcome, product: product,
                        termStart: random.below(3) == 0 ? begin : nil,
                        termMonths: random.below(5) == 0 ? nil : months, arrBefore: arr,
                        arrAfter: random.below(8) == 0 ? nil : (arr ?? 0) * random.element(of: [0, 0.5, 1, 1.25]),
                        decidedOn: random.element(of: [nil, nil, date - random.below(60), date + random.below(60)])))
            }
            if isLast { return }
            begin = date
        }
    }

    private mutating func addSentinels(_ random: inout SeededGenerator) {
        hasSentinels = true
        let account = random.below(accounts.count)
        accounts[account] = Account(id: accounts[account].id, signedOn: Day("0001-01-01")!)
        let others = readings.indices.filter { _ in random.below(40) == 0 }
        for row in others { (readings[row].occurred, readings[row].known) = (.min, .min) }
        for row in facts.indices where random.below(20) == 0 { (facts[row].from, facts[row].known) = (.min, .min) }
    }

    private func oddCutoff(near day: Day) -> Day {
        RandomPortfolio.oddDays[calendar.name]!.min { abs($0 - day) < abs($1 - day) }!
    }

    /// A time at or one nanosecond beside the edge of a window before a cut-off, or anywhere.
    private func time(_ start: Day, _ cutoffs: [Day], _ random: inout SeededGenerator) -> Int64 {
        if !cutoffs.isEmpty, random.below(3) > 0 {
            let day = random.element(of: cutoffs) - random.element(of: RandomPortfolio.windows)
            return calendar.midnight(of: day).nanoseconds + Int64(random.below(3) - 1)
        }
        let midnight = calendar.midnight(of: start + (random.below(1300) - 100)).nanoseconds
        return midnight + Int64(random.below(86_400_000)) * 1_000_000
    }

    /// Mostly when it was, sometimes later, even to a nanosecond beside a cut-off, seldom before.
    private func later(than time: Int64, _ cutoffs: [Day], _ random: inout SeededGenerator) -> Int64 {
        switch random.below(12) {
        case 0: return time - Int64(random.below(30)) * Instant.perDay
        case 1, 2: return time + Int64(random.below(90 * 86_400)) * Instant.perSecond
        case 3 where !cutoffs.isEmpty:
            return max(
                time, calendar.midnight(of: random.element(of: cutoffs)).nanoseconds + Int64(random.below(3) - 1))
        default: return time
        }
    }

    private mutating func addReadings(
        _ account: Int, _ start: Day, _ cutoffs: [Day], _ random: inout SeededGenerator
    ) {
        if random.below(8) == 0 { return }
        for _ in 0..<(4 + random.below(50)) {
            let occurred = time(start, cutoffs, &random)
            let reading = Reading(
                account: account, signal: random.below(3) == 0 ? random.below(signalNames.count) : random.below(3),
                occurred: occurred, known: later(than: occurred, cutoffs, &random),
                value: RandomPortfolio.value(&random), user: random.below(userNames.count + 1) - 1,
                tag: random.below(tagNames.count + 1) - 1)
            readings.append(reading)
            if random.below(10) == 0 { readings.append(reading) }
            if random.below(10) == 0 {
                var twin = reading
                twin.value = random.element(of: [twin.value, -twin.value, RandomPortfolio.value(&random)])
                (twin.user, twin.tag) = (random.below(userNames.count), random.below(tagNames.count))
                readings.append(twin)
            }
        }
    }

    static func value(_ random: inout SeededGenerator) -> Double {
        switch random.below(8) {
        case 0: 0
        case 1: random.element(of: [-0.0, 1, -1, 1e9, 0.5])
        case 2, 3: Double(random.below(21) - 10) / 10
        default: Double(random.below(50))
        }
    }

    private mutating func addFacts(_ account: Int, _ start: Day, _ cutoffs: [Day], _ random: inout SeededGenerator) {
        for _ in 0..<random.below(12) {
            let from = time(start, cutoffs, &random)
            var fact = Fact(
                account: account, fact: random.below(factNames.count), from: from, to: .max,
                known: later(than: from, cutoffs, &random), value: random.below(valueTexts.count))
            if random.below(3) == 0 { fact.to = max(from, time(start + 200, cutoffs, &random)) }
            facts.append(fact)
            switch random.below(5) {
            case 0:  // a correction of the same row
                fact.known = later(than: fact.known, cutoffs, &random)
                (fact.value, fact.to) = (random.below(valueTexts.count), random.element(of: [.max, fact.to]))
                facts.append(fact)
            case 1:  // the same value stated again, or another end of it
                if random.below(2) == 0 { fact.from += Int64(random.below(100)) * Instant.perDay }
                fact.known = max(fact.from, fact.known)
                fact.to = random.element(of: [.max, max(fact.from, time(start + 200, cutoffs, &random))])
                facts.append(fact)
            default: break
            }
        }
    }

    // MARK: What the product reads

    var history: SignalHistory {
        SignalHistory(
            calendar: calendar, accounts: accounts,
            attributes: Frame(
                columns: [
                    FrameColumn("industry", .categories(Categories(industries))),
                    FrameColumn("employees", .numbers(employees)),
                ], rowCount: accounts.count), renewals: renewals, events: events(readings), facts: factColumns)
    }

    func events(_ readings: [Reading]) -> EventColumns {
        EventColumns(
            accounts: readings.map { Int32($0.account) }, signals: readings.map { Int32($0.signal) },
            occurredAt: readings.map(\.occurred), knownAt: hasKnown ? readings.map(\.known) : [],
            values: readings.map(\.value), users: hasUsers ? readings.map { Int32($0.user) } : [],
            tags: hasTags ? readings.map { Int32($0.tag) } : [], signalNames: signalNames, userNames: userNames,
            tagNames: tagNames)
    }

    private var factColumns: FactColumns {
        FactColumns(
            accounts: facts.map { Int32($0.account) }, facts: facts.map { Int32($0.fact) },
            validFrom: facts.map(\.from), validTo: facts.map(\.to), knownAt: facts.map(\.known),
            values: facts.map { Int32($0.value) },
            factNames: factNames, valueTexts: valueTexts)
    }

    /// Up to `limit` rows an account, of renewals and lead times, or as of a day where the account has none.
    func anchors(_ history: SignalHistory, limit: Int, _ random: inout SeededGenerator) -> [Anchor] {
        let all = history.anchors(daysBefore: leads)
        var anchors = accounts.indices.flatMap { account in
            let own = all.filter { $0.account == account }
            return own.count > limit ? Array(random.shuffled(own).prefix(limit)) : own
        }
        let asOf = oddCutoff(near: origin + 500)
        anchors += history.anchors(asOf: asOf).filter { $0.renewal == nil }
        return anchors
    }
}

extension SeededGenerator {
    mutating func element<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }
}
