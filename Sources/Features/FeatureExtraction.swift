import Foundation
import Signals
import Synchronization
import Tables

extension FeatureSet {
    /// Evaluates every feature at every anchor, in the order of the anchors. Anchors whose outcome was already known, whose
    /// contract had not begun or whose account was lost make no row; `leftOut` counts them.
    ///
    /// Rows are parted over `threads` threads (all cores by default) in fixed chunks, so not one bit depends on how many
    /// there are.
    /// - Parameter history: everything that customers left behind.
    /// - Parameter anchors: the rows to make.
    /// - Parameter threads: how many run at once, by default one a processor; the result is the same.
    /// - Parameter peers: whom accounts are compared with; where it is nil, the accounts of `history`. A run over a part of
    ///   the accounts needs the panel of all.
    public func extract(
        _ history: SignalHistory, at anchors: [Anchor], threads: Int? = nil, peers: PeerPanel? = nil
    ) -> FeatureTable {
        FeatureExtraction(self, of: history, at: anchors, threads: threads, peers: peers).table
    }
}

/// The extraction of many rows, a few chunks at a time, for tables that need not be held whole.
public struct FeatureExtraction: Sendable {
    /// The anchors that made no row.
    public let leftOut: LeftOut
    let anchors: [Anchor]
    private let set: FeatureSet
    private let history: SignalHistory
    private let workers: [Worker]
    private let cells: CellTable?

    static let chunkRows = 512
    /// Chunks of a wave: enough that threads seldom wait for the last one.
    private static let chunksPerThread = 16

    /// Resolves names and drops the anchors that make no row.
    /// - Parameters:
    ///   - set: the features to make.
    ///   - history: everything that customers left behind.
    ///   - anchors: the rows to make.
    ///   - threads: all cores where nil.
    ///   - peers: whom accounts are compared with; where it is nil, the accounts of `history`.
    public init(
        _ set: FeatureSet, of history: SignalHistory, at anchors: [Anchor], threads: Int? = nil, peers: PeerPanel? = nil
    ) {
        let (admitted, leftOut) = LeftOut.admitted(anchors, of: history)
        self.init(set, of: history, admitted: admitted, leftOut: leftOut, threads: threads, peers: peers)
    }

    /// Finishes features whose readings were reduced elsewhere: a row for each of the plan's anchors.
    /// - Parameters:
    ///   - set: the features to make.
    ///   - history: with the readings of the plan's `rawSignals`, and the first known ones (`CellPlan.firstSignal`).
    ///   - plan: of the same features and history.
    ///   - cells: everything that the plan asks for, sealed.
    ///   - threads: all cores where nil.
    ///   - peers: whom accounts are compared with; where it is nil, the accounts of `history`.
    public init(
        _ set: FeatureSet, of history: SignalHistory, plan: CellPlan, cells: CellTable, threads: Int? = nil,
        peers: PeerPanel? = nil
    ) {
        self.init(
            set, of: history, admitted: plan.anchors, leftOut: plan.leftOut, threads: threads, peers: peers,
            cells: (plan, cells))
    }

    /// A row for every anchor.
    init(
        _ set: FeatureSet, of history: SignalHistory, admitted: [Anchor], leftOut: LeftOut, threads: Int? = nil,
        peers: PeerPanel? = nil, cells: (plan: CellPlan, table: CellTable)? = nil
    ) {
        (self.set, self.history, self.anchors, self.leftOut) = (set, history, admitted, leftOut)
        self.cells = cells?.table
        let chunkCount = FeatureExtraction.chunkCount(rows: admitted.count)
        let wanted = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let peers = peers ?? PeerPanel(history)
        workers = (0..<max(1, min(wanted, chunkCount))).map { _ in Worker(set, history, peers, cells?.plan) }
    }

    /// How many rows it makes.
    public var rowCount: Int { anchors.count }

    /// In how many chunks so many rows are made.
    public static func chunkCount(rows: Int) -> Int { (rows + chunkRows - 1) / chunkRows }

    /// All rows as one table.
    public var table: FeatureTable {
        var columns = set.features.map { $0.isCategory ? Part.levels([]) : .numbers([]) }
        func take(_ parts: [Part]) {
            for feature in columns.indices { columns[feature].append(parts[feature]) }
        }
        run({ _, parts in parts }, consume: take)
        return table(anchors[...], columns)
    }

    /// Makes tables of some rows each, in the order of the anchors.
    /// - Parameters:
    ///   - transform: what is made of each table, on all threads.
    ///   - consume: takes the results in order, on the calling thread.
    public func forEachChunk<Output: Sendable, Failure: Error>(
        _ transform: @escaping @Sendable (FeatureTable) -> Output, consume: (Output) throws(Failure) -> Void
    ) throws(Failure) {
        try run({ transform(table($0, $1)) }, consume: consume)
    }

    func run<Output: Sendable, Failure: Error>(
        _ transform: @escaping @Sendable (ArraySlice<Anchor>, [Part]) -> Output,
        consume: (Output) throws(Failure) -> Void
    ) throws(Failure) {
        let chunkCount = FeatureExtraction.chunkCount(rows: anchors.count)
        let wave = FeatureExtraction.chunksPerThread * workers.count
        var made = outputs(0..<min(chunkCount, wave), transform)
        for start in stride(from: wave, to: chunkCount + wave, by: wave) {
            // The next wave is made while this one is taken.
            let next = start..<max(start, min(chunkCount, start + wave))
            let making = Making { outputs(next, transform) }
            do throws(Failure) {
                for output in made { try consume(output) }
            } catch {
                _ = making.finish()
                throw error
            }
            made = making.finish()
        }
    }

    /// What is made of some chunks, in order; they are handed out to whichever thread is free.
    private func outputs<Output: Sendable>(
        _ chunks: Range<Int>, _ transform: @Sendable (ArraySlice<Anchor>, [Part]) -> Output
    ) -> [Output] {
        let next = Atomic(chunks.lowerBound)
        let finished = Mutex([Int: Output]())
        DispatchQueue.concurrentPerform(iterations: workers.count) { worker in
            while true {
                let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard chunk < chunks.upperBound else { return }
                let rows = rows(of: chunk)
                let output = transform(rows, workers[worker].evaluate(rows, cells))
                finished.withLock { $0[chunk] = output }
            }
        }
        let byChunk = finished.withLock(\.self)
        return chunks.map { byChunk[$0]! }
    }

    private func rows(of chunk: Int) -> ArraySlice<Anchor> {
        let start = chunk * FeatureExtraction.chunkRows
        return anchors[start..<min(anchors.count, start + FeatureExtraction.chunkRows)]
    }

    func table(_ anchors: ArraySlice<Anchor>, _ parts: [Part]) -> FeatureTable {
        let columns = zip(set.features, parts).map { FrameColumn($0.name, $1.values) }
        return FeatureTable(
            features: set.features, rows: anchors.map { FeatureRow($0, of: history) },
            frame: Frame(columns: columns, rowCount: anchors.count), leftOut: leftOut)
    }
}

/// Some rows of one feature.
enum Part: Sendable {
    case numbers([Double])
    case levels([String?])

    mutating func append(_ other: Part) {
        switch (self, other) {
        case (.numbers(var values), .numbers(let more)):
            self = .numbers([])
            values += more
            self = .numbers(values)
        case (.levels(var texts), .levels(let more)):
            self = .levels([])
            texts += more
            self = .levels(texts)
        default: preconditionFailure("parts of one feature are of one sort")
        }
    }

    /// Levels are sorted by bytes, so that they do not depend on the order of the rows.
    var values: FrameValues {
        switch self {
        case .numbers(let values): return .numbers(values)
        case .levels(let texts):
            let present = Set(texts.compactMap { $0.map(ByteText.init) })
            let levels = present.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
            let codes = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
            let rows = texts.map { $0.map { codes[ByteText($0)]! } ?? Categories.missing }
            return .categories(Categories(codes: rows, levels: levels.map(\.text)))
        }
    }
}

/// Writes the numbers of a row, each to its place.
private typealias NumberMaker = @Sendable (Evidence, inout [Double]) -> Void

/// A set's names resolved against a history. Each thread has its own, with references of its own: else threads spend their
/// time on taking turns to count references.
private struct Worker: Sendable {
    private let history: SignalHistory
    private let layout: EvidenceLayout
    /// Makes all numbers of a row.
    private let numbers: NumberMaker
    private let numberCount: Int
    private let categories: [@Sendable (Evidence) -> String?]
    /// By feature: which of the numbers or of the categories it is.
    private let places: [Place]

    private enum Place {
        case number(Int)
        case category(Int)
    }

    init(_ set: FeatureSet, _ history: SignalHistory, _ peers: PeerPanel, _ cells: CellPlan?) {
        var plan = FeaturePlan(history: history.unshared(), peers: peers)
        var numbers: [@Sendable (Evidence) -> Double] = []
        var categories: [@Sendable (Evidence) -> String?] = []
        var places: [Place] = []
        for evaluator in set.evaluators(&plan) {
            switch evaluator {
            case .number(let body):
                places.append(.number(numbers.count))
                numbers.append(body)
            case .category(let body):
                places.append(.category(categories.count))
                categories.append(body)
            }
        }
        (self.history, layout) = (plan.history, EvidenceLayout(plan, cells: cells))
        (self.categories, self.places) = (categories, places)
        (self.numbers, numberCount) = (Worker.fused(numbers, 0..<numbers.count), numbers.count)
    }

    /// One closure out of many: an element of an array is counted for each call, what a closure holds is not.
    private static func fused(_ bodies: [@Sendable (Evidence) -> Double], _ range: Range<Int>) -> NumberMaker {
        guard let first = range.first else { return { _, _ in } }
        if range.count == 1 {
            let body = bodies[first]
            return { evidence, values in values[first] = body(evidence) }
        }
        let middle = (range.lowerBound + range.upperBound) / 2
        let left = fused(bodies, range.lowerBound..<middle)
        let right = fused(bodies, middle..<range.upperBound)
        return { evidence, values in
            left(evidence, &values)
            right(evidence, &values)
        }
    }

    private func known(_ anchor: Anchor) -> KnownHistory {
        history.known(
            account: anchor.account, asOf: anchor.cutoff, renewal: anchor.renewal, alongside: anchor.alongside)
    }

    /// Every feature of some rows.
    func evaluate(_ rows: ArraySlice<Anchor>, _ cells: CellTable?) -> [Part] {
        let count = rows.count
        var values = [Double](repeating: 0, count: count * numberCount)
        var rowValues = [Double](repeating: 0, count: numberCount)
        var levels = categories.map { _ in [String?]() }
        for (row, anchor) in rows.enumerated() {
            let evidence = Evidence(layout, known(anchor), cells: cells?.row(rows.startIndex + row, layout.cells))
            numbers(evidence, &rowValues)
            for feature in 0..<numberCount { values[feature * count + row] = rowValues[feature] }
            for feature in categories.indices { levels[feature].append(categories[feature](evidence)) }
        }
        return places.map { place in
            switch place {
            case .number(let feature): .numbers(Array(values[(feature * count)..<((feature + 1) * count)]))
            case .category(let feature): .levels(levels[feature])
            }
        }
    }
}
