/// The 128 leading bits of 5^q for q in -342...308, as the algorithm of Eisel and Lemire needs them ("Number parsing at
/// a gigabyte per second", 2021): truncated for q >= 0; for q < 0 the reciprocal, rounded up. Computed once, exactly,
/// in big-integer arithmetic, instead of being a table of 1302 literals.
enum PowersOfFive {
    static let smallest = -342
    static let largest = 308

    /// High and low word of each power, in order of q. Never freed, and not written after this.
    nonisolated(unsafe) static let words: UnsafePointer<UInt64> = {
        let count = 2 * (largest - smallest + 1)
        let words = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
        for (index, power) in (reciprocals() + powers()).enumerated() {
            // Invariant: there are as many powers as exponents, so the last index is count - 1.
            (words + 2 * index).initialize(to: UInt64(truncatingIfNeeded: power >> 64))
            (words + 2 * index + 1).initialize(to: UInt64(truncatingIfNeeded: power))
        }
        return UnsafePointer(words)
    }()

    /// 5^0 ... 5^308.
    private static func powers() -> [UInt128] {
        var value: [UInt64] = [1]
        return (0...largest).map { exponent in
            if exponent > 0 { multiplyByFive(&value) }
            return leadingBits(value)
        }
    }

    /// 5^-342 ... 5^-1. floor(2^1920 / 5^n) comes from n divisions by 5, and its leading bits are those of any smaller
    /// power of two divided by 5^n.
    private static func reciprocals() -> [UInt128] {
        var value = [UInt64](repeating: 0, count: 31)
        value[30] = 1
        let rounded: [UInt128] = (1...(-smallest)).map { _ in
            divideByFive(&value)
            return leadingBits(value) + 1
        }
        return rounded.reversed()
    }

    /// Little-endian words.
    private static func multiplyByFive(_ value: inout [UInt64]) {
        var carry: UInt128 = 0
        for index in value.indices {
            carry += UInt128(value[index]) * 5
            value[index] = UInt64(truncatingIfNeeded: carry)
            carry >>= 64
        }
        if carry > 0 { value.append(UInt64(carry)) }
    }

    private static func divideByFive(_ value: inout [UInt64]) {
        var remainder: UInt64 = 0
        for index in value.indices.reversed() {
            (value[index], remainder) = UInt64(5).dividingFullWidth((remainder, value[index]))
        }
    }

    /// The 128 bits from the highest set bit on; zeros follow where the value is shorter. Precondition: it is not 0.
    private static func leadingBits(_ value: [UInt64]) -> UInt128 {
        let top = value.lastIndex { $0 != 0 }!
        func word(_ index: Int) -> UInt128 { index >= 0 ? UInt128(value[index]) : 0 }
        let shift = UInt128(value[top].leadingZeroBitCount)
        let two = word(top) << 64 | word(top - 1)
        return shift == 0 ? two : two << shift | word(top - 2) >> (64 - shift)
    }
}
