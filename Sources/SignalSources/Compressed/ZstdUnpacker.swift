import CZstd

/// Zstandard (RFC 8878), one frame or several.
struct ZstdUnpacker: Unpacker {
    func unpack(
        _ input: InputBytes, _ take: ([UInt8]) throws(SourceErrors) -> Void
    ) throws(SourceErrors) {
        guard let stream = ZSTD_createDStream() else { throw CompressedInput.error(input, "no memory to read zstd") }
        defer { ZSTD_freeDStream(stream) }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        // Invariant: the input lives through this call.
        var source = ZSTD_inBuffer(src: input.base, size: input.count, pos: 0)
        var due = 1
        while source.pos < source.size || due > 0 {
            let before = source.pos
            var made = 0
            due = block.withUnsafeMutableBytes { buffer in
                // Invariant: the library writes at most `size` bytes, the buffer's.
                var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
                let due = ZSTD_decompressStream(stream, &target, &source)
                made = target.pos
                return due
            }
            if ZSTD_isError(due) != 0 {
                throw CompressedInput.error(
                    input, "the zstd data are damaged (\(String(cString: ZSTD_getErrorName(due))))")
            }
            if made > 0 { try take(Array(block[..<made])) }
            if made == 0, source.pos == before { throw CompressedInput.error(input, "the zstd data end early") }
        }
    }
}
