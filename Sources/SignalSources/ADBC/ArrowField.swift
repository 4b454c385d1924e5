import CArrowADBC

/// The type of a column, as far as tables of a portfolio may have it.
enum ArrowType: Equatable, Sendable {
    case null, bool
    case integer(bytes: Int, isSigned: Bool)
    case float(bytes: Int)
    /// A whole number of 16 or 8 or 4 bytes, times 10^-scale.
    case decimal(bytes: Int, scale: Int)
    /// UTF-8 behind offsets of 4 or 8 bytes.
    case text(offsetBytes: Int)
    case textView
    /// Days since 1970.
    case day32
    /// Milliseconds since 1970, whole days.
    case day64
    /// Counts since 1970, so many to the second; of an instant where it has a zone, else of a clock on some wall.
    case timestamp(perSecond: Int64, hasZone: Bool)
    /// One we have no use for, in Arrow's words.
    case other(String)
}

/// A column of a result before its rows.
struct ArrowField: Sendable {
    let name: String
    let type: ArrowType
    /// Of dictionary-encoded columns: the type of the numbers; `type` is that of the values.
    let indices: ArrowType?

    init(_ schema: UnsafePointer<ArrowSchema>) {
        name = schema.pointee.name.map { String(cString: $0) } ?? ""
        let own = ArrowType(String(cString: schema.pointee.format))
        if let dictionary = schema.pointee.dictionary {
            (type, indices) = (ArrowType(String(cString: dictionary.pointee.format)), own)
        } else {
            (type, indices) = (own, nil)
        }
    }
}

extension ArrowType {
    /// By the format string of the Arrow C data interface.
    init(_ format: String) {
        switch format {
        case "n": self = .null
        case "b": self = .bool
        case "c", "s", "i", "l": self = .integer(bytes: ArrowType.width(format), isSigned: true)
        case "C", "S", "I", "L": self = .integer(bytes: ArrowType.width(format.lowercased()), isSigned: false)
        case "e": self = .float(bytes: 2)
        case "f": self = .float(bytes: 4)
        case "g": self = .float(bytes: 8)
        case "u": self = .text(offsetBytes: 4)
        case "U": self = .text(offsetBytes: 8)
        case "vu": self = .textView
        case "tdD": self = .day32
        case "tdm": self = .day64
        default: self = ArrowType.parametric(format)
        }
    }

    private static func width(_ format: String) -> Int { ["c": 1, "s": 2, "i": 4, "l": 8][format]! }

    private static func parametric(_ format: String) -> ArrowType {
        if format.hasPrefix("d:") {
            let parts = format.dropFirst(2).split(separator: ",").map { Int($0) }
            guard parts.count >= 2, let scale = parts[1], (0...38).contains(scale) else { return .other(format) }
            let bits = parts.count > 2 ? parts[2] ?? 0 : 128
            return [32, 64, 128].contains(bits) ? .decimal(bytes: bits / 8, scale: scale) : .other(format)
        }
        let units: [(String, Int64)] = [("tss:", 1), ("tsm:", 1000), ("tsu:", 1_000_000), ("tsn:", 1_000_000_000)]
        for (prefix, perSecond) in units where format.hasPrefix(prefix) {
            return .timestamp(perSecond: perSecond, hasZone: format.utf8.count > 4)
        }
        return .other(format)
    }

    /// For people.
    var words: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "whole number"
        case .float, .decimal: "number"
        case .text, .textView: "text"
        case .day32, .day64: "date"
        case .timestamp(_, let hasZone): hasZone ? "timestamp with time zone" : "timestamp without time zone"
        case .other(let format): "type of Arrow format \"\(format)\""
        }
    }
}
