/// Room for one text with zeros behind it, as the parsers of `CSV/` want it: a driver promises no byte behind a text.
///
/// Used by one thread.
final class PaddedText {
    private var room: UnsafeMutableRawBufferPointer = .allocate(byteCount: 256, alignment: 8)

    deinit { room.deallocate() }

    /// The text, copied, until the next is. At least 16 zeros stand behind it.
    func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8> {
        if bytes.count + 16 > room.count {
            room.deallocate()
            room = .allocate(byteCount: 2 * bytes.count + 64, alignment: 8)
        }
        // Invariant: the room is longer than the text by 16 bytes.
        room.copyMemory(from: UnsafeRawBufferPointer(bytes))
        let start = room.baseAddress!
        (start + bytes.count).initializeMemory(as: UInt8.self, repeating: 0, count: 16)
        return UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
    }
}
