/// What one pass over a stretch of bytes counts, before anything is parsed.
struct ByteScan: Sendable {
    private(set) var quotes = 0
    private(set) var lineFeeds = 0
    private(set) var hasHighBytes = false
    private(set) var hasNUL = false

    /// Invariant: `range` lies within the bytes behind `base`.
    init(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            // As many bytes as a byte-wide counter can count, so that the loop becomes one over vectors of bytes.
            let end = min(index + 255, range.upperBound)
            addBlock(base + index, end - index)
            index = end
        }
    }

    @inline(__always)
    private mutating func addBlock(_ block: UnsafePointer<UInt8>, _ count: Int) {
        var (quoteCount, feedCount, zeroCount, all): (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        for index in 0..<count {
            let byte = block[index]
            quoteCount &+= byte == 0x22 ? 1 : 0
            feedCount &+= byte == 0x0A ? 1 : 0
            zeroCount &+= byte == 0 ? 1 : 0
            all |= byte
        }
        quotes += Int(quoteCount)
        lineFeeds += Int(feedCount)
        hasNUL = hasNUL || zeroCount > 0
        hasHighBytes = hasHighBytes || all >= 0x80
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
