import Features
import Foundation
import Regression
import Signals
import Tables

/// Signals whose tracking started after the first cut-offs: rows before it see "nothing" where nobody looked.
///
/// Of each signal that does not declare `tracked_since` after the first cut-off, let t be its first reading of anybody and c the first cut-off
/// of the rows. Where t lies `minimumDays` or more after c, the time before t is set against as long a time after it: with
/// m accounts read in the latter, and e₀, e₁ the account-days at risk of a reading in the two, tracking all along would
/// have put all further m - 1 accounts behind t with the chance (e₁ / (e₀ + e₁))^(m - 1). Told where that, corrected over all
/// signals (Holm), is at most `significance`. A rare signal that merely came late stays untold.
public struct LateTracking: Sendable {
    /// A signal or fact whose record begins late.
    public struct Finding: Sendable, Equatable {
        /// The signal or fact.
        public let signal: String
        /// The day of the first reading: what `tracked_since` should say.
        public let first: Day
        /// Rows whose cut-off lies before it.
        public let rowsBefore: Int
        /// The chance of so late a first reading had it been tracked all along.
        public let p: Double
    }

    /// By first reading.
    public let findings: [Finding]
    private let rows: Int

    /// A month: less is the start of any tracking.
    public static let minimumDays = 30.0
    /// One portfolio of a thousand is told something false.
    public static let significance = 0.001

    /// - Parameter history: everything that customers left behind.
    /// - Parameter catalog: what is declared, with `tracked_since`.
    /// - Parameter table: rows at the lead times in question.
    public init(_ history: SignalHistory, _ catalog: SignalCatalog, _ table: FeatureTable) {
        let cutoffs = table.rows.map { history.calendar.midnight(of: $0.asOf).nanoseconds }
        rows = cutoffs.count
        guard let start = cutoffs.min() else {
            findings = []
            return
        }
        // Taken out once: the store makes a copy.
        let times = history.events.occurredAt
        let spans = history.accounts.indices.compactMap { Span($0, history, times) }
        let signals = history.events.signalNames.indices.filter { catalog[history.events.signalNames[$0]] != nil }
        let seen = signals.map { Beginning($0, history, times) }
        let p = zip(signals, seen).map { signal, beginning -> Double in
            let declared = catalog[history.events.signalNames[signal]]?.trackedSince
            let isDeclared = declared.map { history.calendar.midnight(of: $0).nanoseconds > start } ?? false
            return isDeclared ? .nan : beginning.chance(since: start, spans)
        }
        let adjusted = MultipleTesting.holm(p)
        findings = signals.indices.filter { adjusted[$0] <= LateTracking.significance }.map { place in
            let first = seen[place].first
            return Finding(
                signal: history.events.signalNames[signals[place]],
                first: history.calendar.day(of: Instant(nanoseconds: first)),
                rowsBefore: cutoffs.count { $0 <= first }, p: adjusted[place])
        }.sorted { ($0.first, $0.signal) < ($1.first, $1.signal) }
    }

    /// One a signal that began late.
    public var dataFindings: [DataFinding] {
        findings.map {
            DataFinding(
                .warning, count: $0.rowsBefore,
                "signal \($0.signal): nobody has a reading before \($0.first), yet \(NumberFormat.grouped($0.rowsBefore)) of \(NumberFormat.grouped(rows)) rows look back from before it and see \"nothing\" where nobody looked: declare tracked_since: \($0.first)"
            )
        }
    }
}

/// When an account was a customer that could leave readings, in nanoseconds.
private struct Span {
    let start: Double
    let end: Double

    /// From its signature or first reading of any signal, whichever is earlier, until it was lost. nil where there is neither.
    init?(_ account: Int, _ history: SignalHistory, _ times: [Int64]) {
        let signed = history.accounts[account].signedOn.map { history.calendar.midnight(of: $0).nanoseconds }
        let readings = history.events.signalNames.indices.compactMap { signal in
            history.events.range(account: account, signal: signal).first.map { times[$0] }
        }
        guard let start = (readings + [signed].compactMap(\.self)).min() else { return nil }
        let last = history.renewals(of: account).last { $0.outcome != .pending }
        let end = last.flatMap { $0.outcome == .churned ? history.calendar.midnight(of: $0.date).nanoseconds : nil }
        (self.start, self.end) = (Double(start), Double(end ?? .max))
    }

    func overlap(_ from: Double, _ to: Double) -> Double { max(0, min(end, to) - max(start, from)) }
}

/// When the readings of a signal begin: of anybody, and of each account.
private struct Beginning {
    let first: Int64
    private let firstOfAccounts: [Int64]

    init(_ signal: Int, _ history: SignalHistory, _ times: [Int64]) {
        let events = history.events
        firstOfAccounts = history.accounts.indices.compactMap { account in
            events.range(account: account, signal: signal).first.map { times[$0] }
        }
        first = firstOfAccounts.min() ?? .max
    }

    /// NaN where the signal did not begin late.
    func chance(since start: Int64, _ spans: [Span]) -> Double {
        let gap = Double(first) - Double(start)
        guard first < .max, gap >= LateTracking.minimumDays * Double(Instant.perDay) else { return .nan }
        let (begin, end) = (Double(first), Double(first) + gap)
        let before = spans.reduce(0) { $0 + $1.overlap(Double(start), begin) }
        let after = spans.reduce(0) { $0 + $1.overlap(begin, end) }
        let read = firstOfAccounts.count { Double($0) < end }
        return pow(after / (before + after), Double(read - 1))
    }
}
