import Glibc

/// Opens what is read. `-` is standard input. Only regular files and streams are taken: a folder or a device is an
/// error before a byte is read, so `/dev/zero` never hangs the program.
public enum InputFile {
    /// Small documents (YAML, JSON) may be this long: 64 MiB.
    public static let documentLimit = 64 << 20
    /// What a stream may hold that must be read whole: 8 GiB.
    public static let streamLimit = 8 << 30

    /// All bytes of a small document. Errors: no such file or a folder (`notFound`), not readable (`noPermission`),
    /// longer than `limit` (`badData`).
    public static func bytes(_ path: String, limit: Int = documentLimit) throws(SourceErrors) -> [UInt8] {
        try checkRegular(path)
        let input = try open(path, limit: limit)
        let bytes = input.bytes(0..<input.count)
        try input.checkUnchanged()
        return bytes
    }

    /// Whether a file (not a folder) stands there. What cannot be looked at counts as there: to open it tells why, while an
    /// optional table that was passed over would be missed by nobody.
    public static func exists(_ path: String) -> Bool {
        var status = stat()
        // Invariant: the string lives through the call; `status` is only written by it.
        if path == "-" { return true }
        guard stat(path, &status) == 0 else { return errno != ENOENT && errno != ENOTDIR }
        return status.st_mode & S_IFMT != S_IFDIR
    }

    /// The bytes of a regular file; 0 where there is none, and of what has no size, such as a stream.
    static func size(_ path: String) -> Int {
        var status = stat()
        // Invariant: as above.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0 }
        return Int(status.st_size)
    }

    /// Whether two paths lead to one regular file that is there.
    public static func isSame(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        // Invariant: the strings live through the calls, which write only the two values.
        guard stat(path, &first) == 0, stat(other, &second) == 0, first.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Whether a folder stands there.
    public static func isFolder(_ path: String) -> Bool {
        var status = stat()
        // Invariant: as above.
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// A document is a file or standard input: a pipe would be waited for, a device never ends.
    private static func checkRegular(_ path: String) throws(SourceErrors) {
        var status = stat()
        // Invariant: as above.
        guard path != "-", !path.utf8.contains(0), stat(path, &status) == 0 else { return }
        guard [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
            throw SourceErrors(SourceError(.notFound, file: path, problem: "is not a regular file"))
        }
    }

    /// Maps a regular file, or reads a stream to its end.
    package static func open(_ path: String, limit: Int = .max) throws(SourceErrors) -> InputBytes {
        let descriptor = try descriptor(path)
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        let status = try status(of: descriptor, path: path)
        let stamp = InputStamp(status)
        guard stamp.size <= limit else { throw tooLong(path, limit) }
        if status.st_mode & S_IFMT == S_IFREG, descriptor != STDIN_FILENO {
            return try InputBytes(mapping: descriptor, stamp: stamp, path: path)
        }
        return InputBytes(try drain(descriptor, path: path, limit: min(limit, streamLimit)), path: path)
    }

    static func descriptor(_ path: String) throws(SourceErrors) -> Int32 {
        if path == "-" { return STDIN_FILENO }
        guard !path.utf8.contains(0) else { throw failure(path, ENOENT) }
        var status = stat()
        // Invariant: the string lives through both calls. The kind is looked at before opening, which a pipe would
        // block.
        guard stat(path, &status) == 0 else { throw failure(path, errno) }
        if status.st_mode & S_IFMT == S_IFDIR { throw failure(path, EISDIR) }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        return descriptor
    }

    static func status(of descriptor: Int32, path: String) throws(SourceErrors) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO, S_IFSOCK: return status
        case S_IFCHR where descriptor == STDIN_FILENO: return status
        default:
            throw SourceErrors(SourceError(.notFound, file: path, problem: "is not a regular file"))
        }
    }

    private static func drain(_ descriptor: Int32, path: String, limit: Int) throws(SourceErrors) -> [UInt8] {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try read(descriptor, into: &block, path: path)
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[..<count])
            guard bytes.count <= limit else { throw tooLong(path, limit) }
        }
    }

    /// Reads up to a block; 0 at the end.
    static func read(_ descriptor: Int32, into block: inout [UInt8], path: String) throws(SourceErrors) -> Int {
        while true {
            // Invariant: the buffer is `block`'s own and lives through the call.
            let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno != EINTR { throw failure(path, errno) }
        }
    }

    private static func tooLong(_ path: String, _ limit: Int) -> SourceErrors {
        SourceErrors(SourceError(file: path, problem: "is longer than the limit of \(limit >> 20) MiB"))
    }

    /// The system's errno as an error of ours.
    static func failure(_ path: String, _ code: Int32) -> SourceErrors {
        let (kind, problem): (SourceError.Kind, String) =
            switch code {
            case ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP: (.notFound, "no such file")
            case EISDIR: (.notFound, "is a folder, not a file")
            case EACCES, EPERM: (.noPermission, "may not be read (permission denied)")
            // Invariant: strerror returns a C string that is valid until the next call; it is copied at once.
            default: (.unreadable, "cannot be read: \(String(cString: strerror(code)))")
            }
        return SourceErrors(SourceError(kind, file: path, problem: problem))
    }
}
