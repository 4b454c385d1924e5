import Signals
import Tables

/// Where each signal stood to its account's own normal on a series of days before every decided renewal: what asks how early a loss
/// could have been seen.
///
/// Normal is fixed before the series begins: the periods of `window` days in the `baseline` days before the first day's window, so
/// that a slow decline cannot become its own norm. On each day the last window is held against it as `SignalBaseline` does: outside
/// is 2 standard deviations or more on the side that the signal's direction calls bad (either side where it has none). Everything
/// is read as it was known on that day, and days on which the outcome was known already, or the term was not the one being
/// decided, are not looked at.
public struct DepartureSeries: Sendable {
    /// A signal's number of readings, or the mean of their values.
    public struct Question: Sendable, Equatable {
        /// The signal.
        public let signal: Signal
        /// How many readings, or the mean of their values.
        public let measure: Measure

        /// `logins`, `days late (mean)`.
        public var words: String { signal.words + (measure == .mean ? " (mean)" : "") }
    }

    /// One decided renewal. Bit k of a mask is the k-th of `days`.
    public struct Row: Sendable, Equatable {
        /// Index into `SignalHistory.accounts`.
        public let account: Int
        /// The day of its renewal.
        public let renewalDate: Day
        /// Whether it was lost.
        public let isLoss: Bool
        /// The days on which it was still to be decided.
        public let open: UInt64
        /// By question, the days on which it could be told whether the measure is usual.
        let known: [UInt64]
        /// By question, the days of `known` on which it was outside.
        let outside: [UInt64]
    }

    /// How a measure went on until the last day on which the renewal was open.
    public enum Course: Sendable, Equatable {
        /// It could not be told on the last day.
        case unknown
        /// It was usual on the last day.
        case usual
        /// It was outside on the last day, and on every day with a value from this one (its place in `days`) on.
        case left(Int)
    }

    /// Days before the renewal, the farthest first.
    public let days: [Int]
    /// What was asked of every renewal, in order.
    public let questions: [Question]
    /// By account and date.
    public let rows: [Row]
    /// Days of each window.
    public let window: Int

    /// How the series may be at the most: a mask has so many bits.
    public static let mostDays = 64
    /// Eight weeks: long enough for signals that come now and then.
    public static let standardWindow = 56
    /// Every two weeks from 34 weeks before the renewal to two.
    public static let standardDays = Array(stride(from: 238, through: 14, by: -14))

    /// - Parameters:
    ///   - history: everything that customers left behind.
    ///   - signals: all but drafts are asked for; a mean only where an account's values are not all 1.
    ///   - days: before the renewal, falling.
    ///   - dates: renewals dated outside are left out.
    ///   - window: days of each window. By default eight weeks: in four, a signal that comes a few times a month can hardly be
    ///     outside.
    ///   - baseline: days before the windows that tell what is normal, by default a year.
    ///   - minimumPeriods: with fewer nothing is normal yet.
    public init(
        _ history: SignalHistory, signals: SignalCatalog, days: [Int] = standardDays,
        dates: @Sendable (Day) -> Bool = { _ in true }, window: Int = standardWindow, baseline: Int = 364,
        minimumPeriods: Int = 3
    ) {
        precondition(!days.isEmpty && days.count <= DepartureSeries.mostDays, "1 to 64 days")
        let questions = signals.signals.filter { $0.status != .draft }.flatMap { signal in
            [Question(signal: signal, measure: .count), Question(signal: signal, measure: .mean)]
        }
        let renewals = history.renewals.filter { $0.outcome.isLoss != nil && dates($0.date) }
        let reader = DepartureReader(
            questions: questions, days: days, window: window, baseline: baseline, minimumPeriods: minimumPeriods)
        let rows = concurrentFlatMap(renewals.count, block: 128) { places in
            reader.rows(renewals[places], history.unshared())
        }
        let asked = questions.indices.filter { question in rows.contains { $0.known[question] != 0 } }
        (self.days, self.window) = (days, window)
        self.questions = asked.map { questions[$0] }
        self.rows = rows.filter { $0.open != 0 }.map { $0.questions(asked) }
    }

    /// The last day (its place) on which a renewal was open.
    public func last(_ row: Row) -> Int { UInt64.bitWidth - 1 - row.open.leadingZeroBitCount }

    /// What became of one measure (`question`) before the end of one row's term.
    public func course(_ row: Row, _ question: Int) -> Course {
        let last = last(row)
        let (known, outside) = (row.known[question], row.outside[question])
        guard known >> last & 1 == 1 else { return .unknown }
        guard outside >> last & 1 == 1 else { return .usual }
        // The latest day before on which it was known to be usual.
        let usual = known & ~outside & (1 << last - 1)
        let after = usual == 0 ? outside : outside & ~(1 << (UInt64.bitWidth - usual.leadingZeroBitCount) - 1)
        return .left(after.trailingZeroBitCount)
    }

    /// Whether a measure was outside on a day; nil where the renewal was not open or it could not be told.
    public func isOutside(_ row: Row, _ question: Int, day: Int) -> Bool? {
        row.known[question] >> day & 1 == 1 ? row.outside[question] >> day & 1 == 1 : nil
    }
}

extension DepartureSeries.Row {
    fileprivate func questions(_ places: [Int]) -> Self {
        Self(
            account: account, renewalDate: renewalDate, isLoss: isLoss, open: open, known: places.map { known[$0] },
            outside: places.map { outside[$0] })
    }
}

/// Reads some renewals, one day of the series after the other: a day has a plan of its own, as the windows of its baseline lie
/// farther back the nearer it is to the renewal.
private struct DepartureReader: Sendable {
    let questions: [DepartureSeries.Question]
    let days: [Int]
    let window: Int
    let baseline: Int
    let minimumPeriods: Int

    private struct Masks {
        var open: UInt64 = 0
        var known: [UInt64]
        var outside: [UInt64]
    }

    func rows(_ renewals: ArraySlice<Renewal>, _ history: SignalHistory) -> [DepartureSeries.Row] {
        let none = [UInt64](repeating: 0, count: questions.count)
        var masks = [Masks](repeating: Masks(known: none, outside: none), count: renewals.count)
        for (place, daysBefore) in days.enumerated() {
            let view = DayView(self, history, gap: days[0] - daysBefore)
            for (row, renewal) in renewals.enumerated() {
                guard let evidence = view.evidence(renewal, daysBefore, history) else { continue }
                masks[row].open |= 1 << place
                for question in questions.indices {
                    guard let isOutside = view.isOutside(question, evidence) else { continue }
                    masks[row].known[question] |= 1 << place
                    if isOutside { masks[row].outside[question] |= 1 << place }
                }
            }
        }
        return zip(renewals, masks).map { renewal, masks in
            DepartureSeries.Row(
                account: renewal.account, renewalDate: renewal.date, isLoss: renewal.outcome.isLoss == true,
                open: masks.open, known: masks.known, outside: masks.outside)
        }
    }

    /// What is asked on one day of the series.
    private struct DayView {
        let reader: DepartureReader
        let layout: EvidenceLayout
        let handles: [(readings: ReadingsHandle, window: WindowHandle, past: SeriesHandle)]

        init(_ reader: DepartureReader, _ history: SignalHistory, gap: Int) {
            self.reader = reader
            var plan = FeaturePlan(history: history, peers: PeerPanel(history))
            let step = (reader.window + 6) / 7 * 7
            var handles: [(readings: ReadingsHandle, window: WindowHandle, past: SeriesHandle)] = []
            for question in reader.questions {
                let selection = Selection(signal: question.signal)
                let periods = plan.periods(
                    selection, days: reader.window, count: reader.baseline / step, ending: step + gap, step: step)
                handles.append(
                    (
                        plan.readings(selection), plan.window(selection, days: reader.window),
                        plan.series(question.measure, periods)
                    ))
            }
            (self.handles, layout) = (handles, EvidenceLayout(plan))
        }

        /// nil where the renewal was not the one to be decided on that day.
        func evidence(_ renewal: Renewal, _ daysBefore: Int, _ history: SignalHistory) -> Evidence? {
            let anchor = Anchor(
                account: renewal.account, asOf: renewal.date - daysBefore, renewal: renewal, calendar: history.calendar)
            var leftOut = LeftOut()
            guard leftOut.admits(anchor, of: history) else { return nil }
            return Evidence(layout, history.known(account: anchor.account, asOf: anchor.cutoff))
        }

        /// nil where it cannot be told.
        func isOutside(_ question: Int, _ evidence: Evidence) -> Bool? {
            let (asked, handle) = (reader.questions[question], handles[question])
            guard evidence.isTracked(handle.window) else { return nil }
            if asked.measure == .mean, !hasValues(evidence.readings(handle.readings)) { return nil }
            let past = evidence.values(handle.past).filter { !$0.isNaN }
            guard past.count >= reader.minimumPeriods else { return nil }
            let baseline = SignalBaseline(
                asked.signal, asked.measure, current: evidence.measure(asked.measure, handle.window), past: past,
                trackedDays: evidence.trackedDays(handle.readings), minimumPeriods: reader.minimumPeriods)
            guard baseline.state != .empty else { return nil }
            return asked.signal.direction == .none ? baseline.state.isUnusual : baseline.meaning == .bad
        }

        private func hasValues(_ readings: Readings) -> Bool { readings.values.contains { $0 != 1 } }
    }
}
