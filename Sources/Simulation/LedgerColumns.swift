import Signals

/// Numbers names in order of first appearance.
private struct Numbering {
    private(set) var names: [String] = []
    private var numbers: [String: Int32] = [:]

    /// -1 for nil.
    mutating func number(_ name: String?) -> Int32 {
        guard let name else { return -1 }
        if let number = numbers[name] { return number }
        let number = Int32(names.count)
        numbers[name] = number
        names.append(name)
        return number
    }
}

extension EventColumns {
    /// The readings of all accounts that were known before `end`, by account and time of occurrence. User ids carry the
    /// account's number, so that two accounts share none.
    init(_ ledgers: [AccountLedger], knownBefore end: Instant) {
        var (signals, users, tags) = (Numbering(), Numbering(), Numbering())
        var columns = EventColumns()
        for (account, ledger) in ledgers.enumerated() {
            let known = ledger.readings.filter { $0.knownAt < end }
            let order = known.indices.sorted {
                (known[$0].occurredAt, $0) < (known[$1].occurredAt, $1)
            }
            for reading in order.map({ known[$0] }) {
                columns.accounts.append(Int32(account))
                columns.signals.append(signals.number(reading.signal))
                columns.occurredAt.append(reading.occurredAt.nanoseconds)
                columns.knownAt.append(reading.knownAt.nanoseconds)
                columns.values.append(reading.value)
                columns.users.append(users.number(reading.user.map { "\(account + 1)-\($0)" }))
                columns.tags.append(tags.number(reading.tag))
            }
        }
        (columns.signalNames, columns.userNames, columns.tagNames) = (signals.names, users.names, tags.names)
        self = columns
    }
}

extension FactColumns {
    /// The facts of all accounts that were known before `end`, in the order in which they were stated.
    init(_ ledgers: [AccountLedger], knownBefore end: Instant) {
        var (facts, texts) = (Numbering(), Numbering())
        var columns = FactColumns()
        for (account, ledger) in ledgers.enumerated() {
            for fact in ledger.facts where fact.knownAt < end {
                columns.accounts.append(Int32(account))
                columns.facts.append(facts.number(fact.fact))
                columns.validFrom.append(fact.validFrom.nanoseconds)
                columns.knownAt.append(fact.knownAt.nanoseconds)
                columns.values.append(texts.number(fact.value))
            }
        }
        (columns.factNames, columns.valueTexts) = (facts.names, texts.names)
        self = columns
    }
}
