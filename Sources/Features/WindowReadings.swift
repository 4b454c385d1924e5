import Signals

/// What a plan asks of every row, in the order in which a row is looked through: made once a thread.
final class EvidenceLayout: Sendable {
    let facts: [Int?]
    let series: [(measure: Measure, windows: [WindowHandle])]
    fileprivate let sources: [ReadingSource]
    fileprivate let trackedSince: [Instant]
    fileprivate let daysBack: [Int]
    fileprivate let edgeCount: Int
    /// By edge: its place in `daysBack`.
    fileprivate let dayOfEdge: [Int]
    /// By source: its edges and their places in `daysBack`, the latest first.
    fileprivate let edgesOfSource: [(numbers: [Int], days: [Int])]

    init(_ plan: FeaturePlan) {
        (facts, series, sources) = (plan.facts, plan.series, plan.sources)
        trackedSince = plan.sources.map(\.trackedSince)
        (daysBack, edgeCount) = (plan.daysBack, plan.edges.count)
        let (edges, daysBack) = (plan.edges, plan.daysBack)
        dayOfEdge = edges.map(\.day)
        edgesOfSource = plan.sources.indices.map { source in
            let numbers = edges.indices.filter { edges[$0].source == source }
                .sorted { daysBack[edges[$0].day] < daysBack[edges[$1].day] }
            return (numbers, numbers.map { edges[$0].day })
        }
    }
}

/// The readings of a row and where its windows lie among them.
struct WindowReadings: Sendable {
    /// By source.
    let selected: [Readings]
    let trackedDays: [Double]
    private let trackedFrom: [Instant]
    private let places: [Int]
    private let instants: [Instant]
    private let layout: EvidenceLayout

    init(_ layout: EvidenceLayout, _ known: KnownHistory, asOf: Day, trackedSince: Instant) {
        self.layout = layout
        var selected: [Readings] = []
        selected.reserveCapacity(layout.sources.count)
        for source in layout.sources {
            if let base = source.base {
                selected.append(source.narrowed(selected[base]))
            } else {
                selected.append(source.signal.map(known.readings) ?? .none)
            }
        }
        let instants = layout.daysBack.map { known.instant(daysBefore: $0, asOf) }
        var places = [Int](repeating: 0, count: layout.edgeCount)
        for (source, edges) in layout.edgesOfSource.enumerated() {
            selected[source].countBefore(instants, inOrder: edges.days, into: &places, at: edges.numbers)
        }
        (self.selected, self.instants, self.places) = (selected, instants, places)
        let from = layout.trackedSince.map { max(trackedSince, $0) }
        trackedDays = from.map { $0 >= known.cutoff ? -1 : known.cutoff.days(since: $0) }
        trackedFrom = from
    }

    func places(_ window: WindowHandle) -> Range<Int> { places[window.start]..<places[window.end] }

    func isTracked(_ window: WindowHandle) -> Bool {
        trackedFrom[window.readings.number] <= instants[layout.dayOfEdge[window.start]]
    }

    func measure(_ measure: Measure, _ window: WindowHandle) -> Double {
        let places = places(window)
        if places.isEmpty, measure.isZeroWithoutReadings { return trackedDays[window.readings.number] < 0 ? .nan : 0 }
        if measure == .count { return Double(places.count) }
        return measure.of(selected[window.readings.number], places)
    }

    /// The measure of each window, newest first, up to the first that began before tracking did.
    func values(_ measure: Measure, _ windows: [WindowHandle]) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(windows.count)
        for window in windows {
            guard isTracked(window) else { break }
            values.append(self.measure(measure, window))
        }
        return values
    }
}

extension KnownHistory {
    /// The same local time of day some days before the cut-off: midnight stays midnight when the clocks change.
    func instant(daysBefore days: Int, _ asOf: Day) -> Instant {
        if days == 0 { return cutoff }
        let sinceMidnight = cutoff.nanoseconds - calendar.midnight(of: asOf).nanoseconds
        let midnight = calendar.midnight(of: asOf - days).nanoseconds
        let (sum, overflows) = midnight.addingReportingOverflow(sinceMidnight)
        return overflows ? .distantPast : Instant(nanoseconds: sum)
    }
}
