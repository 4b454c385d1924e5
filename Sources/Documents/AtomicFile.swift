import Dispatch
import Glibc

/// A file that is written whole or not at all: bytes go to a temporary file beside the target, which is flushed to disk
/// and renamed over the target by `commit()`. A value that goes out of scope uncommitted leaves the old file as it was
/// and removes the temporary one.
public struct AtomicFile: ~Copyable {
    public let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isCommitted = false
    private var unsynced = 0
    /// Syncs that are under way.
    private let syncs = DispatchGroup()

    /// Opens the temporary file, so that a folder that cannot be written is found before the work is done.
    public init(path: String) throws(OutputError) {
        let temporaryPath = "\(path).tmp-\(getpid())"
        descriptor = try AtomicFile.open(temporaryPath, beside: path)
        self.path = path
        self.temporaryPath = temporaryPath
    }

    private static func open(_ temporaryPath: String, beside path: String) throws(OutputError) -> Int32 {
        var status = stat()
        // Invariant: `path` is a valid C string for the call; `status` is only written by it.
        if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw OutputError(path: path, code: EISDIR)
        }
        // Invariant: the string lives through the call; the result is checked.
        let descriptor = unsafe Glibc.open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw OutputError(path: path, code: errno) }
        return descriptor
    }

    public mutating func write(_ text: String) throws(OutputError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count > 1 << 20 { try flush() }
    }

    public mutating func write(_ bytes: [UInt8]) throws(OutputError) {
        if bytes.count >= 1 << 18 {
            // Long enough to go out as it is.
            try flush()
            try writeAll(bytes, to: descriptor, path: path)
            syncAside(bytes.count)
            return
        }
        buffer.append(contentsOf: bytes)
        if buffer.count > 1 << 20 { try flush() }
    }

    /// Flushes, syncs, renames over the target and syncs the folder.
    public mutating func commit() throws(OutputError) {
        try flush()
        syncs.wait()
        guard fsync(descriptor) == 0 else { throw OutputError(path: path, code: errno) }
        // Invariant: both strings live through the call.
        guard unsafe rename(temporaryPath, path) == 0 else { throw OutputError(path: path, code: errno) }
        isCommitted = true
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        // Invariant: the string lives through the call. A folder that cannot be synced does not undo the rename.
        let folderDescriptor = unsafe Glibc.open(folder, O_RDONLY | O_CLOEXEC)
        if folderDescriptor >= 0 {
            _ = fsync(folderDescriptor)
            _ = close(folderDescriptor)
        }
    }

    deinit {
        syncs.wait()
        _ = close(descriptor)
        // Invariant: the string lives through the call.
        if !isCommitted { _ = unsafe unlink(temporaryPath) }
    }

    /// Lets a long file go to disk while it is written, so that `commit` has less to wait for; what fails here fails there.
    private mutating func syncAside(_ count: Int) {
        unsynced += count
        guard unsynced > 32 << 20, syncs.wait(timeout: .now()) == .success else { return }
        unsynced = 0
        DispatchQueue.global(qos: .utility).async(group: syncs) { [descriptor] in _ = fdatasync(descriptor) }
    }

    private mutating func flush() throws(OutputError) {
        try writeAll(buffer, to: descriptor, path: path)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes one text as a whole file.
    public static func write(_ text: String, to path: String) throws(OutputError) {
        var file = try AtomicFile(path: path)
        try file.write(text)
        try file.commit()
    }
}

/// Writes all bytes to an open descriptor; a full disk or a closed reader is an error, never a short file.
public func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(OutputError) {
    var written = 0
    while written < bytes.count {
        // Invariant: the slice lies within `bytes`, which lives through the call.
        let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 {
            if errno == EINTR { continue }
            throw OutputError(path: path, code: errno)
        }
        written += count
    }
}

/// A file that could not be written; `code` is the system's errno.
public struct OutputError: Error, Equatable, Sendable, CustomStringConvertible {
    public let path: String
    public let code: Int32

    public init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    public var description: String {
        // Invariant: strerror returns a C string that is valid until the next call; it is copied at once.
        "\(path): cannot write: \(unsafe String(cString: strerror(code)))"
    }
}
