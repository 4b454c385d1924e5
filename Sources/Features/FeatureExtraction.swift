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
    public func extract(_ history: SignalHistory, at anchors: [Anchor], threads: Int? = nil) -> FeatureTable {
        var leftOut = LeftOut()
        var admitted: [Anchor] = []
        for anchor in anchors where leftOut.admits(anchor, of: history) { admitted.append(anchor) }
        return extract(history, admitted: admitted, leftOut: leftOut, threads: threads)
    }

    /// A row for every anchor.
    func extract(
        _ history: SignalHistory, admitted: [Anchor], leftOut: LeftOut = LeftOut(), threads: Int? = nil
    ) -> FeatureTable {
        let extraction = Extraction(set: self, history: history, anchors: admitted)
        let parts = extraction.run(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let columns = features.indices.map { feature in
            FrameColumn(features[feature].name, Extraction.joined(parts.map { $0[feature] }))
        }
        return FeatureTable(
            features: features, rows: admitted.map { FeatureRow($0, of: history) },
            frame: Frame(columns: columns, rowCount: admitted.count), leftOut: leftOut)
    }
}

/// A set's names resolved against a history. Each thread has its own, with references of its own: else threads spend their
/// time on taking turns to count references.
private struct Worker {
    let plan: FeaturePlan
    let evaluators: [FeatureEvaluator]

    init(_ set: FeatureSet, _ history: SignalHistory) {
        var plan = FeaturePlan(history: history.unshared())
        evaluators = set.evaluators(&plan)
        self.plan = plan
    }

    func known(_ anchor: Anchor) -> KnownHistory {
        plan.history.known(
            account: anchor.account, asOf: anchor.cutoff, renewal: anchor.renewal, alongside: anchor.alongside)
    }
}

/// The evaluation of a set over rows, chunk by chunk.
private struct Extraction: Sendable {
    let set: FeatureSet
    let history: SignalHistory
    let anchors: [Anchor]

    /// One chunk of one feature.
    enum Part: Sendable {
        case numbers([Double])
        case levels([String?])
    }

    static let chunkRows = 512

    var chunkCount: Int { (anchors.count + Extraction.chunkRows - 1) / Extraction.chunkRows }

    /// The parts of every chunk, in order; the chunks are handed out to whichever thread is free.
    func run(threads: Int) -> [[Part]] {
        let next = Atomic(0)
        let finished = Mutex([Int: [Part]]())
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, chunkCount))) { _ in
            let worker = Worker(set, history)
            while true {
                let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard chunk < chunkCount else { return }
                let parts = evaluate(chunk, worker)
                finished.withLock { $0[chunk] = parts }
            }
        }
        let byChunk = finished.withLock(\.self)
        // No row at all still needs a part of each kind.
        return chunkCount == 0
            ? [set.features.map { $0.isCategory ? .levels([]) : .numbers([]) }] : (0..<chunkCount).map { byChunk[$0]! }
    }

    private func evaluate(_ chunk: Int, _ worker: Worker) -> [Part] {
        let evaluators = worker.evaluators
        let rows = anchors[(chunk * Extraction.chunkRows)..<min(anchors.count, (chunk + 1) * Extraction.chunkRows)]
        var numbers = evaluators.map { _ in [Double]() }
        var levels = evaluators.map { _ in [String?]() }
        for feature in evaluators.indices {
            if case .number = evaluators[feature] { numbers[feature].reserveCapacity(rows.count) }
        }
        var evidence = Evidence(worker.plan, worker.known(rows.first!))
        for (index, anchor) in rows.enumerated() {
            if index > 0 { evidence.load(worker.known(anchor)) }
            for feature in evaluators.indices {
                switch evaluators[feature] {
                case .number(let body): numbers[feature].append(body(evidence))
                case .category(let body): levels[feature].append(body(evidence))
                }
            }
        }
        return evaluators.indices.map { feature in
            if case .number = evaluators[feature] { .numbers(numbers[feature]) } else { .levels(levels[feature]) }
        }
    }

    /// One column of its chunks. Levels are sorted by bytes, so that they do not depend on the order of the rows.
    static func joined(_ parts: [Part]) -> FrameValues {
        var numbers: [Double] = []
        var texts: [String?] = []
        for part in parts {
            switch part {
            case .numbers(let values): numbers += values
            case .levels(let values): texts += values
            }
        }
        guard case .levels? = parts.first else { return .numbers(numbers) }
        let present = Set(texts.compactMap { $0.map(ByteText.init) })
        let levels = present.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        let codes = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
        return .categories(
            Categories(
                codes: texts.map { $0.map { codes[ByteText($0)]! } ?? Categories.missing }, levels: levels.map(\.text)))
    }
}
