import Documents
import Tables

/// Numbers texts by first appearance, wherever their bytes lie.
final class TextIntake {
    let dictionary = TextDictionary()
    private let padded = PaddedText()

    func code(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 { dictionary.code(padded.copy(bytes), bytes.count) }

    func code(_ text: String) -> Int32 {
        var text = text
        return text.withUTF8 { code($0) }
    }

    /// Numbers the text of a row, perhaps later, with others.
    /// - Parameter end: up to where may be read; nil where nothing is known.
    @inline(__always)
    func store(
        _ bytes: UnsafeBufferPointer<UInt8>, _ row: Int, upTo end: UnsafePointer<UInt8>?, in pending: PendingTexts
    ) {
        // Invariant of `PendingTexts`: the text stays where it is until it is settled, with eight readable bytes behind it.
        if let end, let start = bytes.baseAddress, end - start >= bytes.count + 8 {
            pending.store(.init(text: start, length: bytes.count, row: row))
        } else {
            pending.storeNow(.init(text: padded.copy(bytes), length: bytes.count, row: row))
        }
    }
}

extension ArrowColumn {
    /// Each row's text by the numbers of `intake`; -1 where null, and where blank if `dropsBlanks`. Numbers, dates and
    /// instants as a CSV would have them. nil where the type has no text.
    /// - Parameter fault: called with the first row whose bytes are no UTF-8.
    func codes(_ intake: TextIntake, dropsBlanks: Bool, fault: (_ row: Int) -> Void) -> [Int32]? {
        var codes = [Int32](repeating: -1, count: rowCount)
        switch field.type {
        case .null: return codes
        case .other: return nil
        case .text, .textView: addTexts(intake, dropsBlanks, &codes, fault)
        default:
            for row in 0..<rowCount { if let text = text(at: row) { codes[row] = intake.code(text) } }
        }
        return codes
    }

    private func addTexts(
        _ intake: TextIntake, _ dropsBlanks: Bool, _ codes: inout [Int32], _ fault: (_ row: Int) -> Void
    ) {
        let (known, end) = (intake.dictionary.count, textEnd)
        codes.withUnsafeMutableBufferPointer { codes in
            guard let start = codes.baseAddress else { return }
            // Invariant: codes and batch live until all texts are settled.
            let pending = PendingTexts(intake.dictionary, codes: start)
            forEachText { row, bytes in
                if dropsBlanks, bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return }
                intake.store(bytes, row, upTo: end, in: pending)
            }
            pending.settle()
        }
        // A text is looked at once, when it is new.
        for code in known..<intake.dictionary.count where !intake.dictionary.isText(code) {
            if let row = codes.firstIndex(of: Int32(code)) { fault(row) }
        }
    }

    /// The text of one row, as a CSV would have it; nil where null, and where the type has no text.
    func text(at row: Int) -> String? {
        if isNull(row) { return nil }
        switch field.type {
        case .null, .other: return nil
        case .text, .textView: return textOnly(row)
        case .bool: return one(row).bools()[0] ? "true" : "false"
        case .integer: return integers(row).map(String.init) ?? String(values(UInt64.self)[row])
        case .float: return JSON.text(of: one(row).floats()[0])
        case .decimal(_, let scale): return DecimalText.text(one(row).decimalDigits()[0], scale: scale)
        case .day32, .day64: return dayNumber(row).map { ArrowTime.text(day: $0) }
        case .timestamp(let perSecond, let hasZone):
            return ArrowTime(count: integers(row) ?? 0, perSecond: perSecond).text + (hasZone ? "Z" : "")
        }
    }

    private func integers(_ row: Int) -> Int64? { one(row).integers()?[0] }

    private func dayNumber(_ row: Int) -> Int64? {
        integers(row).map { field.type == .day64 ? ArrowTime.floorDivision($0, 86_400_000).quotient : $0 }
    }

    private func textOnly(_ row: Int) -> String? {
        var text: String?
        one(row).forEachText { _, bytes in text = String(decoding: bytes, as: UTF8.self) }
        return text
    }
}

/// Decimals are whole numbers with a point.
package enum DecimalText {
    package static func text(_ digits: Int128, scale: Int) -> String {
        guard scale > 0 else { return String(digits) }
        let all = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - all.count)) + all
        var fraction = padded.suffix(scale)
        while fraction.last == "0" { fraction.removeLast() }
        return (digits < 0 ? "-" : "") + padded.dropLast(scale) + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The nearest Double: exact where both digits and power of ten are, else by the text.
    package static func value(_ digits: Int128, scale: Int) -> Double {
        if digits.magnitude < 1 << 53, scale <= 22 { return Double(Int64(digits)) / powers[scale] }
        return Double(text(digits, scale: scale)) ?? .nan
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}

/// An instant or a clock's time as a count since 1970.
struct ArrowTime {
    let days: Int64
    /// Nanoseconds of the day.
    let nanoseconds: Int64

    init(count: Int64, perSecond: Int64) {
        let (days, rest) = ArrowTime.floorDivision(count, 86_400 * perSecond)
        self.days = days
        nanoseconds = rest * (1_000_000_000 / perSecond)
    }

    /// Whether it lies in the years that a calendar's day has here, 1 to 9999.
    var isInCalendar: Bool { ArrowTime.calendar.contains(days) }

    static let calendar =
        Int64(Day(year: 1, month: 1, day: 1)!.number)...Int64(Day(year: 9999, month: 12, day: 31)!.number)

    /// `2024-01-31T12:30:00.5`, without a zone; beyond the calendar the number of the day.
    var text: String {
        let seconds = nanoseconds / 1_000_000_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
        var clock = "T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        let rest = nanoseconds % 1_000_000_000
        if rest > 0 {
            var digits = String(String(rest + 1_000_000_000).dropFirst())
            while digits.hasSuffix("0") { digits.removeLast() }
            clock += "." + digits
        }
        return ArrowTime.text(day: days) + clock
    }

    static func text(day: Int64) -> String {
        calendar.contains(day) ? Day(number: Int32(day)).description : "day \(day) since 1970"
    }

    static func floorDivision(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
