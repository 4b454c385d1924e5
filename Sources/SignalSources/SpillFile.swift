import Documents
import Glibc

/// A nameless temporary file, of plain columns or of bytes.
///
/// `@unchecked Sendable`: written by one thread until `flush`, and read by any afterwards at places of their own (pread).
final class SpillFile: @unchecked Sendable {
    let descriptor: Int32
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
                .unreadable, file: folder, problem: "has no room for a temporary file: \(words)",
                hint: "give more --memory, or another TMPDIR"))
    }
}
