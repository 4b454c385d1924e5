/// Numbers as text, written into bytes: what `JSON.text(of:)` gives, without a text in between.
public enum DecimalText {
    /// The shortest digits that read back as the same bits; whole numbers below 1e15 without a point. A number that is
    /// none gives nothing.
    public static func append(_ value: Double, to bytes: inout [UInt8]) {
        if value.bitPattern == 0 { return bytes.append(UInt8(ascii: "0")) }
        guard value.isFinite else { return }
        // Through integers: without newer instructions than every processor has, rounding is a call.
        if abs(value) < 1e15, Double(Int(value)) == value, !(value == 0 && value.sign == .minus) {
            append(Int(value), to: &bytes)
        } else if let tenThousandths = tenThousandths(value) {
            appendFraction(tenThousandths, isNegative: value < 0, to: &bytes)
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
    }

    /// Appends a whole number in decimal digits.
    public static func append(_ value: Int, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        appendDigits(value.magnitude, atLeast: 1, to: &bytes)
    }

    /// n where `value` is the number nearest to n / 10 000, of at most 15 digits: no other decimal that short has the same
    /// bits, so its digits are the shortest. Amounts and shares mostly are such numbers.
    private static func tenThousandths(_ value: Double) -> UInt? {
        let magnitude = abs(value)
        guard magnitude >= 0.001, magnitude < 1e11 else { return nil }
        let scaled = UInt(magnitude * 10_000 + 0.5)
        return Double(scaled) / 10_000 == magnitude ? scaled : nil
    }

    private static func appendFraction(_ tenThousandths: UInt, isNegative: Bool, to bytes: inout [UInt8]) {
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = tenThousandths.quotientAndRemainder(dividingBy: 10_000)
        appendDigits(whole, atLeast: 1, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        var (digits, count) = (fraction, 4)
        while digits % 10 == 0 { (digits, count) = (digits / 10, count - 1) }
        appendDigits(digits, atLeast: count, to: &bytes)
    }

    /// Four digits a step, by divisors that the compiler knows.
    private static func appendDigits(_ value: UInt, atLeast least: Int, to bytes: inout [UInt8]) {
        if value < 10, least == 1 { return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
        let (upper, lower) = value.quotientAndRemainder(dividingBy: 10_000)
        if upper > 0 { appendDigits(upper, atLeast: max(1, least - 4), to: &bytes) }
        let least = upper > 0 ? 4 : least
        func append(_ digit: UInt) { bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)) }
        if least > 3 || lower >= 1000 { append(lower / 1000) }
        if least > 2 || lower >= 100 { append(lower / 100 % 10) }
        if least > 1 || lower >= 10 { append(lower / 10 % 10) }
        append(lower % 10)
    }
}
