import Glibc

/// A compressed input, unpacked piece by piece into a nameless file that is then mapped like any other: memory does not grow
/// with it, and what is read afterwards is read at the speed of a plain file.
enum CompressedInput {
    /// Tables shrink to a fifth or a twentieth, at the very best to a hundredth. What unpacks to more is a bomb, or empty.
    static let largestRatio = 250
    /// So much is unpacked whatever the ratio.
    static let unquestioned = 64 << 20

    /// The input as it is, or unpacked where its first bytes say gzip or zstd.
    /// - Throws: `SourceErrors`: data that end early or are damaged, more than 250 times as long as the file, no room.
    static func plain(_ input: InputBytes) throws(SourceErrors) -> InputBytes {
        let head = input.bytes(0..<min(4, input.count))
        let unpacker: any Unpacker
        if head.starts(with: [0x1F, 0x8B]) {
            unpacker = GzipUnpacker()
        } else if head == [0x28, 0xB5, 0x2F, 0xFD] {
            unpacker = ZstdUnpacker()
        } else {
            return input
        }
        let file = try room(beside: input.path)
        var written = 0
        try unpacker.unpack(input) { piece throws(SourceErrors) in
            written += piece.count
            guard written <= unquestioned || written / largestRatio <= input.count else {
                throw error(input, "unpacks to more than \(largestRatio) times its size: a bomb?")
            }
            try file.append(piece)
        }
        try file.flush()
        try input.checkUnchanged()
        return try InputBytes(mapping: file.descriptor, size: written, of: input)
    }

    static func error(_ input: InputBytes, _ problem: String) -> SourceErrors {
        SourceErrors(SourceError(file: input.path, problem: problem))
    }

    /// In the input's own folder, which is on a disk that holds such files; in /tmp where that cannot be written.
    private static func room(beside path: String) throws(SourceErrors) -> SpillFile {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if let file = try? SpillFile(folder: folder) { return file }
        return try SpillFile(folder: "/tmp")
    }
}

/// A format of compressed data.
protocol Unpacker {
    /// Gives the plain bytes, piece by piece.
    func unpack(
        _ input: InputBytes, _ take: ([UInt8]) throws(SourceErrors) -> Void
    ) throws(SourceErrors)
}
