import Dispatch
import Glibc

/// A file that is written whole or not at all: bytes go to a temporary file beside the target, which is flushed to disk
/// and renamed over the target by `commit()`. A value that goes out of scope uncommitted leaves the old file as it was
/// and removes the temporary one; what a killed run left beside the target is removed by the next.
///
/// The target keeps the permissions of the file that it replaces. Pipes and devices cannot be replaced: bytes go straight
/// to them. A symbolic link is refused (`ELOOP`), because the rename would put a file in its place.
public struct AtomicFile: ~Copyable {
    /// The target, as it was given.
    public let path: String
    /// nil where the target is a pipe or a device.
    private let temporaryPath: String?
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var unsynced = 0
    /// Syncs that are under way.
    private let syncs = DispatchGroup()

    /// Opens the temporary file, so that a folder that cannot be written is found before the work is done.
    public init(path: String) throws(OutputError) {
        let (temporary, opened) = try AtomicFile.open(path)
        (self.path, temporaryPath, descriptor) = (path, temporary, opened)
    }

    private static func open(_ path: String) throws(OutputError) -> (String?, Int32) {
        let (temporary, descriptor): (String?, Int32)
        switch try OutputTarget(path) {
        case .stream:
            // Invariant: the string lives through the call; the result is checked.
            (temporary, descriptor) = (nil, unsafe Glibc.open(path, O_WRONLY | O_CLOEXEC))
        case .file(let mode):
            TemporaryFiles.sweep(beside: path)
            (temporary, descriptor) = TemporaryFiles.open(beside: path)
            // Others shall not read what they could not read before.
            if let mode, descriptor >= 0 { _ = fchmod(descriptor, mode) }
        }
        if descriptor < 0 { throw OutputError(path: path, code: errno) }
        return (temporary, descriptor)
    }

    /// Removes the temporary files of this process, for a signal that ends it.
    public static func abandonAll() { TemporaryFiles.removeAll() }

    /// Adds a text, as UTF-8.
    public mutating func write(_ text: String) throws(OutputError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count > 1 << 20 { try flush() }
    }

    /// Adds bytes.
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

    /// Flushes, syncs, closes, renames over the target and syncs the folder.
    public mutating func commit() throws(OutputError) {
        try flush()
        syncs.wait()
        guard let temporaryPath else { return try closeChecked() }
        guard fsync(descriptor) == 0 else { throw OutputError(path: path, code: errno) }
        try closeChecked()
        // Invariant: both strings live through the call.
        guard unsafe rename(temporaryPath, path) == 0 else { throw OutputError(path: path, code: errno) }
        TemporaryFiles.forget(temporaryPath)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        // Invariant: the string lives through the call. A folder that cannot be synced does not undo the rename.
        let folderDescriptor = unsafe Glibc.open(folder, O_RDONLY | O_CLOEXEC)
        if folderDescriptor >= 0 {
            _ = fsync(folderDescriptor)
            _ = close(folderDescriptor)
        }
    }

    /// Some file systems tell only here that the bytes found no room.
    private mutating func closeChecked() throws(OutputError) {
        let status = close(descriptor)
        descriptor = -1
        if status != 0 { throw OutputError(path: path, code: errno) }
    }

    deinit {
        syncs.wait()
        if descriptor >= 0 { _ = close(descriptor) }
        if let temporaryPath { TemporaryFiles.remove(temporaryPath) }
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
