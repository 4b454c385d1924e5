import Glibc

/// Texts of one column, numbered in order of first appearance. Two texts are one only where all bytes are equal.
///
/// Owns its memory: `arena` holds the bytes of each distinct text one behind the other, then eight bytes of padding;
/// `slots` is a table of open addressing.
final class TextDictionary: @unchecked Sendable {
    /// `@unchecked Sendable`: one thread fills a dictionary, and others read it only after that thread has ended.
    private(set) var count = 0
    private var ends: [Int] = [0]
    private var arena: UnsafeMutablePointer<UInt8>
    private var arenaCapacity: Int
    private var slots: UnsafeMutablePointer<Slot>
    /// A power of two.
    private var slotCount = 64
    private let seed: UInt64
    /// Keeps the compiler from leaving out loads whose values nobody needs.
    private var touched: UInt64 = 0

    /// A place of the table. Most ids are short, so a text of up to eight bytes is found without leaving the table.
    private struct Slot {
        /// The bytes of a text of up to eight bytes, zeros behind them; the hash of a longer one.
        var key: UInt64 = 0
        /// The length of a short text, `longLength` of a longer one.
        var length: Int32 = 0
        /// The number + 1; 0 is free.
        var code: Int32 = 0
    }

    private static let longLength: Int32 = 9

    /// A random seed keeps crafted files from making all texts collide. Numbers do not depend on it.
    private static let processSeed = UInt64.random(in: .min ... .max)

    init() {
        arenaCapacity = 4096
        arena = .allocate(capacity: arenaCapacity)
        arena.initialize(repeating: 0, count: arenaCapacity)
        slots = TextDictionary.freeSlots(slotCount)
        seed = TextDictionary.processSeed
    }

    deinit {
        arena.deallocate()
        UnsafeMutableRawPointer(slots).deallocate()
    }

    /// Whether a look-up leaves the cache.
    var isLong: Bool { slotCount > 1024 }

    /// The number of a text. Invariant: eight readable bytes behind the text.
    func code(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int32 {
        let (key, hash) = keyed(text, length)
        let shortLength = length <= 8 ? Int32(truncatingIfNeeded: length) : TextDictionary.longLength
        var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
        // Invariant: `slot` is below `slotCount`; at least half of all slots are free, so the walk ends.
        while slots[slot].code != 0 {
            if slots[slot].key == key, slots[slot].length == shortLength {
                let code = slots[slot].code - 1
                if length <= 8 || matches(Int(code), text, length) { return code }
            }
            slot = (slot + 1) & (slotCount - 1)
        }
        append(text, length)
        slots[slot] = Slot(key: key, length: shortLength, code: Int32(truncatingIfNeeded: count))
        if count * 2 > slotCount { grow() }
        return Int32(truncatingIfNeeded: count - 1)
    }

    /// The number of a text of ours.
    func code(_ text: String) -> Int32 {
        var bytes = Array(text.utf8)
        let count = bytes.count
        bytes += [UInt8](repeating: 0, count: 8)
        // Invariant: eight bytes stand behind the text.
        return bytes.withUnsafeBufferPointer { code($0.baseAddress!, count) }
    }

    /// Brings the slots of texts into the cache: loads that wait for nothing but memory, so that many are under way at a time.
    func touch(_ entries: UnsafeBufferPointer<PendingTexts.Entry>) {
        var sink: UInt64 = 0
        for entry in entries {
            let hash = keyed(entry.text, entry.length).hash
            sink &+= slots[Int(truncatingIfNeeded: hash) & (slotCount - 1)].key
        }
        touched = sink
    }

    /// What tells a text in its slot, and where the slot is looked for.
    @inline(__always)
    private func keyed(_ text: UnsafePointer<UInt8>, _ length: Int) -> (key: UInt64, hash: UInt64) {
        if length <= 8 {
            let key = length == 8 ? text.word(at: 0) : text.word(at: 0) & TextDictionary.mask(length)
            return (key, TextDictionary.mix(key ^ seed, 0xE703_7ED1_A0B4_28DB))
        }
        let hash = hash(text, length)
        return (hash, hash)
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

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    private func hash(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        var state = seed ^ UInt64(truncatingIfNeeded: length)
        var index = 0
        while index + 8 <= length {
            state = TextDictionary.mix(state ^ text.word(at: index), 0x9E37_79B9_7F4A_7C15)
            index += 8
        }
        return TextDictionary.mix(
            state ^ (text.word(at: index) & TextDictionary.mask(length - index)), 0xE703_7ED1_A0B4_28DB)
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
        let (old, oldCount) = (slots, slotCount)
        slotCount *= 4
        slots = TextDictionary.freeSlots(slotCount)
        // Invariant: the new table has four times as many places, so each text finds a free one.
        for place in 0..<oldCount where old[place].code != 0 {
            let key = old[place].key
            let hash =
                old[place].length == TextDictionary.longLength
                ? key : TextDictionary.mix(key ^ seed, 0xE703_7ED1_A0B4_28DB)
            var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
            while slots[slot].code != 0 { slot = (slot + 1) & (slotCount - 1) }
            slots[slot] = old[place]
        }
        UnsafeMutableRawPointer(old).deallocate()
    }

    /// A long table stands on huge pages where the system has them: a look-up then waits for the slot, not for its address.
    private static func freeSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        let (bytes, hugePage) = (count * MemoryLayout<Slot>.stride, 2 << 20)
        let isLong = bytes >= hugePage
        let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLong ? hugePage : 64)
        // MADV_HUGEPAGE; where it is refused, pages are small. Invariant: the block begins with a page and is `bytes` long.
        if isLong { madvise(block, bytes, 14) }
        let slots = block.bindMemory(to: Slot.self, capacity: count)
        slots.initialize(repeating: Slot(), count: count)
        return slots
    }

    /// Takes in the texts of another part from its number `first` on, in their order; the result maps its numbers, less
    /// `first`, to the ones here.
    func merge(_ other: TextDictionary, from first: Int = 0) -> [Int32] {
        (first..<other.count).map {
            code(UnsafePointer(other.arena + other.ends[$0]), other.ends[$0 + 1] - other.ends[$0])
        }
    }

    /// Whether the bytes of a number are UTF-8.
    func isText(_ code: Int) -> Bool {
        // Invariant: the arena holds every text up to its end.
        let bytes = UnsafeBufferPointer(start: arena + ends[code], count: ends[code + 1] - ends[code])
        return String(validating: bytes, as: UTF8.self) != nil
    }

    /// The text of a number. Its bytes were checked to be UTF-8.
    func text(_ code: Int) -> String {
        String(
            decoding: UnsafeBufferPointer(start: arena + ends[code], count: ends[code + 1] - ends[code]), as: UTF8.self)
    }

    /// All texts by number.
    func texts() -> [String] { (0..<count).map(text) }

    /// One a column; columns of other kinds share an empty one.
    static func one(perTextColumnOf requests: [CellRequest]) -> [TextDictionary] {
        let unused = TextDictionary()
        return requests.map { $0.kind == .text ? TextDictionary() : unused }
    }
}
