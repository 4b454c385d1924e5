import Documents
import Glibc
import Signals

/// Readings on disk, by stretches of accounts: one nameless temporary file that vanishes with its last user, whatever
/// ends the program.
///
/// Layout: for each batch, stretch by stretch, whole columns one behind the other (accounts, signals, occurred_at, values,
/// then known_at, users and tags where the batch has them), in the byte order of the machine.
struct EventSpill: Sendable {
    private let file: SpillFile
    private let stretches: AccountStretches
    private var batches: [Batch] = []

    private struct Batch: Sendable {
        let shape: EventShape
        /// Where each stretch begins, and how many rows it has.
        var offsets: [Int] = []
        var rows: [Int] = []
    }

    init(_ stretches: AccountStretches, folder: String) throws(SourceErrors) {
        file = try SpillFile(folder: folder)
        self.stretches = stretches
    }

    /// Rows of all batches in a stretch.
    func rowCount(of stretch: Int) -> Int { batches.reduce(0) { $0 + $1.rows[stretch] } }

    mutating func append(_ runs: [EventRun]) throws(SourceErrors) {
        var batch = Batch(shape: EventShape(runs))
        for stretch in 0..<stretches.count {
            let columns = EventColumns(runs, stretch: stretch, batch.shape)
            batch.offsets.append(file.count)
            batch.rows.append(columns.count)
            try file.append(columns.accounts)
            try file.append(columns.signals)
            try file.append(columns.occurredAt)
            try file.append(columns.values)
            try file.append(columns.knownAt)
            try file.append(columns.users)
            try file.append(columns.tags)
        }
        try file.flush()
        batches.append(batch)
    }

    /// The readings of some stretches: one run a batch, in the order in which they came.
    func runs(_ part: Range<Int>) throws(SourceErrors) -> [EventRun] {
        var runs: [EventRun] = []
        for batch in batches { runs.append(try run(batch, part)) }
        return runs
    }

    private func run(_ batch: Batch, _ part: Range<Int>) throws(SourceErrors) -> EventRun {
        var columns = EventColumns()
        var starts = [Int](repeating: 0, count: part.lowerBound + 1)
        for stretch in part {
            let count = batch.rows[stretch]
            var offset = batch.offsets[stretch]
            columns.accounts += try file.read(at: &offset, count) as [Int32]
            columns.signals += try file.read(at: &offset, count) as [Int32]
            columns.occurredAt += try file.read(at: &offset, count) as [Int64]
            columns.values += try file.read(at: &offset, count) as [Double]
            if batch.shape.hasKnownAt { columns.knownAt += try file.read(at: &offset, count) as [Int64] }
            if batch.shape.hasUsers { columns.users += try file.read(at: &offset, count) as [Int32] }
            if batch.shape.hasTags { columns.tags += try file.read(at: &offset, count) as [Int32] }
            starts.append(columns.count)
        }
        return EventRun(columns: columns, starts: starts)
    }
}
