import Bellwether

/// A random portfolio of readings that come late, without value, user or tag, on days and at instants, beside renewals and facts;
/// as a history, and as the rows of tables.
struct RandomReadings {
    let history: SignalHistory
    let features: FeatureSet
    private let accounts: [String]
    private let rows: [JSON]

    /// Beside the examples: readings without a value that count as 1, and the last of several at one time.
    private static let more = [
        "{kind: sum, signal: opened, window: 365}", "{kind: last, signal: login, window: 365}",
        "{kind: last, signal: invoice, window: 730}",
    ]

    /// Every example of every kind, with other windows than the usual ones too.
    static func features() throws -> FeatureSet {
        let examples = FeatureKinds.all.flatMap { $0.examples } + more
        let entries = examples.enumerated().map { "  f\($0): \($1)\n" }.joined()
        let text = FeatureExamples.declarations + "features:\n" + entries
        return try FeatureSet(Field.yaml(Array(text.utf8), file: "signals.yaml"))
    }

    init(seed: UInt64, accounts count: Int = 18, timeZone: String = "UTC", features: FeatureSet? = nil) throws {
        var random = SeededGenerator(seed: seed)
        let calendar = BusinessCalendar(timeZone: timeZone)!
        let ids = (0..<count).map { $0 % 7 == 0 ? "Å 'quoted', \($0)" : "account \($0)" }
        let first = Day("2021-01-01")!
        var columns = EventColumns(
            signalNames: ["login", "invoice", "sentiment", "opened", "closed", "undeclared"],
            userNames: (0..<4).map { "user \($0)" }, tagNames: ["web", "mobile", "urgent", "it's"])
        var rows: [JSON] = []
        for account in 0..<count {
            var readings = (0..<random.below(140)).map { _ in Reading(&random, first) }
            // Some of one time and of one signal, apart in their values alone.
            for place in readings.indices where readings[place].signal < 2 && random.below(3) == 0 {
                readings.append(readings[place].twin(&random))
            }
            for reading in readings {
                rows.append(reading.row(ids[account], columns))
                columns.append(
                    account: Int32(account), signal: Int32(reading.signal),
                    occurred: reading.occurred.instant(calendar),
                    known: (reading.known ?? reading.occurred).instant(calendar), value: reading.value,
                    user: Int32(reading.user), tag: Int32(reading.tag))
            }
        }
        // As a source does: a signal that carries other values than 1 has no reading where there is none.
        let carries = columns.signalNames.indices.map { signal in
            columns.values.indices.contains {
                Int(columns.signals[$0]) == signal && !columns.values[$0].isNaN && columns.values[$0] != 1
            }
        }
        let split = AccountStretches(accountCount: count, about: 1)
        let store = EventStore(
            [EventRun(columns, split)], split,
            names: EventNames(
                signals: columns.signalNames, users: columns.userNames, tags: columns.tagNames, dropsMissing: carries))
        history = RandomReadings.history(ids, store, calendar, first, &random)
        (self.accounts, self.rows) = (ids, rows)
        self.features = try features ?? RandomReadings.features()
    }

    private static func history(
        _ ids: [String], _ store: EventStore, _ calendar: BusinessCalendar, _ first: Day,
        _ random: inout SeededGenerator
    ) -> SignalHistory {
        var renewals: [Renewal] = []
        var facts = FactColumns(
            factNames: ["seats", "plan", "champion"], valueTexts: ["10", "40", "basic", "plus", "yes", "no"])
        for account in ids.indices {
            for year in 1...4 {
                let date = first + 365 * year + random.below(60)
                renewals.append(
                    Renewal(
                        account: account, date: date, outcome: [.renewed, .churned, .pending][random.below(3)],
                        termStart: date - 365, arrBefore: Double(random.below(100)), arrAfter: Double(random.below(100))
                    ))
            }
            for fact in 0..<3 {
                let from = calendar.midnight(of: first + random.below(900)).nanoseconds
                facts.append(
                    account: Int32(account), fact: Int32(fact), from: from, to: .max, known: from,
                    value: Int32(2 * fact + random.below(2)))
            }
        }
        let attributes = Frame(
            columns: [
                FrameColumn("industry", .categories(Categories(ids.indices.map { ["retail", "bank"][$0 % 2] }))),
                FrameColumn("employees", .numbers(ids.indices.map { Double(10 + $0) })),
            ], rowCount: ids.count)
        let accounts = ids.enumerated().map { Account(id: $1, signedOn: $0 % 4 == 0 ? nil : first + $0) }
        return SignalHistory(
            calendar: calendar, accounts: accounts, attributes: attributes, renewals: renewals, store: store,
            facts: facts)
    }

    /// The same without readings, as a push-down gets it.
    var bare: SignalHistory { history.with(events: EventStore(EventColumns(), accountCount: history.accounts.count)) }

    /// Both tables; `time` is the type of a column of texts that are times.
    func load(into engine: PythonEngine) throws {
        try engine.load("accounts", [("account_id", "TEXT")], accounts.map { .array([.string($0)]) })
        let types = [
            ("account_id", "TEXT"), ("occurred_at", "TEXT"), ("signal", "TEXT"), ("value", "DOUBLE PRECISION"),
            ("known_at", "TEXT"), ("user_id", "TEXT"), ("tag", "TEXT"),
        ]
        try engine.load("events", types, rows)
    }
}

/// A day, or an instant with an offset.
private struct Moment {
    let day: Day
    /// Minutes after midnight UTC and an offset in hours; nil for a day.
    let clock: (minute: Int, offset: Int)?

    init(_ day: Day, _ random: inout SeededGenerator) {
        self.day = day
        clock = random.below(4) == 0 ? nil : (random.below(1440), [0, 0, 2, -5][random.below(4)])
    }

    func instant(_ calendar: BusinessCalendar) -> Int64 {
        guard let clock else { return calendar.midnight(of: day).nanoseconds }
        let minutes = Int64(day.number) * 1440 + Int64(clock.minute - 60 * clock.offset)
        return Instant(seconds: minutes * 60, nanoseconds: 250_000_000).nanoseconds
    }

    var text: String {
        guard let clock else { return day.description }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let zone = clock.offset == 0 ? "Z" : (clock.offset < 0 ? "-" : "+") + two(abs(clock.offset)) + ":00"
        return "\(day)T\(two(clock.minute / 60)):\(two(clock.minute % 60)):00.25\(zone)"
    }
}

private struct Reading {
    let occurred: Moment
    let known: Moment?
    let signal: Int
    /// NaN where there is none.
    private(set) var value: Double
    let user: Int
    let tag: Int

    func twin(_ random: inout SeededGenerator) -> Reading {
        var twin = self
        twin.value = Double(random.below(40))
        return twin
    }

    init(_ random: inout SeededGenerator, _ first: Day) {
        let day = first + random.below(1500)
        occurred = Moment(day, &random)
        // Some long after, some before.
        known = random.below(3) == 0 ? Moment(day + random.below(120) - 10, &random) : nil
        signal = random.below(6)
        let isEmpty = random.below(6) == 0
        value =
            isEmpty
            ? .nan : signal == 2 ? Double(random.below(21) - 10) / 10 : signal > 2 ? 1 : Double(random.below(40))
        user = random.below(5) - 1
        tag = random.below(5) - 1
    }

    func row(_ account: String, _ names: EventColumns) -> JSON {
        .array([
            .string(account), .string(occurred.text), .string(names.signalNames[signal]),
            value.isNaN ? .null : .number(value), .optional(known?.text),
            user < 0 ? .null : .string(names.userNames[user]), tag < 0 ? .string("") : .string(names.tagNames[tag]),
        ])
    }
}
