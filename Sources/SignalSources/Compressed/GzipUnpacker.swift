import CZlib

/// gzip (RFC 1952), one member or several, by zlib, which checks the sum of each.
struct GzipUnpacker: Unpacker {
    func unpack(
        _ input: InputBytes, _ take: ([UInt8]) throws(SourceErrors) -> Void
    ) throws(SourceErrors) {
        var stream = z_stream()
        // Window bits of 15, and 16 for the gzip format alone.
        var status = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw CompressedInput.error(input, "gzip cannot be read: zlib \(status)") }
        defer { inflateEnd(&stream) }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        var position = 0
        while true {
            if stream.avail_in == 0 {
                let count = min(input.count - position, 1 << 26)
                // Invariant: the input lives through this call; zlib reads `count` bytes and writes none of them.
                stream.next_in = UnsafeMutablePointer(mutating: input.base + position)
                stream.avail_in = uInt(count)
                position += count
            }
            if status == Z_STREAM_END, inflateReset(&stream) != Z_OK { break }
            let capacity = block.count
            status = block.withUnsafeMutableBufferPointer { buffer in
                // Invariant: zlib writes at most `avail_out` bytes, the buffer's.
                (stream.next_out, stream.avail_out) = (buffer.baseAddress!, uInt(capacity))
                return inflate(&stream, Z_NO_FLUSH)
            }
            let made = capacity - Int(stream.avail_out)
            if made > 0 { try take(Array(block[..<made])) }
            if status == Z_STREAM_END, stream.avail_in == 0, position == input.count { return }
            guard status == Z_OK || status == Z_STREAM_END || (status == Z_BUF_ERROR && made > 0) else { break }
            if status == Z_OK, made == 0, stream.avail_in == 0, position == input.count { break }
        }
        throw CompressedInput.error(input, GzipUnpacker.problem(status, stream))
    }

    private static func problem(_ status: Int32, _ stream: z_stream) -> String {
        guard status == Z_DATA_ERROR else { return "the gzip data end early" }
        // Invariant: zlib's message is a constant text.
        let words = stream.msg.map { String(cString: $0) } ?? "damaged"
        return words == "incorrect data check"
            ? "the gzip checksum does not match: the file is damaged" : "the gzip data are damaged (\(words))"
    }
}
