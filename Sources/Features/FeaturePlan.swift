import Signals
import Tables

/// What a set of features needs of a history, with names resolved once: selections of readings, edges of windows, facts.
/// Kinds ask for what they read and get a small handle; two features that read the same share it.
public struct FeaturePlan: Sendable {
    /// The history that names are resolved in.
    public let history: SignalHistory
    /// Whom accounts are compared with: one panel for all threads. Its accounts have other numbers than `history`'s.
    public let peers: PeerPanel
    private(set) var sources: [ReadingSource] = []
    private(set) var edges: [WindowEdge] = []
    /// Every number of days before the cut-off at which some window begins or ends.
    private(set) var daysBack: [Int] = []
    private(set) var facts: [Int?] = []
    private var sourceNumbers: [Selection.Key: Int] = [:]
    private var edgeNumbers: [WindowEdge: Int] = [:]
    private(set) var series: [(measure: Measure, windows: [WindowHandle])] = []
    private var seriesNumbers: [PeriodsOfMeasure: Int] = [:]
    /// Signals whose readings are asked of peers.
    private(set) var peerSignals: Set<String> = []
    private let signalNumbers: [ByteText: Int]

    init(history: SignalHistory, peers: PeerPanel) {
        (self.history, self.peers) = (history, peers)
        signalNumbers = Dictionary(
            uniqueKeysWithValues: history.events.signalNames.enumerated().map { (ByteText($1), $0) })
    }

    /// Takes up what a plan over the history of the peers reads.
    mutating func note(peers: FeaturePlan) { peerSignals.formUnion(peers.sources.map(\.selection.signal.name)) }

    /// A plan over the history of the peers.
    func ofPeers() -> FeaturePlan { FeaturePlan(history: peers.history.unshared(), peers: peers) }

    /// All known readings of a selection.
    /// - Parameters:
    ///   - selection: a signal, or some of its readings.
    ///   - needs: what is asked of them beside their number; by default they themselves.
    public mutating func readings(_ selection: Selection, needs: ReadingNeeds = .each) -> ReadingsHandle {
        let handle = tracking(selection)
        sources[handle.number].ask(needs, ofAll: true)
        return handle
    }

    /// A selection of whose readings only is asked since when they are tracked.
    public mutating func tracking(_ selection: Selection) -> ReadingsHandle {
        if let number = sourceNumbers[selection.key] { return ReadingsHandle(number: number) }
        let base = selection.isWhole ? nil : tracking(selection.whole).number
        sources.append(
            ReadingSource(
                selection, base: base, signal: signalNumbers[ByteText(selection.signal.name)], history: history))
        sourceNumbers[selection.key] = sources.count - 1
        return ReadingsHandle(number: sources.count - 1)
    }

    /// The readings in [t - days - ending, t - ending): by default the window that ends at the cut-off.
    /// - Parameters:
    ///   - selection: a signal, or some of its readings.
    ///   - days: the window's length.
    ///   - ending: days from its end to the cut-off.
    ///   - needs: what is asked of them beside their number; by default they themselves.
    public mutating func window(
        _ selection: Selection, days: Int, ending: Int = 0, needs: ReadingNeeds = .each
    ) -> WindowHandle {
        let readings = tracking(selection)
        sources[readings.number].ask(needs, ofAll: false)
        return WindowHandle(
            readings: readings, start: edge(readings, days + ending), end: edge(readings, ending), days: days)
    }

    /// `count` windows of `days` each, the newest first; the newest ends `ending` days before the cut-off, and each begins
    /// `step` days before the one after it: by default they adjoin.
    public mutating func periods(
        _ selection: Selection, days: Int, count: Int, ending: Int = 0, step: Int? = nil, needs: ReadingNeeds = .each
    ) -> [WindowHandle] {
        (0..<count).map { window(selection, days: days, ending: ending + $0 * (step ?? days), needs: needs) }
    }

    /// A measure of adjoining windows, made once a row whoever asks.
    public mutating func series(_ measure: Measure, _ windows: [WindowHandle]) -> SeriesHandle {
        let wanted = PeriodsOfMeasure(measure: measure, edges: windows.map { [$0.start, $0.end] })
        if let number = seriesNumbers[wanted] { return SeriesHandle(number: number) }
        seriesNumbers[wanted] = series.count
        series.append((measure, windows))
        return SeriesHandle(number: series.count - 1)
    }

    /// The known rows of a fact.
    public mutating func fact(_ declaration: FactDeclaration) -> FactHandle {
        let number = history.facts.factNames.firstIndex { ByteText($0) == ByteText(declaration.name) }
        if let known = facts.firstIndex(of: number) { return FactHandle(number: known) }
        facts.append(number)
        return FactHandle(number: facts.count - 1)
    }

    /// A column of the accounts table; nil where the history has none of that name.
    public func attribute(_ declaration: AttributeDeclaration) -> FrameColumn? {
        history.attributes[declaration.name]
    }

    private mutating func edge(_ readings: ReadingsHandle, _ days: Int) -> Int {
        let day = daysBack.firstIndex(of: days) ?? daysBack.count
        if day == daysBack.count { daysBack.append(days) }
        let edge = WindowEdge(source: readings.number, day: day)
        if let number = edgeNumbers[edge] { return number }
        edges.append(edge)
        edgeNumbers[edge] = edges.count - 1
        return edges.count - 1
    }
}

/// Stands for the readings of a signal in a plan, so that each is looked up once an account.
public struct ReadingsHandle: Sendable { let number: Int }

/// Stands for a fact in a plan.
public struct FactHandle: Sendable { let number: Int }

/// Stands for a series of windows in a plan.
public struct SeriesHandle: Sendable { let number: Int }

private struct PeriodsOfMeasure: Hashable, Sendable {
    let measure: Measure
    let edges: [[Int]]
}

/// A window of a selection, found once per row whoever asks.
public struct WindowHandle: Sendable {
    /// The readings that the window is of.
    public let readings: ReadingsHandle
    let start: Int
    let end: Int
    /// How long it is.
    public let days: Int
}

struct WindowEdge: Hashable, Sendable {
    let source: Int
    /// Index into `daysBack`.
    let day: Int
}

/// A selection with its names looked up in the history's dictionaries.
struct ReadingSource: Sendable {
    let selection: Selection
    /// What windows and features ask of its readings.
    private(set) var needs: ReadingNeeds = []
    /// Whether something is asked of all known readings rather than of windows.
    private(set) var isAskedWhole = false
    /// Number in the event store; nil where no account has a reading.
    let signal: Int?
    /// The source that holds all readings of the signal, where this one narrows them.
    let base: Int?
    /// Which tag codes are wanted; nil where all are.
    let wantedTags: [Bool]?
    let above: Double
    let below: Double
    /// The first instant at which the signal was tracked.
    let trackedSince: Instant

    init(_ selection: Selection, base: Int?, signal: Int?, history: SignalHistory) {
        (self.selection, self.base, self.signal) = (selection, base, signal)
        (above, below) = (selection.above ?? -.infinity, selection.below ?? .infinity)
        trackedSince = selection.signal.trackedSince.map { history.calendar.midnight(of: $0) } ?? .distantPast
        wantedTags = selection.tags.isEmpty ? nil : history.events.tagNames.map { selection.tags.contains($0) }
    }

    mutating func ask(_ needs: ReadingNeeds, ofAll: Bool) {
        self.needs.formUnion(needs)
        isAskedWhole = isAskedWhole || ofAll
    }

    func narrowed(_ readings: Readings) -> Readings {
        readings.narrowed(tags: wantedTags, above: above, below: below)
    }
}
