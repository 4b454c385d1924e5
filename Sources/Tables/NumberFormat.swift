import Foundation

/// How people read the numbers of a column. Exports keep full precision whatever the format.
public enum NumberFormat: Sendable, Equatable {
    /// As it is, left-aligned.
    case text
    /// Thousands parted by thin groups, no decimals.
    case grouped
    /// A fixed number of decimals.
    case decimals(Int)
    /// The value times 100 with a per-cent sign.
    case percent(Int)
    /// Three decimals; `<0.001` below, never 0.000.
    case pValue
    /// Significant digits, for magnitudes that vary.
    case significant(Int)

    /// What stands where there is no number.
    public static let missing = "-"

    /// A cell as people read it.
    public func text(_ cell: Table.Cell) -> String {
        switch cell {
        case .text(let value): value
        case .missing: NumberFormat.missing
        case .series(let values): Sparkline.text(values)
        case .integer(let value): self == .text || self == .grouped ? NumberFormat.grouped(value) : text(Double(value))
        case .number(let value): text(value)
        }
    }

    /// A number as people read it.
    public func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? NumberFormat.missing : (value < 0 ? "-inf" : "inf") }
        switch self {
        case .text: return "\(value)"
        case .grouped: return abs(value) < 9e15 ? NumberFormat.grouped(Int(value.rounded())) : "\(value)"
        case .decimals(let digits): return NumberFormat.fixed(value, digits)
        case .percent(let digits): return NumberFormat.fixed(100 * value, digits) + "%"
        case .pValue: return value < 0.001 ? "<0.001" : NumberFormat.fixed(value, 3)
        case .significant(let digits): return NumberFormat.significant(value, digits)
        }
    }

    /// Numbers are set to the right, texts to the left.
    public var isRightAligned: Bool { self != .text }

    /// Independent of the locale; a value that rounds to zero loses its sign.
    public static func fixed(_ value: Double, _ digits: Int) -> String {
        let text = String(format: "%.\(digits)f", locale: nil, value)
        let isZero = text.utf8.allSatisfy {
            $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// Groups of three parted by a blank: 63 740 112.
    public static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var out = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out += " " }
            out.append(digit)
        }
        return out
    }

    private static func significant(_ value: Double, _ digits: Int) -> String {
        guard value != 0 else { return "0" }
        let exponent = Int(log10(abs(value)).rounded(.down))
        if exponent >= 6 || exponent < -4 { return String(format: "%.\(max(0, digits - 1))e", locale: nil, value) }
        return fixed(value, max(0, digits - 1 - exponent))
    }
}
