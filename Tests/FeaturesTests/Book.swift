import Documents
import Features
import Signals
import Tables

/// A small history written by hand: the tests' own builder.
struct Book {
    var accounts: [Account] = []
    var renewals: [Renewal] = []
    var events = EventColumns()
    var facts = FactColumns()
    var attributes: Frame?
    var calendar = BusinessCalendar.utc

    /// Without names there is one account "A" that signed on 2023-01-01.
    init(_ ids: [String] = ["A"], signedOn: String? = "2023-01-01") {
        accounts = ids.map { Account(id: $0, signedOn: signedOn.map(day)) }
    }

    var history: SignalHistory {
        SignalHistory(
            calendar: calendar, accounts: accounts, attributes: attributes, renewals: renewals, events: events,
            facts: facts)
    }

    mutating func event(
        _ signal: String, _ time: String, value: Double = 1, known: String? = nil, user: String? = nil,
        tag: String? = nil,
        account: Int = 0
    ) {
        events.append(
            account: Int32(account), signal: Book.code(signal, &events.signalNames),
            occurred: instant(time).nanoseconds,
            known: instant(known ?? time).nanoseconds, value: value,
            user: user.map { Book.code($0, &events.userNames) } ?? -1,
            tag: tag.map { Book.code($0, &events.tagNames) } ?? -1)
    }

    mutating func fact(
        _ fact: String, _ value: String, from: String, to: String? = nil, known: String? = nil, account: Int = 0
    ) {
        facts.append(
            account: Int32(account), fact: Book.code(fact, &facts.factNames), from: instant(from).nanoseconds,
            to: to.map { instant($0).nanoseconds } ?? .max, known: instant(known ?? from).nanoseconds,
            value: Book.code(value, &facts.valueTexts))
    }

    mutating func renewal(
        _ date: String, _ outcome: Outcome, from: String? = nil, months: Int? = 12, arr: Double? = nil,
        after: Double? = nil, decided: String? = nil, account: Int = 0
    ) {
        renewals.append(
            Renewal(
                account: account, date: day(date), outcome: outcome, termStart: from.map(day), termMonths: months,
                arrBefore: arr, arrAfter: after, decidedOn: decided.map(day)))
    }

    /// A term of one product, of twelve months unless `from` or `months` says otherwise.
    mutating func term(
        _ account: Int, _ date: String, _ outcome: Outcome, product: String? = nil, arr: Double? = nil,
        from: String? = nil, months: Int = 12, decided: String? = nil, id: String? = nil, auto: Bool? = nil
    ) {
        renewals.append(
            Renewal(
                account: account, date: day(date), outcome: outcome, product: product, termStart: from.map(day),
                termMonths: months, arrBefore: arr, decidedOn: decided.map(day), id: id, autoRenews: auto))
    }

    private static func code(_ name: String, _ names: inout [String]) -> Int32 {
        if let known = names.firstIndex(of: name) { return Int32(known) }
        names.append(name)
        return Int32(names.count - 1)
    }
}

func day(_ text: String) -> Day { Day(text)! }

/// `2024-01-05` or `2024-01-05 10:30`, in UTC.
func instant(_ text: String) -> Instant {
    let parts = text.split(separator: " ")
    let clock = parts.count > 1 ? parts[1].split(separator: ":").map { Int64($0)! } : [0, 0]
    return Instant(seconds: Int64(day(String(parts[0])).number) * 86_400 + clock[0] * 3600 + clock[1] * 60)
}

/// The set with one feature, `example`, over the example declarations.
func featureSet(
    _ entry: String, kinds: [any FeatureKind.Type] = FeatureKinds.all
) throws -> FeatureSet {
    try FeatureSet(Field.yaml(FeatureExamples.document(entry), file: "signals.yaml"), kinds: kinds)
}

/// One feature of the first account as of a day, with the account's first renewal that is not decided by then.
func value(_ entry: String, _ book: Book, asOf: String = "2024-07-01") throws -> Double {
    guard case .numbers(let values) = try column(entry, book, asOf: asOf) else { return .nan }
    return values[0]
}

func level(_ entry: String, _ book: Book, asOf: String = "2024-07-01") throws -> String? {
    guard case .categories(let values) = try column(entry, book, asOf: asOf) else { return "not a category" }
    return values.level(at: 0)
}

private func column(_ entry: String, _ book: Book, asOf: String) throws -> FrameValues {
    let history = book.history
    let table = try featureSet(entry).extract(history, at: [history.anchors(asOf: day(asOf))[0]])
    return table.frame.columns[0].values
}
