/// A JSON value (RFC 8259) for output. Objects keep the order in which they were built, so the same value is always
/// the same bytes. Doubles print with the fewest digits that read back to the same bits; NaN and infinities, which JSON
/// cannot hold, print as `null`.
public enum JSON: Sendable, Equatable {
    /// Nothing.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number, written without a point.
    case integer(Int)
    /// A number; what is not finite is written as `null`, for which JSON has no other word.
    case number(Double)
    /// A text, escaped where it has to be.
    case string(String)
    /// Values in order.
    case array([JSON])
    /// Members in the order in which they were added.
    case object([Member])

    /// A name and its value; members keep their order.
    public struct Member: Sendable, Equatable {
        /// The key.
        public let name: String
        /// What stands under it.
        public let value: JSON

        /// A key and what stands under it.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// An object from name-value pairs in order.
    public static func members(_ pairs: KeyValuePairs<String, JSON>) -> JSON {
        .object(pairs.map { Member($0.key, $0.value) })
    }

    /// An array of numbers.
    public static func numbers(_ values: [Double]) -> JSON { .array(values.map(JSON.number)) }
    /// An array of texts.
    public static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
    /// The number, or null.
    public static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
    /// The text, or null.
    public static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }

    /// Text of the value. `indented` puts a member or element on a line each, but keeps arrays and objects that hold
    /// only scalars and are short on one line.
    public func text(indented: Bool = true) -> String {
        var out = ""
        write(to: &out, indent: indented ? 0 : nil)
        return out
    }

    private func write(to out: inout String, indent: Int?) {
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .integer(let value): out += String(value)
        case .number(let value): out += JSON.text(of: value)
        case .string(let value): JSON.writeQuoted(value, to: &out)
        case .array(let elements):
            JSON.writeList(elements, open: "[", close: "]", indent: fits ? nil : indent, to: &out) {
                element, out, deeper in
                element.write(to: &out, indent: deeper)
            }
        case .object(let members):
            JSON.writeList(members, open: "{", close: "}", indent: fits ? nil : indent, to: &out) {
                member, out, deeper in
                JSON.writeQuoted(member.name, to: &out)
                out += indent == nil ? ":" : ": "
                member.value.write(to: &out, indent: deeper)
            }
        }
    }

    private static func writeList<Element>(
        _ elements: [Element], open: String, close: String, indent: Int?, to out: inout String,
        _ write: (Element, inout String, Int?) -> Void
    ) {
        out += open
        for (index, element) in elements.enumerated() {
            if index > 0 { out += indent == nil ? ", " : "," }
            if let indent { out += "\n" + String(repeating: "  ", count: indent + 1) }
            write(element, &out, indent.map { $0 + 1 })
        }
        if let indent, !elements.isEmpty { out += "\n" + String(repeating: "  ", count: indent) }
        out += close
    }

    /// Short lists of scalars stay on one line.
    private var fits: Bool {
        switch self {
        case .array(let elements): elements.count <= 8 && elements.allSatisfy(\.isScalar)
        case .object(let members): members.count <= 8 && members.allSatisfy { $0.value.isScalar }
        default: true
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    /// Shortest text that reads back to the same Double; `null` for what JSON cannot hold.
    public static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        var bytes: [UInt8] = []
        DecimalText.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func writeQuoted(_ value: String, to out: inout String) {
        out += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0x2028...0x2029).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

extension JSON {
    /// The value of a node that was read from JSON. Numbers become `integer` where they are written as one.
    public init(_ node: Node) {
        switch node.content {
        case .null: self = .null
        case .scalar(let text, isQuoted: true): self = .string(text)
        case .scalar("true", isQuoted: false): self = .bool(true)
        case .scalar("false", isQuoted: false): self = .bool(false)
        case .scalar(let text, isQuoted: false):
            self = Int(text).map(JSON.integer) ?? Double(text).map(JSON.number) ?? .string(text)
        case .sequence(let elements): self = .array(elements.map(JSON.init))
        case .mapping(let entries): self = .object(entries.map { Member($0.key, JSON($0.value)) })
        }
    }
}
