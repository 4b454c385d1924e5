/// What one pass over a stretch of bytes counts, before anything is parsed.
struct ByteScan: Sendable {
    private(set) var quotes = 0
    private(set) var lineFeeds = 0
    private(set) var hasHighBytes = false
    private(set) var hasNUL = false

    /// Invariant: `range` lies within the bytes behind `base`.
    init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
        var index = range.lowerBound
        // Blocks that a byte-wide counter cannot overflow, so that the loop runs on vectors of bytes.
        while index < range.upperBound {
            let end = min(index + 255 * 32, range.upperBound)
            add(base, index..<end)
            index = end
        }
    }

    private mutating func add(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
        typealias Lanes = SIMD32<UInt8>
        var (quoteLanes, feedLanes, all, zero) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        var index = range.lowerBound
        while index + 32 <= range.upperBound {
            let lanes = UnsafeRawPointer(base + index).loadUnaligned(as: Lanes.self)
            quoteLanes.replace(with: quoteLanes &+ 1, where: lanes .== 0x22)
            feedLanes.replace(with: feedLanes &+ 1, where: lanes .== 0x0A)
            zero.replace(with: 1, where: lanes .== 0)
            all |= lanes
            index += 32
        }
        for lane in 0..<32 {
            quotes += Int(quoteLanes[lane])
            lineFeeds += Int(feedLanes[lane])
        }
        hasHighBytes = hasHighBytes || all.max() >= 0x80
        hasNUL = hasNUL || zero.max() > 0
        while index < range.upperBound {
            addOne(base[index])
            index += 1
        }
    }

    private mutating func addOne(_ byte: UInt8) {
        quotes += byte == 0x22 ? 1 : 0
        lineFeeds += byte == 0x0A ? 1 : 0
        hasHighBytes = hasHighBytes || byte >= 0x80
        hasNUL = hasNUL || byte == 0
    }

    static func lineFeeds(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Int { ByteScan(base, range).lineFeeds }
}

/// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
enum UTF8Check {
    struct Fault: Equatable {
        let offset: Int
        let reason: String
    }

    /// The first byte that does not belong. Invariant: `range` lies within the bytes behind `base`, with padding.
    static func firstFault(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Fault? {
        var index = range.lowerBound
        while index < range.upperBound {
            if base.word(at: index) & 0x8080_8080_8080_8080 == 0 {
                index += 8
            } else if base[index] < 0x80 {
                index += 1
            } else {
                let length = sequenceLength(base, index, range.upperBound)
                if length == 0 { return Fault(offset: index, reason: reason(base, index)) }
                index += length
            }
        }
        return nil
    }

    /// The bytes of the sequence that begins here, 0 where it is malformed.
    private static func sequenceLength(_ base: UnsafePointer<UInt8>, _ index: Int, _ end: Int) -> Int {
        let (first, second) = (base[index], base[index + 1])
        let (length, allowed): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0x80...0xBF)
            }
        guard length > 0, index + length <= end, allowed.contains(second) else { return 0 }
        for place in 2..<max(2, length) where base[index + place] & 0xC0 != 0x80 { return 0 }
        return length
    }

    private static func reason(_ base: UnsafePointer<UInt8>, _ index: Int) -> String {
        let (first, second) = (base[index], base[index + 1])
        if first == 0xC0 || first == 0xC1 || (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90) {
            return "overlong form"
        }
        if first == 0xED, second >= 0xA0 { return "a surrogate" }
        return "byte 0x" + String(first, radix: 16, uppercase: true)
    }
}
