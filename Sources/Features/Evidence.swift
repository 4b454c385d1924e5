import Signals

/// What one row's features are made of: the known readings and facts that the plan asked for, loaded once per row and
/// shared by all features. Everything comes through `KnownHistory`, so nothing in it was known at or after the cut-off.
public struct Evidence: Sendable {
    public private(set) var known: KnownHistory
    /// The as-of day: the one that holds the cut-off.
    public private(set) var asOf: Day
    /// When tracking of the account began (`KnownHistory.trackedSince`); `distantFuture` where it has not.
    public private(set) var trackedSince: Instant
    private var sources: [ReadingSource]
    private var selected: [Readings]
    private var places: [Int]
    private var instants: [Instant]
    private var facts: [[FactReading]]
    private let edges: [WindowEdge]
    private let daysBack: [Int]
    private let factNumbers: [Int?]
    private let series: [(measure: Measure, windows: [WindowHandle])]
    /// By series: the tracked windows' measures, newest first.
    private var seriesValues: [[Double]]

    init(_ plan: FeaturePlan, _ known: KnownHistory) {
        (sources, edges, daysBack, factNumbers) = (plan.sources, plan.edges, plan.daysBack, plan.facts)
        series = plan.series
        seriesValues = series.map { _ in [] }
        selected = sources.map { _ in .none }
        places = edges.map { _ in 0 }
        instants = daysBack.map { _ in known.cutoff }
        facts = factNumbers.map { _ in [] }
        (self.known, asOf, trackedSince) = (known, known.cutoffDay, .distantFuture)
        load(known)
    }

    /// Takes up another row.
    mutating func load(_ known: KnownHistory) {
        self.known = known
        asOf = known.cutoffDay
        trackedSince = known.trackedSince ?? .distantFuture
        for (number, source) in sources.enumerated() {
            if let base = source.base {
                selected[number] = source.narrowed(selected[base])
            } else {
                selected[number] = source.signal.map(known.readings) ?? .none
            }
        }
        for (index, days) in daysBack.enumerated() { instants[index] = instant(daysBefore: days) }
        for (index, edge) in edges.enumerated() {
            places[index] = selected[edge.source].position(of: instants[edge.day])
        }
        for (index, fact) in factNumbers.enumerated() { facts[index] = fact.map(known.facts) ?? [] }
        for number in series.indices { loadSeries(number) }
    }

    private mutating func loadSeries(_ number: Int) {
        seriesValues[number].removeAll(keepingCapacity: true)
        let measure = series[number].measure
        for window in series[number].windows {
            guard isTracked(window) else { return }
            seriesValues[number].append(self.measure(measure, window))
        }
    }

    public var cutoff: Instant { known.cutoff }

    /// The same local time of day some days before the cut-off: midnight stays midnight when the clocks change.
    public func instant(daysBefore days: Int) -> Instant {
        if days == 0 { return cutoff }
        let sinceMidnight = cutoff.nanoseconds - known.calendar.midnight(of: asOf).nanoseconds
        let (sum, overflows) = known.calendar.midnight(of: asOf - days).nanoseconds.addingReportingOverflow(
            sinceMidnight)
        return overflows ? .distantPast : Instant(nanoseconds: sum)
    }

    /// All known readings of a selection, oldest first.
    public func readings(_ handle: ReadingsHandle) -> Readings { selected[handle.number] }

    /// The known rows of a fact, corrections applied, by start of validity.
    public func facts(_ handle: FactHandle) -> [FactReading] { facts[handle.number] }

    /// The row of a fact that holds at the cut-off; nil where there is none or it has ended.
    public func currentFact(_ handle: FactHandle) -> FactReading? {
        facts[handle.number].current(at: cutoff)
    }

    /// The places of a window's readings among `readings(window.readings)`.
    public func places(_ window: WindowHandle) -> Range<Int> { places[window.start]..<places[window.end] }

    /// How many days before the cut-off both account and signal were tracked; negative where tracking has not begun.
    public func trackedDays(_ handle: ReadingsHandle) -> Double {
        let since = max(trackedSince, sources[handle.number].trackedSince)
        return since >= cutoff ? -1 : cutoff.days(since: since)
    }

    /// Whether all of a window was tracked.
    public func isTracked(_ window: WindowHandle) -> Bool {
        let since = max(trackedSince, sources[window.readings.number].trackedSince)
        return since <= instants[edges[window.start].day]
    }

    /// A measure of a window. Missing before tracking of the account (and of the signal, `tracked_since`) began; after
    /// that no reading is 0 for counts, sums and users, and missing for means.
    public func measure(_ measure: Measure, _ window: WindowHandle) -> Double {
        let places = places(window)
        if places.isEmpty, measure.isZeroWithoutReadings { return trackedDays(window.readings) < 0 ? .nan : 0 }
        if measure == .count { return Double(places.count) }
        return measure.of(selected[window.readings.number], places)
    }

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
