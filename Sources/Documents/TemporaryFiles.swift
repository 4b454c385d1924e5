import Glibc
import Synchronization

/// The temporary files that this process has open, and those that others left.
enum TemporaryFiles {
    private struct Register {
        var paths: Set<String> = []
        var count = 0
    }

    private static let register = Mutex(Register())

    private static let mark = ".tmp-"

    /// A new file beside the target, locked while it is open; the descriptor is negative where the system refuses, and
    /// `errno` says why.
    static func open(beside path: String) -> (path: String, descriptor: Int32) {
        let name = register.withLock { register in
            register.count += 1
            let name = "\(path)\(mark)\(getpid())-\(register.count)"
            register.paths.insert(name)
            return name
        }
        // Invariant: the string lives through the call. Never through a link, never over a file that is there.
        let descriptor = unsafe Glibc.open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        if descriptor < 0 {
            let code = errno
            forget(name)
            errno = code
        } else {
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
        }
        return (name, descriptor)
    }

    /// The file has been renamed.
    static func forget(_ path: String) { register.withLock { _ = $0.paths.remove(path) } }

    /// Removes the file unless it has been renamed.
    static func remove(_ path: String) {
        let isOurs = register.withLock { $0.paths.remove(path) != nil }
        // Invariant: the string lives through the call.
        if isOurs { _ = unsafe unlink(path) }
    }

    static func removeAll() {
        let paths = register.withLock { $0.paths }
        for path in paths { remove(path) }
    }

    /// Removes what runs that were killed left beside the target: temporary files of processes that are no more and
    /// that nobody holds locked.
    static func sweep(beside path: String) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "./"
        let prefix = String(path[(slash.map(path.index(after:)) ?? path.startIndex)...]) + mark
        for name in names(in: folder) where name.hasPrefix(prefix) {
            guard let process = owner(of: name.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            removeUnlocked(folder + name)
        }
    }

    /// The process whose number begins the ending `PID-COUNT`.
    private static func owner(of ending: Substring) -> pid_t? {
        let parts = ending.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, Int(parts[1]) != nil else { return nil }
        return pid_t(parts[0]).flatMap { $0 > 1 ? $0 : nil }
    }

    private static func removeUnlocked(_ path: String) {
        // Invariant: the string lives through both calls.
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { _ = unsafe unlink(path) }
        _ = close(descriptor)
    }

    private static func names(in folder: String) -> [String] {
        // Invariant: the handle is valid until it is closed at the end of this function; an entry is valid until the next
        // is read, and its name, which ends in a zero byte, is copied at once.
        guard let handle = unsafe opendir(folder) else { return [] }
        defer { _ = unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let length = Int(unsafe entry.pointee.d_reclen)
            unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: length) {
                    unsafe names.append(String(cString: $0))
                }
            }
        }
        return names
    }
}

/// What stands where an output is to go.
enum OutputTarget {
    /// Nothing, or a regular file with these permissions.
    case file(mode: mode_t?)
    /// A pipe or a device.
    case stream

    /// Errors: a folder, a symbolic link to a file or to nothing.
    init(_ path: String) throws(OutputError) {
        var status = stat()
        // Invariant: the string lives through both calls; `status` is only written by them.
        if unsafe stat(path, &status) == 0 {
            switch status.st_mode & S_IFMT {
            case S_IFDIR: throw OutputError(path: path, code: EISDIR)
            case S_IFREG: break
            default:
                self = .stream
                return
            }
        }
        guard unsafe lstat(path, &status) == 0 else {
            self = .file(mode: nil)
            return
        }
        if status.st_mode & S_IFMT == S_IFLNK { throw OutputError(path: path, code: ELOOP) }
        self = .file(mode: status.st_mode & 0o777)
    }
}
