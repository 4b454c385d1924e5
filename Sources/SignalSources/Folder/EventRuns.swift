import Signals

/// The runs of a source so far: in memory, and on disk where they take more of it than they may.
struct EventRuns {
    let stretches: AccountStretches
    /// Bytes that may be held; nil for all there are.
    private let limit: Int?
    private(set) var held: [EventRun] = []
    private var bytesHeld = 0
    private(set) var spill: EventSpill?
    private let folder: String

    /// - Parameter folder: where what does not fit is kept until the program ends.
    init(_ stretches: AccountStretches, limit: Int? = nil, folder: String) {
        (self.stretches, self.limit, self.folder) = (stretches, limit, folder)
    }

    mutating func append(_ run: EventRun) throws(SourceErrors) {
        held.append(run)
        bytesHeld += run.columns.byteCount
        guard let limit, bytesHeld > limit else { return }
        try spillHeld()
    }

    /// Leaves nothing behind in memory, where anything is on disk.
    mutating func finish() throws(SourceErrors) { if spill != nil { try spillHeld() } }

    private mutating func spillHeld() throws(SourceErrors) {
        if spill == nil { spill = try EventSpill(stretches, folder: folder) }
        try spill?.append(held)
        (held, bytesHeld) = ([], 0)
    }
}

extension EventColumns {
    var byteCount: Int {
        4 * (accounts.count + signals.count + users.count + tags.count)
            + 8 * (occurredAt.count + knownAt.count + values.count)
    }
}
