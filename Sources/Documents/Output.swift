import Glibc

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
    /// The target, as it was given.
    public let path: String
    /// The system's `errno`.
    public let code: Int32

    /// A target that could not be written, and the system's `errno`.
    public init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    public var description: String {
        // Invariant: strerror returns a C string that is valid until the next call; it is copied at once.
        code == ELOOP
            ? "\(path): is a symbolic link, which would be replaced (name the file itself)"
            : "\(path): cannot write: \(unsafe String(cString: strerror(code)))"
    }
}
