import Signals

/// What one row's features are made of: the known readings and facts that the plan asked for, loaded once per row and
/// shared by all features. Everything comes through `KnownHistory`, so nothing in it was known at or after the cut-off.
///
/// An object that never changes, made anew for each row: handing it to a feature hands on one reference.
public final class Evidence: Sendable {
    /// What was known of the account.
    public let known: KnownHistory
    /// The as-of day: the one that holds the cut-off.
    public let asOf: Day
    /// When tracking of the account began (`KnownHistory.trackedSince`); `distantFuture` where it has not.
    public let trackedSince: Instant
    private let facts: [[FactReading]]
    private let windows: WindowReadings
    /// By series: the tracked windows' measures, newest first.
    private let seriesValues: [[Double]]

    /// Takes up a row.
    /// - Parameter cells: of the row, where readings were reduced elsewhere.
    init(_ layout: EvidenceLayout, _ known: KnownHistory, cells: RowCells? = nil) {
        (self.known, asOf, trackedSince) = (known, known.cutoffDay, known.trackedSince ?? .distantFuture)
        facts = layout.facts.map { $0.map(known.facts) ?? [] }
        let windows = WindowReadings(layout, known, asOf: asOf, trackedSince: trackedSince, cells: cells)
        seriesValues = layout.series.map { windows.values($0.measure, $0.windows) }
        self.windows = windows
    }

    /// What became known at this instant or later is not here.
    public var cutoff: Instant { known.cutoff }

    /// The same local time of day some days before the cut-off: midnight stays midnight when the clocks change.
    public func instant(daysBefore days: Int) -> Instant {
        known.instant(daysBefore: days, asOf)
    }

    /// How many readings a window holds.
    public func count(_ window: WindowHandle) -> Int { windows.count(window) }

    /// How many readings of a selection are known.
    public func count(_ handle: ReadingsHandle) -> Int { windows.count(handle) }

    /// The least value in a window; NaN where it is empty. Asks for `ReadingNeeds.lowest`.
    public func lowest(_ window: WindowHandle) -> Double { windows.lowest(window) }

    /// The greatest value in a window; NaN where it is empty. Asks for `ReadingNeeds.highest`.
    public func highest(_ window: WindowHandle) -> Double { windows.highest(window) }

    /// The value of the newest reading in a window; NaN where it is empty. Asks for `ReadingNeeds.last`.
    public func last(_ window: WindowHandle) -> Double { windows.last(window) }

    /// When the newest reading in a window occurred. Asks for `ReadingNeeds.newest`.
    public func newest(_ window: WindowHandle) -> Instant? { windows.newest(window) }

    /// When the newest known reading of a selection occurred. Asks for `ReadingNeeds.newest`.
    public func newest(_ handle: ReadingsHandle) -> Instant? { windows.newest(handle) }

    /// The different users in a window, as ascending codes. Asks for `ReadingNeeds.users`.
    public func users(_ window: WindowHandle) -> [Int32] { windows.users(window) }

    /// The different tags in a window, as ascending codes. Asks for `ReadingNeeds.tags`.
    public func tags(_ window: WindowHandle) -> [Int32] { windows.tags(window) }

    /// All known readings of a selection, oldest first. Asks for `ReadingNeeds.each`.
    public func readings(_ handle: ReadingsHandle) -> Readings { windows.selected[handle.number] }

    /// The known rows of a fact, corrections applied, by start of validity.
    public func facts(_ handle: FactHandle) -> [FactReading] { facts[handle.number] }

    /// The row of a fact that holds at the cut-off; nil where there is none or it has ended.
    public func currentFact(_ handle: FactHandle) -> FactReading? {
        facts[handle.number].current(at: cutoff)
    }

    /// The places of a window's readings among `readings(window.readings)`. Asks for `ReadingNeeds.each`.
    public func places(_ window: WindowHandle) -> Range<Int> { windows.places(window) }

    /// How many days before the cut-off both account and signal were tracked; negative where tracking has not begun.
    public func trackedDays(_ handle: ReadingsHandle) -> Double { windows.trackedDays[handle.number] }

    /// Whether all of a window was tracked.
    public func isTracked(_ window: WindowHandle) -> Bool { windows.isTracked(window) }

    /// A measure of a window. Missing before tracking of the account (and of the signal, `tracked_since`) began; after
    /// that no reading is 0 for counts, sums and users, and missing for means.
    public func measure(_ measure: Measure, _ window: WindowHandle) -> Double { windows.measure(measure, window) }

    /// The measure of each fully tracked window of a series, newest first. Stops at the first that began before tracking
    /// did.
    public func values(_ handle: SeriesHandle) -> [Double] { seriesValues[handle.number] }
}

extension [FactReading] {
    /// Of rows that were known before a cut-off, the one that holds at it.
    func current(at cutoff: Instant) -> FactReading? {
        guard let last, last.validTo >= cutoff else { return nil }
        return last
    }
}
