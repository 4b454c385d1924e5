import Bellwether
import Foundation
import Synchronization

/// Features on their way from the source to a CSV, a few rows at a time: memory does not grow with the number of rows, and
/// readings beyond the budget wait on disk.
struct FeatureExport {
    let output: OutputOptions
    /// Of the whole program; nil for all there is.
    let memory: ByteSize?

    /// Below this, pieces of the file and what sorts them would not fit.
    static let leastMemory = 256 << 20

    /// What was written: rows, features, and anchors that made none.
    struct Summary {
        var rows = 0
        var features = 0
        var leftOut = 0
        fileprivate var chunks = 0
    }

    func run(_ data: DataOptions, anchors: (SignalHistory) throws -> [Anchor]) throws -> Summary {
        let progress = Eta(Progress(quiet: output.quiet))
        defer { progress.done() }
        let budget = MemoryBudget(bytes: memory?.bytes ?? .max / 2, folder: FileManager.default.temporaryDirectory.path)
        let portfolio = try output.verbosity.step("read") {
            try data.partedPortfolio(budget) { progress.show("reading events", $0) }
        }
        // The file is opened before the work is done, so that a folder that cannot be written is found early.
        var sink = try CSVSink(output.output)
        return try output.verbosity.step("extracted") {
            let summary = try write(portfolio, anchors(portfolio.history.base), to: &sink, progress)
            try sink.commit()
            return summary
        }
    }

    /// Writes features whose readings stayed where they are.
    func write(_ extraction: FeatureExtraction, of portfolio: PushedPortfolio) throws {
        let hasIDs = portfolio.history.renewals.contains { $0.id != nil }
        let layout = FeatureCSV(portfolio.features.features, keys: FeatureTable.keys(hasIDs: hasIDs))
        var sink = try CSVSink(output.output)
        try sink.write(layout.header)
        try extraction.forEachChunk(layout.rows) { text in try sink.write(text) }
        try sink.commit()
    }

    private func write(
        _ portfolio: PartedPortfolio, _ anchors: [Anchor], to sink: inout CSVSink, _ progress: Eta
    ) throws -> Summary {
        let features = portfolio.features
        let hasIDs = portfolio.history.base.renewals.contains { $0.id != nil }
        let layout = FeatureCSV(features.features, keys: FeatureTable.keys(hasIDs: hasIDs))
        var summary = Summary(features: features.features.count)
        try sink.write(layout.header)
        let peers = try panel(portfolio)
        let chunkCount = FeatureExtraction.chunkCount(rows: anchors.count)
        var done = 0
        for (part, accounts) in portfolio.history.parts.enumerated() {
            let mine = anchors[done...].prefix { accounts.contains($0.account) }
            let extraction = FeatureExtraction(
                features, of: try portfolio.history.history(part), at: Array(mine), peers: peers)
            try extraction.forEachChunk(layout.rows) { text in
                try sink.write(text)
                summary.chunks += 1
                progress.show("extracting rows", Double(summary.chunks) / Double(max(1, chunkCount)))
            }
            done += mine.count
            summary.rows += extraction.rowCount
            summary.leftOut += extraction.leftOut.count
        }
        return summary
    }
}

extension FeatureExport {
    /// Whom accounts are compared with, where the parts do not hold them; nil where no feature asks for it.
    private func panel(_ portfolio: PartedPortfolio) throws -> PeerPanel? {
        let isAsked = portfolio.features.features.contains(where: \.looksAtOthers)
        guard isAsked, portfolio.history.parts.count > 1 else { return nil }
        let members = PeerPanel.members(among: portfolio.history.base.accounts.map(\.id))
        return PeerPanel(try portfolio.history.history(of: Set(members)))
    }
}

/// Where a long CSV goes: a file that is whole or not at all, or standard output.
private struct CSVSink: ~Copyable {
    private var file: AtomicFile?

    init(_ path: String?) throws(OutputError) {
        file = if let path, path != "-" { try AtomicFile(path: path) } else { nil }
    }

    mutating func write(_ bytes: [UInt8]) throws(OutputError) {
        if file != nil { try file!.write(bytes) } else { try StandardOutput.write(bytes) }
    }

    mutating func commit() throws(OutputError) { try file?.commit() }
}

/// Progress with the time that is left, as far as the pace so far tells.
final class Eta: Sendable {
    private let progress: Progress
    private let state = Mutex((words: "", start: ContinuousClock.now, shown: ContinuousClock.now))

    init(_ progress: Progress) { self.progress = progress }

    /// Shows a share of a step at most five times a second.
    func show(_ words: String, _ share: Double) {
        guard progress.isShown else { return }
        let line = state.withLock { state -> String? in
            let now = ContinuousClock.now
            if state.words != words { state = (words, now, now - .seconds(1)) }
            guard now - state.shown > .milliseconds(200) else { return nil }
            state.shown = now
            let seconds = (now - state.start) / .seconds(1)
            let left = share > 0.01 && seconds > 1 ? ", \(Eta.duration(seconds * (1 - share) / share)) left" : ""
            return "\(words): \(NumberFormat.percent(0).text(share))\(left)"
        }
        if let line { progress.step(line) }
    }

    func done() { progress.done() }

    /// `40 s`, `3 min`.
    static func duration(_ seconds: Double) -> String {
        seconds < 90 ? "\(NumberFormat.fixed(seconds, 0)) s" : "\(NumberFormat.fixed(seconds / 60, 0)) min"
    }
}
