/// Texts of one column, numbered in order of first appearance. Two texts are one only where all bytes are equal.
///
/// Owns its memory: `arena` holds the bytes of each distinct text one behind the other, then eight bytes of padding.
final class TextDictionary: @unchecked Sendable {
    /// `@unchecked Sendable`: one thread fills a dictionary, and others read it only after that thread has ended.
    private(set) var count = 0
    private var ends: [Int] = [0]
    private var arena: UnsafeMutablePointer<UInt8>
    private var arenaCapacity: Int
    /// Open addressing: upper half the hash, lower half the number + 1; 0 is free. The size is a power of two.
    private var slots: [UInt64]
    private let seed: UInt64

    /// A random seed keeps crafted files from making all texts collide. Numbers do not depend on it.
    private static let processSeed = UInt64.random(in: .min ... .max)

    init() {
        arenaCapacity = 4096
        arena = .allocate(capacity: arenaCapacity)
        arena.initialize(repeating: 0, count: arenaCapacity)
        slots = [UInt64](repeating: 0, count: 64)
        seed = TextDictionary.processSeed
    }

    deinit { arena.deallocate() }

    /// The number of a text. Invariant: eight readable bytes behind the text.
    func code(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
        let hash = hash(text, length)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        let tag = hash & 0xFFFF_FFFF_0000_0000
        while true {
            let entry = slots[slot]
            if entry == 0 { break }
            if entry & 0xFFFF_FFFF_0000_0000 == tag {
                let code = Int(entry & 0xFFFF_FFFF) - 1
                if matches(code, text, length) { return Int32(truncatingIfNeeded: code) }
            }
            slot = (slot + 1) & mask
        }
        slots[slot] = tag | UInt64(count + 1)
        append(text, length)
        if count * 2 > slots.count { grow() }
        return Int32(truncatingIfNeeded: count - 1)
    }

    private func matches(_ code: Int, _ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let start = ends[code]
        guard ends[code + 1] - start == length else { return false }
        let mine = UnsafePointer(arena + start)
        var index = 0
        while index + 8 <= length {
            if mine.word(at: index) != text.word(at: index) { return false }
            index += 8
        }
        return (mine.word(at: index) ^ text.word(at: index)) & TextDictionary.mask(length - index) == 0
    }

    /// The lowest `bytes` bytes of a word; `bytes` is below eight.
    @inline(__always)
    private static func mask(_ bytes: Int) -> UInt64 { (1 << UInt64(bytes * 8)) &- 1 }

    private func hash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
            let product = a.multipliedFullWidth(by: b)
            return product.high ^ product.low
        }
        var state = seed ^ UInt64(truncatingIfNeeded: length)
        var index = 0
        while index + 8 <= length {
            state = mix(state ^ text.word(at: index), 0x9E37_79B9_7F4A_7C15)
            index += 8
        }
        return mix(state ^ (text.word(at: index) & TextDictionary.mask(length - index)), 0xE703_7ED1_A0B4_28DB)
    }

    private func append(_ text: UnsafePointer<UInt8>, _ length: Int) {
        let start = ends[count]
        if start + length + 8 > arenaCapacity {
            let capacity = max(arenaCapacity * 2, start + length + 8)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            // Invariant: the new block is longer than the old one, all of which is initialised.
            larger.update(from: arena, count: start)
            (larger + start).initialize(repeating: 0, count: capacity - start)
            arena.deallocate()
            (arena, arenaCapacity) = (larger, capacity)
        }
        (arena + start).update(from: text, count: length)
        ends.append(start + length)
        count += 1
    }

    private func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for code in 0..<count {
            let hash = hash(UnsafePointer(arena + ends[code]), ends[code + 1] - ends[code])
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(code + 1)
        }
    }

    /// Takes in the texts of another part in their order; the result maps its numbers to the ones here.
    func merge(_ other: TextDictionary) -> [Int32] {
        (0..<other.count).map { code(UnsafePointer(other.arena + other.ends[$0]), other.ends[$0 + 1] - other.ends[$0]) }
    }

    /// All texts by number. Their bytes were checked to be UTF-8.
    func texts() -> [String] {
        (0..<count).map {
            String(
                decoding: UnsafeBufferPointer(start: arena + ends[$0], count: ends[$0 + 1] - ends[$0]), as: UTF8.self)
        }
    }
}
