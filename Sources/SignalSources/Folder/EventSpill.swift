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

/// A nameless temporary file of plain columns.
///
/// `@unchecked Sendable`: written by one thread until `flush`, and read by any afterwards at places of their own (pread).
private final class SpillFile: @unchecked Sendable {
    private let descriptor: Int32
    private let folder: String
    private var buffer: [UInt8] = []
    private var written = 0

    init(folder: String) throws(SourceErrors) {
        var template = Array("\(folder)/bellwether-XXXXXX".utf8CString)
        // Invariant: the array holds a C string that mkstemp may change, and lives through both calls.
        descriptor = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
        if descriptor < 0 { throw SpillFile.failure(folder, errno) }
        _ = template.withUnsafeBufferPointer { unlink($0.baseAddress!) }
        self.folder = folder
    }

    deinit { close(descriptor) }

    /// Bytes so far.
    var count: Int { written + buffer.count }

    func append<Element: BitwiseCopyable>(_ column: [Element]) throws(SourceErrors) {
        // Invariant: elements are plain bits, and the view lives only while it is copied.
        column.withUnsafeBytes { buffer.append(contentsOf: $0) }
        if buffer.count > 4 << 20 { try flush() }
    }

    func flush() throws(SourceErrors) {
        do {
            try writeAll(buffer, to: descriptor, path: folder)
        } catch {
            throw SpillFile.failure(folder, error.code)
        }
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }

    /// A column, and moves behind it. Precondition: `flush` was called after it was written.
    func read<Element: BitwiseCopyable>(at offset: inout Int, _ count: Int) throws(SourceErrors) -> [Element] {
        let bytes = count * MemoryLayout<Element>.stride
        let start = offset
        var failure: Int32 = 0
        let column = [Element](unsafeUninitializedCapacity: count) { block, filled in
            var done = 0
            let raw = UnsafeMutableRawBufferPointer(block)
            // Invariant: reads stay within the block; all of it is written before `filled` says so.
            while done < bytes {
                let got = pread(descriptor, raw.baseAddress! + done, bytes - done, start + done)
                if got < 0, errno == EINTR { continue }
                if got <= 0 {
                    failure = got < 0 ? errno : EIO
                    return
                }
                done += got
            }
            filled = count
        }
        if failure != 0 { throw SpillFile.failure(folder, failure) }
        offset += bytes
        return column
    }

    private static func failure(_ folder: String, _ code: Int32) -> SourceErrors {
        // Invariant: strerror returns a C string that is valid until the next call; it is copied at once.
        let words = String(cString: strerror(code))
        return SourceErrors(
            SourceError(
                .unreadable, file: folder, problem: "has no room for what does not fit into memory: \(words)",
                hint: "give more --memory or another TMPDIR"))
    }
}
