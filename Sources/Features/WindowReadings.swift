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

    /// Where readings come as cells; nil where all come as they are.
    let cells: CellPlan?

    /// - Parameter cells: of the same features and history.
    init(_ plan: FeaturePlan, cells: CellPlan? = nil) {
        self.cells = cells
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
    /// Those of the row, of the sources whose readings are not here.
    private let cells: RowCells?

    init(
        _ layout: EvidenceLayout, _ known: KnownHistory, asOf: Day, trackedSince: Instant, cells: RowCells? = nil
    ) {
        (self.layout, self.cells) = (layout, cells)
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

    /// Precondition: the source's readings are here.
    func places(_ window: WindowHandle) -> Range<Int> { places[window.start]..<places[window.end] }

    /// The cells of a window, where its readings come as cells.
    private func cells(_ window: WindowHandle) -> CellSpan? {
        cells?.span(source: window.readings.number, start: window.start, end: window.end)
    }

    /// The cells of all known readings.
    private func cells(_ handle: ReadingsHandle) -> CellSpan? { cells?.whole(source: handle.number) }

    func count(_ window: WindowHandle) -> Int { cells(window)?.count ?? places(window).count }

    func count(_ handle: ReadingsHandle) -> Int { cells(handle)?.count ?? selected[handle.number].count }

    /// The values in a window. Precondition: they are here.
    private func values(_ window: WindowHandle) -> ArraySlice<Double> {
        selected[window.readings.number].at(places(window)).values
    }

    func lowest(_ window: WindowHandle) -> Double { cells(window)?.lowest ?? values(window).min() ?? .nan }

    func highest(_ window: WindowHandle) -> Double { cells(window)?.highest ?? values(window).max() ?? .nan }

    func last(_ window: WindowHandle) -> Double { cells(window)?.last ?? values(window).last ?? .nan }

    func newest(_ window: WindowHandle) -> Instant? {
        if let cells = cells(window) { return cells.newest }
        return selected[window.readings.number].at(places(window)).lastTime
    }

    func newest(_ handle: ReadingsHandle) -> Instant? {
        if let cells = cells(handle) { return cells.newest }
        return selected[handle.number].lastTime
    }

    func users(_ window: WindowHandle) -> [Int32] {
        cells(window)?.users ?? Measure.sortedCodes(selected[window.readings.number].users, places(window))
    }

    func tags(_ window: WindowHandle) -> [Int32] {
        cells(window)?.tags ?? Measure.sortedCodes(selected[window.readings.number].tags, places(window))
    }

    func isTracked(_ window: WindowHandle) -> Bool {
        trackedFrom[window.readings.number] <= instants[layout.dayOfEdge[window.start]]
    }

    func measure(_ measure: Measure, _ window: WindowHandle) -> Double {
        if let cells = cells(window) { return self.measure(measure, window, cells) }
        let places = places(window)
        if places.isEmpty, measure.isZeroWithoutReadings { return trackedDays[window.readings.number] < 0 ? .nan : 0 }
        if measure == .count { return Double(places.count) }
        return measure.of(selected[window.readings.number], places)
    }

    /// The same from cells.
    private func measure(_ measure: Measure, _ window: WindowHandle, _ cells: CellSpan) -> Double {
        let count = cells.count
        if count == 0, measure.isZeroWithoutReadings { return trackedDays[window.readings.number] < 0 ? .nan : 0 }
        switch measure {
        case .count: return Double(count)
        case .sum: return cells.sum
        case .mean: return count == 0 ? .nan : cells.sum / Double(count)
        case .users: return Double(cells.users.count)
        }
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
