/// Decimal text to the nearest Double (ties to even), bit for bit what `Double(String)` gives, independent of the
/// locale: Clinger's exact case, then the algorithm of Eisel and Lemire, then the standard library for the rare rest.
struct DecimalParser {
    private let powersOfFive = PowersOfFive.words

    /// Reads `[+-] digits [. digits] [e [+-] digits]` at `start`. nil where there is no number; else the value
    /// (infinite where it is out of range) and the index behind it.
    ///
    /// Invariant of the loads: `base` has eight readable bytes behind every byte of the text, and the text ends in a
    /// byte that no number holds (`InputBytes.padding`).
    @inline(__always)
    func parse(_ base: UnsafePointer<UInt8>, at start: Int) -> (value: Double, end: Int)? {
        var index = start
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative || base[index] == UInt8(ascii: "+") { index += 1 }
        let digitsStart = index
        var mantissa: UInt64 = 0
        DecimalParser.takeDigits(base, &index, &mantissa)
        var digitCount = index - digitsStart
        var exponent = 0
        if base[index] == UInt8(ascii: ".") {
            index += 1
            let fractionStart = index
            DecimalParser.takeEightDigits(base, &index, &mantissa)
            DecimalParser.takeDigits(base, &index, &mantissa)
            exponent = fractionStart - index
            digitCount -= exponent
        }
        guard digitCount > 0 else { return nil }
        if base[index] | 0x20 == UInt8(ascii: "e") {
            guard let written = DecimalParser.exponent(base, &index) else { return nil }
            exponent += written
        }
        if digitCount > 19, DecimalParser.significantDigits(base, digitsStart, digitCount) > 19 {
            return (DecimalParser.slow(base, start..<index), index)
        }
        let magnitude = value(mantissa, exponent) ?? DecimalParser.slow(base, start..<index).magnitude
        return (isNegative ? -magnitude : magnitude, index)
    }

    /// mantissa · 10^exponent; nil where the product of 128 bits does not decide the rounding.
    @inline(__always)
    private func value(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            // Both are exact, so the one operation rounds once (Clinger).
            let exact = Double(mantissa)
            return exponent < 0
                ? exact / DecimalParser.exactPowers[-exponent] : exact * DecimalParser.exactPowers[exponent]
        }
        return eiselLemire(mantissa, exponent)
    }

    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    private func eiselLemire(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        if mantissa == 0 || exponent < PowersOfFive.smallest { return 0 }
        if exponent > PowersOfFive.largest { return .infinity }
        let zeros = mantissa.leadingZeroBitCount
        let normalised = mantissa << UInt64(zeros)
        let (high, low) = product(normalised, exponent)
        if low == .max, !(-27...55).contains(exponent) { return nil }
        let upper = Int(high >> 63)
        var bits = high >> UInt64(upper + 9)
        // floor(exponent · log2 10) + 63, biased by 1023.
        var power = ((217_706 * exponent) >> 16) + 63 + upper - zeros + 1023
        if power <= 0 { return DecimalParser.subnormal(bits, power) }
        let isHalfway = low <= 1 && exponent >= -4 && exponent <= 23 && bits & 3 == 1
        if isHalfway, bits << UInt64(upper + 9) == high { bits &= ~1 }
        bits = (bits + (bits & 1)) >> 1
        if bits >= 2 << 52 {
            bits = 1 << 52
            power += 1
        }
        if power >= 0x7FF { return .infinity }
        return Double(bitPattern: UInt64(power) << 52 | bits & ~(1 << 52))
    }

    private static func subnormal(_ bits: UInt64, _ power: Int) -> Double {
        if 1 - power >= 64 { return 0 }
        let shifted = bits >> UInt64(1 - power)
        let rounded = (shifted + (shifted & 1)) >> 1
        // A carry into bit 52 is the smallest normal number, whose pattern this is too.
        return Double(bitPattern: rounded)
    }

    /// The upper 128 bits of `normalised` · 5^exponent.
    private func product(_ normalised: UInt64, _ exponent: Int) -> (high: UInt64, low: UInt64) {
        // Invariant: callers keep the exponent within the table.
        let power = powersOfFive + 2 * (exponent - PowersOfFive.smallest)
        var (high, low) = normalised.multipliedFullWidth(by: power[0])
        if high & 0x1FF == 0x1FF {
            let second = normalised.multipliedFullWidth(by: power[1]).high
            low &+= second
            if second > low { high += 1 }
        }
        return (high, low)
    }

    /// Digits without leading zeros, which leave the mantissa as it is.
    private static func significantDigits(_ base: UnsafePointer<UInt8>, _ start: Int, _ count: Int) -> Int {
        var (index, count) = (start, count)
        while base[index] == UInt8(ascii: "0") || base[index] == UInt8(ascii: ".") {
            count -= base[index] == UInt8(ascii: "0") ? 1 : 0
            index += 1
        }
        return count
    }

    /// More digits than a word holds, or an undecided rounding: rare, so the standard library may take its time.
    @inline(never)
    private static func slow(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Double {
        let text = String(
            decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count), as: UTF8.self)
        return Double(text) ?? .nan
    }

    @inline(__always)
    private static func takeDigits(_ base: UnsafePointer<UInt8>, _ index: inout Int, _ mantissa: inout UInt64) {
        var digit = base[index] &- 0x30
        while digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            index += 1
            digit = base[index] &- 0x30
        }
    }

    /// Eight digits a step, in one word (Lemire, "Quickly parsing eight digits").
    @inline(__always)
    private static func takeEightDigits(_ base: UnsafePointer<UInt8>, _ index: inout Int, _ mantissa: inout UInt64) {
        while true {
            var word = base.word(at: index)
            let isDigits =
                (word & 0xF0F0_F0F0_F0F0_F0F0) | (((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4)
            guard isDigits == 0x3333_3333_3333_3333 else { return }
            word &-= 0x3030_3030_3030_3030
            word = (word &* 10) &+ (word >> 8)
            let tens = (word & 0x0000_00FF_0000_00FF) &* (100 &+ (1_000_000 << 32))
            let ones = ((word >> 16) & 0x0000_00FF_0000_00FF) &* (1 &+ (10_000 << 32))
            mantissa = mantissa &* 100_000_000 &+ ((tens &+ ones) >> 32)
            index += 8
        }
    }

    /// The digits behind an `e`; held at 99 999, which is out of range for any mantissa that fits a field.
    private static func exponent(_ base: UnsafePointer<UInt8>, _ index: inout Int) -> Int? {
        index += 1
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative || base[index] == UInt8(ascii: "+") { index += 1 }
        let start = index
        var value = 0
        while base[index] &- 0x30 < 10 {
            value = min(99_999, value * 10 + Int(base[index] &- 0x30))
            index += 1
        }
        guard index > start else { return nil }
        return isNegative ? -value : value
    }
}

extension UnsafePointer<UInt8> {
    /// Eight bytes, the first in the lowest place. Invariant: `index + 8` readable bytes (`InputBytes.padding`).
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(self + index).loadUnaligned(as: UInt64.self))
    }
}
