import Glibc

/// The bytes of one input, mapped or held, followed by at least `padding` zero bytes that may be read.
///
/// `@unchecked Sendable`: the bytes are written only by `init` and by the kernel; all else reads them.
package final class InputBytes: @unchecked Sendable {
    /// Words of eight bytes are loaded at any index up to `count`.
    static let padding = 64

    package let path: String
    package let count: Int
    let base: UnsafePointer<UInt8>
    private let mapping: (start: UnsafeMutableRawPointer, length: Int)?
    private let stamp: InputStamp?

    /// Bytes that are already in memory.
    package init(_ bytes: [UInt8], path: String) {
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + InputBytes.padding)
        // Invariant: the copy has room for all bytes and the padding.
        bytes.withUnsafeBufferPointer { if let start = $0.baseAddress { copy.update(from: start, count: bytes.count) } }
        (copy + bytes.count).initialize(repeating: 0, count: InputBytes.padding)
        (self.path, count, base, mapping, stamp) = (path, bytes.count, UnsafePointer(copy), nil, nil)
    }

    /// Maps an open regular file. The file lies over a longer anonymous mapping, so that the bytes behind its end are
    /// zeros that may be read, whatever its size is.
    convenience init(mapping descriptor: Int32, stamp: InputStamp, path: String) throws(SourceErrors) {
        try self.init(mapping: descriptor, size: stamp.size, stamp: stamp, path: path)
    }

    /// Maps the plain bytes of a compressed input, whose file they stand for.
    convenience init(mapping descriptor: Int32, size: Int, of input: InputBytes) throws(SourceErrors) {
        try self.init(mapping: descriptor, size: size, stamp: input.stamp, path: input.path)
    }

    private init(mapping descriptor: Int32, size: Int, stamp: InputStamp?, path: String) throws(SourceErrors) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let length = (size + InputBytes.padding + page - 1) / page * page
        let reserved = mmap(nil, length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start = reserved, start != MAP_FAILED else { throw InputFile.failure(path, errno) }
        // Invariant: the fixed mapping lies within the one reserved above.
        if size > 0, mmap(start, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) == MAP_FAILED {
            let code = errno
            munmap(start, length)
            throw InputFile.failure(path, code)
        }
        madvise(start, length, MADV_SEQUENTIAL)
        (self.path, count, self.stamp, mapping) = (path, size, stamp, (start, length))
        base = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
    }

    deinit {
        if let mapping { munmap(mapping.start, mapping.length) } else { base.deallocate() }
    }

    /// Brings the pages of bytes that are about to be read into the mapping at once rather than one by one.
    func prepare(_ range: Range<Int>) {
        guard let mapping else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = range.lowerBound / page * page
        // MADV_POPULATE_READ (Linux 5.14). Invariant: pages inside the mapping; where it is refused, faults do it.
        madvise(mapping.start + first, min(range.upperBound, count) - first, 22)
    }

    /// Hands the pages of bytes that are done with back to the system; they may still be read again.
    func release(_ range: Range<Int>) {
        guard let mapping else { return }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let (first, end) = ((range.lowerBound + page - 1) / page * page, range.upperBound / page * page)
        // Invariant: whole pages inside the mapping.
        if end > first { madvise(mapping.start + first, end - first, MADV_DONTNEED) }
    }

    /// An error where the file has changed since it was opened: what was read would be a mixture.
    func checkUnchanged() throws(SourceErrors) {
        guard let stamp, InputStamp(path: path) != stamp else { return }
        throw SourceErrors(SourceError(file: path, problem: "the file changed while it was read"))
    }

    package func bytes(_ range: Range<Int>) -> [UInt8] {
        // Invariant: callers hand over ranges within 0..<count.
        Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes(range), as: UTF8.self) }
}

/// What tells one state of a file from another.
struct InputStamp: Equatable {
    let size: Int
    private let device: UInt
    private let inode: UInt
    private let modified: Int
    private let modifiedNanoseconds: Int

    init(_ status: stat) {
        (size, device, inode) = (Int(status.st_size), UInt(status.st_dev), UInt(status.st_ino))
        (modified, modifiedNanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    init?(path: String) {
        var status = stat()
        // Invariant: the string lives through the call; `status` is only written by it.
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}
