/// Strict JSON (RFC 8259): no duplicate keys, trailing commas, comments, second documents, lone surrogates or bare
/// control characters; bounded depth, size and node count. Numbers keep their text.
public struct JSONReader {
    private let bytes: [UInt8]
    private let file: String
    private var index = 0
    private var line = 1
    private var lineStart = 0
    private var nodes = 0

    /// Reads one document; `file` is named in errors.
    public static func read(_ bytes: [UInt8], file: String) throws(DocumentError) -> Node {
        var reader = JSONReader(bytes: bytes, file: file)
        return try reader.document()
    }

    private init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    private mutating func document() throws(DocumentError) -> Node {
        guard bytes.count <= DocumentLimits.bytes else {
            throw error("the file is larger than \(DocumentLimits.bytes >> 20) MiB")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw error("not UTF-8") }
        skipSpace()
        let node = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw error("found \(here) after the end of the document") }
        return node
    }

    private mutating func value(depth: Int) throws(DocumentError) -> Node {
        guard depth < DocumentLimits.depth else { throw error("nested deeper than \(DocumentLimits.depth)") }
        nodes += 1
        guard nodes <= DocumentLimits.nodes else { throw error("more than \(DocumentLimits.nodes) values") }
        let start = position
        switch peek {
        case UInt8(ascii: "{"): return Node(.mapping(try members(depth: depth)), at: start)
        case UInt8(ascii: "["): return Node(.sequence(try elements(depth: depth)), at: start)
        case UInt8(ascii: "\""): return Node(.scalar(try string(), isQuoted: true), at: start)
        default: return try bareWord(at: start)
        }
    }

    private mutating func members(depth: Int) throws(DocumentError) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var lines: [String: Int] = [:]
        try list(close: UInt8(ascii: "}")) { reader throws(DocumentError) in
            let keyPosition = reader.position
            guard reader.peek == UInt8(ascii: "\"") else {
                throw reader.error("expected a quoted name, found \(reader.here)")
            }
            let key = try reader.string()
            if let first = lines.updateValue(keyPosition.line, forKey: key) {
                throw DocumentError(
                    file: reader.file, position: keyPosition,
                    message: "\"\(key)\" stands twice (first in line \(first))")
            }
            reader.skipSpace()
            try reader.expect(UInt8(ascii: ":"))
            reader.skipSpace()
            entries.append(.init(key: key, keyPosition: keyPosition, value: try reader.value(depth: depth + 1)))
        }
        return entries
    }

    private mutating func elements(depth: Int) throws(DocumentError) -> [Node] {
        var nodes: [Node] = []
        try list(close: UInt8(ascii: "]")) { reader throws(DocumentError) in
            nodes.append(try reader.value(depth: depth + 1))
        }
        return nodes
    }

    private mutating func list(
        close: UInt8, _ element: (inout JSONReader) throws(DocumentError) -> Void
    ) throws(DocumentError) {
        index += 1
        skipSpace()
        if peek == close {
            index += 1
            return
        }
        while true {
            try element(&self)
            skipSpace()
            if peek == close {
                index += 1
                return
            }
            try expect(UInt8(ascii: ","))
            skipSpace()
            if peek == close { throw error("a comma before the closing bracket") }
        }
    }

    private mutating func string() throws(DocumentError) -> String {
        let start = position
        index += 1
        var out: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw error("a control character inside a text")
            default:
                out.append(byte)
                index += 1
            }
        }
        throw DocumentError(file: file, position: start, message: "the text that opens here is never closed")
    }

    private mutating func escape(into out: inout [UInt8]) throws(DocumentError) {
        index += 1
        let simple: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 8,
            UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
        ]
        if let byte = peek, let plain = simple[byte] {
            out.append(plain)
            index += 1
            return
        }
        guard peek == UInt8(ascii: "u") else { throw error("unknown escape \(here)") }
        index += 1
        var code = try hexQuad()
        if (0xD800..<0xDC00).contains(code), peek == UInt8(ascii: "\\") {
            index += 1
            try expect(UInt8(ascii: "u"))
            let low = try hexQuad()
            guard (0xDC00..<0xE000).contains(low) else { throw error("a lone surrogate") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw error("a lone surrogate") }
        out.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private mutating func hexQuad() throws(DocumentError) -> UInt32 {
        guard index + 4 <= bytes.count else { throw error("\\u needs four digits") }
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw error("\\u needs four digits")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }

    private mutating func bareWord(at start: Position) throws(DocumentError) -> Node {
        let first = index
        while let byte = peek, byte > 0x20, !Array(",:]}[{\"".utf8).contains(byte) { index += 1 }
        let word = String(decoding: bytes[first..<index], as: UTF8.self)
        if word == "null" { return Node(.null, at: start) }
        if word == "true" || word == "false" || JSONReader.isNumber(Array(word.utf8)) {
            return Node(.scalar(word, isQuoted: false), at: start)
        }
        let found = word.isEmpty ? here : "\"\(word.prefix(40))\""
        throw DocumentError(file: file, position: start, message: "expected a JSON value, found \(found)")
    }

    /// The number grammar of RFC 8259: -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
    static func isNumber(_ text: [UInt8]) -> Bool {
        var i = 0
        func digits() -> Int {
            let start = i
            while i < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[i]) { i += 1 }
            return i - start
        }
        func skip(_ characters: String) -> Bool {
            guard i < text.count, characters.utf8.contains(text[i]) else { return false }
            i += 1
            return true
        }
        _ = skip("-")
        let startsWithZero = i < text.count && text[i] == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !(startsWithZero && whole > 1) else { return false }
        if skip("."), digits() == 0 { return false }
        if skip("eE") {
            _ = skip("+-")
            if digits() == 0 { return false }
        }
        return i == text.count
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private var here: String {
        guard let byte = peek else { return "the end of the file" }
        return (0x21..<0x7F).contains(byte)
            ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    }

    private var position: Position { Position(line: line, column: index - lineStart + 1) }

    private func error(_ message: String) -> DocumentError { .init(file: file, position: position, message: message) }

    private mutating func expect(_ byte: UInt8) throws(DocumentError) {
        guard peek == byte else { throw error("expected '\(Character(Unicode.Scalar(byte)))', found \(here)") }
        index += 1
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
            if byte == 0x0A { (line, lineStart) = (line + 1, index) }
        }
    }
}
