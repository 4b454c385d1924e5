import Regression
import Signals
import Tables

/// Fields that are filled in because a customer cancels (`churn_reason`, an offboarding ticket, `lost_to`): they tell the
/// outcome instead of foretelling it.
///
/// A field is a signal, a tag of a signal, a fact, a text that a fact takes, or an attribute of the accounts table. It is
/// told where both hold:
/// - of the accounts that have it at all, at least `minimumShare` lost their last decided renewal and have it only from
///   `nearDays` before that was decided (attributes carry no date: of those that have it, so many were lost);
/// - lost accounts have it more often than accounts that kept all their renewals, by Fisher's exact test with Holm's
///   correction over all fields at `significance`.
///
/// A tag or text is left out where its signal or fact is told as a whole. A sign that warns early shows in kept accounts too, or well before the decision, and fails the first; a rare field fails
/// the second. The unit is the account, because its renewals are not independent. Not promised: fields that are filled near
/// every decision, kept or lost; they tell nothing.
public struct CancellationTraces: Sendable {
    /// A field that may be filled in because of a loss.
    public enum Field: Sendable, Hashable {
        /// Readings of a signal.
        case signal(String)
        /// Readings of a signal with one tag.
        case tag(String, signal: String)
        /// A fact, whatever its value.
        case fact(String)
        /// A value of a fact.
        case value(String, fact: String)
        /// A column of the accounts table.
        case attribute(String)
    }

    /// A field and how much oftener it is filled before losses.
    public struct Trace: Sendable, Equatable {
        /// The field.
        public let field: Field
        /// Lost accounts, and those of them that have the field only near or after the decision (attributes: at all).
        public let lost: Int
        /// Lost accounts that have it only near or after the decision.
        public let lostWithField: Int
        /// Accounts that kept all decided renewals, and those of them that have the field at any time.
        public let kept: Int
        /// Accounts that kept all decided renewals and have it at any time.
        public let keptWithField: Int
        /// Holm-adjusted.
        public let p: Double
    }

    /// Strongest first.
    public let traces: [Trace]

    /// Notice and paperwork of a loss begin about a month before its date.
    public static let nearDays = 30
    /// An early sign may by chance come late once; four of five times it does not.
    public static let minimumShare = 0.8
    /// The chance of even one false alarm in a portfolio.
    public static let significance = 0.01

    /// Looks through all fields of a history.
    public init(_ history: SignalHistory) {
        let fates = history.accounts.indices.map { Fate($0, history) }
        var tally = Tally(fates: fates)
        tally.addEvents(history)
        tally.addFacts(history)
        tally.addAttributes(history)
        let all = tally.traces
        let told = Set(all.map(\.field))
        traces = all.filter { trace in trace.field.whole.map { !told.contains($0) } ?? true }
    }

    /// One a field that is suspicious.
    public var findings: [DataFinding] {
        traces.map { trace in
            DataFinding(
                .warning, count: trace.lostWithField,
                "\(trace.field.words): \(trace.lostWithField) of \(trace.lost) lost accounts have it\(trace.field.isDated ? " only near or after the decision" : ""), "
                    + "\(trace.keptWithField) of \(trace.kept) kept ones at any time: filled because of the loss, it tells the outcome and foretells nothing; use no feature of it"
            )
        }
    }
}

extension CancellationTraces.Field {
    /// The signal of a tag, the fact of a text.
    var whole: Self? {
        switch self {
        case .tag(_, let signal): .signal(signal)
        case .value(_, let fact): .fact(fact)
        case .signal, .fact, .attribute: nil
        }
    }

    var isDated: Bool { if case .attribute = self { false } else { true } }

    var words: String {
        switch self {
        case .signal(let name): "signal \(name)"
        case .tag(let tag, let signal): "tag \"\(DisplayText.escaped(tag))\" of signal \(signal)"
        case .fact(let name): "fact \(name)"
        case .value(let text, let fact): "\"\(DisplayText.escaped(text))\" of fact \(fact)"
        case .attribute(let name): "attribute \(name)"
        }
    }
}

/// What became of an account.
private enum Fate {
    /// From when on traces of the loss are to be expected.
    case lost(near: Int64)
    case kept
    case open

    init(_ account: Int, _ history: SignalHistory) {
        let decided = history.renewals(of: account).filter { $0.outcome.isLoss != nil }
        guard let last = decided.max(by: { $0.knownOn < $1.knownOn }) else {
            self = .open
            return
        }
        if last.outcome == .churned {
            let day = min(last.knownOn, last.date) - CancellationTraces.nearDays
            self = .lost(near: history.calendar.midnight(of: day).nanoseconds)
        } else {
            self = decided.contains { $0.outcome == .churned } ? .open : .kept
        }
    }
}

/// Who has a field.
private struct Holders {
    var accounts = 0
    var lostNear = 0
    var kept = 0
}

private struct Tally {
    let fates: [Fate]
    private var holders: [CancellationTraces.Field: Holders] = [:]

    init(fates: [Fate]) { self.fates = fates }

    /// - Parameter first: when the account was first seen with the field; nil of undated ones.
    private mutating func add(_ field: CancellationTraces.Field, _ account: Int, first: Int64?) {
        var held = holders[field] ?? Holders()
        held.accounts += 1
        switch fates[account] {
        case .lost(let near): if first.map({ $0 >= near }) ?? true { held.lostNear += 1 }
        case .kept: held.kept += 1
        case .open: break
        }
        holders[field] = held
    }

    mutating func addEvents(_ history: SignalHistory) {
        let events = history.events
        let (times, known, tags) = (events.occurredAt, events.knownAt, events.tags)
        for account in history.accounts.indices {
            for (signal, name) in events.signalNames.enumerated() {
                var (first, byTag) = (Int64.max, [Int32: Int64]())
                for row in events.range(account: account, signal: signal) {
                    let seen = known.isEmpty ? times[row] : max(times[row], known[row])
                    first = min(first, seen)
                    if !tags.isEmpty, tags[row] >= 0 { byTag[tags[row]] = min(byTag[tags[row]] ?? .max, seen) }
                }
                if first < .max { add(.signal(name), account, first: first) }
                for (tag, seen) in byTag { add(.tag(events.tagNames[Int(tag)], signal: name), account, first: seen) }
            }
        }
    }

    /// Numbers and flags are measures, so only other texts are looked at one by one.
    mutating func addFacts(_ history: SignalHistory) {
        let facts = history.facts
        for account in history.accounts.indices {
            for (fact, name) in facts.factNames.enumerated() {
                let rows = facts.range(account: account, fact: fact)
                guard let first = rows.map({ facts.knownAt[$0] }).min() else { continue }
                add(.fact(name), account, first: first)
                var byText: [Int32: Int64] = [:]
                for row in rows where facts.valueNumbers[Int(facts.values[row])].isNaN {
                    byText[facts.values[row]] = min(byText[facts.values[row]] ?? .max, facts.knownAt[row])
                }
                for (text, seen) in byText {
                    add(.value(facts.valueTexts[Int(text)], fact: name), account, first: seen)
                }
            }
        }
    }

    mutating func addAttributes(_ history: SignalHistory) {
        for column in history.attributes.columns {
            for account in fates.indices where column.values.text(at: account) != nil {
                add(.attribute(column.name), account, first: nil)
            }
        }
    }

    var traces: [CancellationTraces.Trace] {
        let lost = fates.count { if case .lost = $0 { true } else { false } }
        let kept = fates.count { if case .kept = $0 { true } else { false } }
        let fields = holders.keys.sorted { $0.words < $1.words }
        let adjusted = MultipleTesting.holm(
            fields.map { field in
                FisherExact.upperTail(
                    hits: holders[field]!.lostNear, of: lost, otherHits: holders[field]!.kept, of: kept)
            })
        return zip(fields, adjusted).compactMap { field, p in
            let held = holders[field]!
            let share = Double(held.lostNear) / Double(held.accounts)
            guard p <= CancellationTraces.significance, share >= CancellationTraces.minimumShare else { return nil }
            return CancellationTraces.Trace(
                field: field, lost: lost, lostWithField: held.lostNear, kept: kept, keptWithField: held.kept, p: p)
        }.sorted { ($0.p, $0.field.words) < ($1.p, $1.field.words) }
    }
}
