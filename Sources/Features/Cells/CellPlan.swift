import Signals
import Tables

/// What a set of features asks of readings that stay where they are: which rows are made, and into which cells the readings of
/// each row are reduced.
///
/// A cell is a row, a signal, an age and a `mask`. Ages are whole local days before the row's as-of day (1 is the day before it;
/// every cut-off is a midnight), cut where some window of the signal begins or ends: age a lies in the cell whose number is
/// the count of `CellSignal.edges` below a. The mask says which of the signal's `selections` (tags, thresholds) a reading is
/// in: bit k for selection k. All selections of a signal share its cells, so every reading is looked at once.
///
/// Kinds that ask for the readings themselves (`ReadingNeeds.each`: a median, a Kaplan-Meier time, a window that moves with the
/// renewal) cannot be finished from cells; `unreduced` names them, and all readings of the signals they read are fetched
/// (`rawSignals`). Kinds that look at peers need all readings of the panel's members (`peerSignals`).
public struct CellPlan: Sendable {
    /// The anchors that make rows; cells are numbered by them.
    public let anchors: [Anchor]
    /// Anchors that make no row, counted by why.
    public let leftOut: LeftOut
    /// Signals that are reduced.
    public let signals: [CellSignal]
    /// Features that no cell can serve, with the signals whose readings they need, in the order of the set.
    public let unreduced: [(feature: String, kind: String, signals: [String])]
    /// Sorted.
    public let rawSignals: [String]
    /// Signals that are asked of peers, sorted; features that ask are in `unreduced` too.
    public let peerSignals: [String]
    /// By source of the features' plan; nil where readings are fetched.
    let sources: [SourceCells?]
    /// By edge of that plan: its place among the edges of its signal.
    let rankOfEdge: [Int]

    /// A signal of this name holds the first known readings of each account (`KnownHistory.trackedSince`).
    public static let firstSignal = "\u{0}first"

    /// - Parameters:
    ///   - set: the features to make.
    ///   - history: accounts, renewals and facts; its readings are not looked at.
    ///   - anchors: accounts and cut-offs, a row each.
    public init(_ set: FeatureSet, of history: SignalHistory, at anchors: [Anchor]) {
        (self.anchors, leftOut) = LeftOut.admitted(anchors, of: history)
        let peers = PeerPanel(history)
        var plan = FeaturePlan(history: history, peers: peers)
        _ = set.evaluators(&plan)
        unreduced = CellPlan.unreduced(set, history, peers)
        peerSignals = plan.peerSignals.sorted()
        let raw = Set(plan.sources.filter { $0.needs.contains(.each) }.map(\.selection.signal.name))
        rawSignals = raw.sorted()
        signals = CellPlan.signals(plan, without: raw)
        let places = Dictionary(uniqueKeysWithValues: signals.enumerated().map { ($1.name, $0) })
        (sources, rankOfEdge) = CellPlan.places(plan, signals, places)
    }

    /// By feature, so that each can be named.
    private static func unreduced(
        _ set: FeatureSet, _ history: SignalHistory, _ peers: PeerPanel
    ) -> [(feature: String, kind: String, signals: [String])] {
        set.features.compactMap { feature in
            var plan = FeaturePlan(history: history, peers: peers)
            _ = set.selecting([feature.name])?.evaluators(&plan)
            let raw = plan.sources.filter { $0.needs.contains(.each) }.map(\.selection.signal.name)
            let signals = Set(raw).union(plan.peerSignals).sorted()
            return signals.isEmpty ? nil : (feature.name, feature.kind, signals)
        }
    }

    private static func signals(_ plan: FeaturePlan, without raw: Set<String>) -> [CellSignal] {
        var signals: [CellSignal] = []
        for (number, source) in plan.sources.enumerated() where !raw.contains(source.selection.signal.name) {
            let edges = plan.edges.filter { $0.source == number }.map { plan.daysBack[$0.day] }
            if let place = signals.firstIndex(where: { $0.name == source.selection.signal.name }) {
                signals[place].add(source, edges)
            } else {
                signals.append(CellSignal(source, edges))
            }
        }
        return signals
    }

    private static func places(
        _ plan: FeaturePlan, _ signals: [CellSignal], _ places: [String: Int]
    ) -> (sources: [SourceCells?], ranks: [Int]) {
        var (first, sources): (Int, [SourceCells?]) = (0, [])
        for source in plan.sources {
            guard let place = places[source.selection.signal.name] else {
                sources.append(nil)
                continue
            }
            let signal = signals[place]
            let bit = signal.selections.firstIndex { $0.key == source.selection.key }
            sources.append(
                SourceCells(signal: place, bit: bit.map { 1 << $0 } ?? 0, first: first, count: signal.cellCount))
            first += signal.cellCount
        }
        let ranks = plan.edges.map { edge in
            sources[edge.source].map { signals[$0.signal].edges.firstIndex(of: plan.daysBack[edge.day])! } ?? 0
        }
        return (sources, ranks)
    }
}

/// A signal whose readings are reduced to cells.
public struct CellSignal: Sendable {
    /// The signal's name.
    public let name: String
    /// Days before the as-of day at which some window begins or ends, ascending, each once.
    public private(set) var edges: [Int]
    /// What features take of it beside all readings, in the order of the mask's bits.
    public private(set) var selections: [Selection]
    /// What features ask of its readings.
    public private(set) var needs: ReadingNeeds
    /// Whether readings older than the last edge (and newer than the first) count.
    public private(set) var isWhole: Bool

    init(_ source: ReadingSource, _ edges: [Int]) {
        (name, self.edges, selections) = (source.selection.signal.name, [], [])
        (needs, isWhole) = ([], false)
        add(source, edges)
    }

    mutating func add(_ source: ReadingSource, _ more: [Int]) {
        edges = Set(edges + more).sorted()
        needs.formUnion(source.needs)
        isWhole = isWhole || source.isAskedWhole
        if !source.selection.isWhole { selections.append(source.selection) }
    }

    /// Cells are numbered from 0, the newest.
    public var cellCount: Int { edges.count + 1 }

    /// The cells that some window or feature takes.
    public var cells: Range<Int> { isWhole ? 0..<cellCount : 1..<max(1, edges.count) }
}

/// Where the cells of a source stand among those of a row.
struct SourceCells: Sendable {
    /// Index into the plan's signals.
    let signal: Int
    /// Of the mask; 0 where all readings are taken.
    let bit: Int
    let first: Int
    let count: Int

    func takes(_ mask: Int) -> Bool { bit == 0 || mask & bit != 0 }
}
