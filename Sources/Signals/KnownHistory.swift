import Tables

/// What was known of one account before a cut-off (exclusive), and nothing else: no reading or fact that became known
/// at or after it, no outcome of the renewal it is anchored on, no renewal decided later.
public struct KnownHistory: Sendable {
    package let history: SignalHistory
    /// The account's number in its history.
    public let account: Int
    /// What became known at this instant or later is not here.
    public let cutoff: Instant
    /// The renewal whose outcome is to be predicted, as far as it is known; nil for an account without one.
    public let renewal: UpcomingRenewal?

    init(history: SignalHistory, account: Int, cutoff: Instant, renewal: UpcomingRenewal?) {
        (self.history, self.account, self.cutoff, self.renewal) = (history, account, cutoff, renewal)
    }

    /// The business time zone.
    public var calendar: BusinessCalendar { history.calendar }

    /// The local day that holds the cut-off: the as-of date, of which nothing is known yet where the cut-off is its
    /// midnight.
    public var cutoffDay: Day { calendar.day(of: cutoff) }

    /// The day the account signed, unless that lies at or after the cut-off.
    public var signedOn: Day? {
        guard let day = history.signedOn(account), calendar.midnight(of: day) < cutoff else { return nil }
        return day
    }

    /// When evidence of this account began: the midnight of the day it signed or its first known reading of any signal,
    /// whichever is earlier. nil where there is neither: then a count of nothing is missing, not 0.
    public var trackedSince: Instant? {
        let signed = signedOn.map { calendar.midnight(of: $0).nanoseconds }
        let first = history.firstKnown(account: account, before: cutoff.nanoseconds)
        guard signed != nil || first != nil else { return nil }
        return Instant(nanoseconds: min(signed ?? .max, first ?? .max))
    }

    /// An attribute of the account. It carries no date: features may use it only where `undated: allowed`.
    public func attribute(_ column: FrameColumn) -> (number: Double, level: String?) {
        switch column.values {
        case .numbers(let values): (values[account], nil)
        case .categories(let values): (.nan, values.level(at: account))
        }
    }

    /// Index of a signal's name for `readings`; nil where no reading has it.
    public static func signal(_ name: String, in history: SignalHistory) -> Int? {
        history.events.signalNames.firstIndex(of: name)
    }

    /// The known readings of a signal (by its number in the event store), oldest first.
    public func readings(_ signal: Int) -> Readings {
        history.readings(account: account, signal: signal, knownBefore: cutoff.nanoseconds)
    }

    /// The known rows of a fact (by its number in the fact store), by start of validity. Of rows with the same start the
    /// one known last stands alone: it is a correction. An end of validity at or after the cut-off is not known yet, so
    /// it reads as `distantFuture`.
    public func facts(_ fact: Int) -> [FactReading] {
        history.facts.readings(account: account, fact: fact, knownBefore: cutoff.nanoseconds)
    }

    /// Renewals of this account whose date lies before the cut-off and whose outcome was known before it, oldest first.
    public var pastRenewals: [Renewal] {
        history.renewals(of: account).filter { isDecided($0) && calendar.midnight(of: $0.date) < cutoff }
    }

    /// Whether the outcome of a renewal was known before the cut-off.
    private func isDecided(_ renewal: Renewal) -> Bool { renewal.isDecided(before: cutoff, in: calendar) }
}
