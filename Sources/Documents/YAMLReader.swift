import Yams

/// YAML read into positioned nodes. Parsing is the Yams library's; the limits, the refusal of duplicate keys, tags and
/// further documents, and the typing (none: scalars stay text) are ours.
public enum YAMLReader {
    /// The document as positioned nodes. Errors: no UTF-8, no YAML, a key twice, too deep, too large, several
    /// documents.
    public static func read(_ bytes: [UInt8], file: String) throws(DocumentError) -> Node {
        let text = try decoded(bytes, file: file)
        try checkNesting(text, file: file)
        let root: Yams.Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw translated(error, text, file: file)
        }
        guard let root else { throw DocumentError(file: file, position: .start, message: "the file is empty") }
        var count = 0
        return try converted(root, depth: 0, count: &count, file: file)
    }

    private static func decoded(_ bytes: [UInt8], file: String) throws(DocumentError) -> String {
        func refuse(_ message: String) -> DocumentError { .init(file: file, position: .start, message: message) }
        guard bytes.count <= DocumentLimits.bytes else {
            throw refuse("the file is larger than \(DocumentLimits.bytes >> 20) MiB")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw refuse("a UTF-16 byte order mark; save the file as UTF-8")
        }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard let text = String(validating: body, as: UTF8.self) else { throw refuse("not UTF-8") }
        return text
    }

    /// The parser recurses, so nesting is bounded before it starts: open brackets, list dashes and indentation.
    private static func checkNesting(_ text: String, file: String) throws(DocumentError) {
        var open = 0
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let body = line.drop { $0 == " " }
            let dashes = body.prefix { $0 == "-" || $0 == "?" || $0 == " " }.count / 2
            for byte in body.utf8 {
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { open += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { open = max(0, open - 1) }
                if open > DocumentLimits.depth { break }
            }
            if open > DocumentLimits.depth || dashes > DocumentLimits.depth
                || line.count - body.count > 8 * DocumentLimits.depth
            {
                throw DocumentError(
                    file: file, position: Position(line: number + 1, column: 1),
                    message: "nested deeper than \(DocumentLimits.depth)")
            }
        }
    }

    private static func converted(
        _ node: Yams.Node, depth: Int, count: inout Int, file: String
    ) throws(DocumentError) -> Node {
        let position = node.mark.map { Position(line: $0.line, column: $0.column) } ?? .start
        count += 1
        guard count <= DocumentLimits.yamlNodes, depth < DocumentLimits.depth else {
            throw DocumentError(
                file: file, position: position,
                message: "more than \(DocumentLimits.yamlNodes) values, or nested deeper than \(DocumentLimits.depth)")
        }
        switch node {
        case .scalar(let scalar):
            let isQuoted = scalar.style != .plain && scalar.style != .any
            let isNull = !isQuoted && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return Node(isNull ? .null : .scalar(scalar.string, isQuoted: isQuoted), at: position)
        case .sequence(let sequence):
            var elements: [Node] = []
            for element in sequence {
                elements.append(try converted(element, depth: depth + 1, count: &count, file: file))
            }
            return Node(.sequence(elements), at: position)
        case .mapping(let mapping):
            return Node(.mapping(try entries(of: mapping, depth: depth, count: &count, file: file)), at: position)
        case .alias:
            throw DocumentError(file: file, position: position, message: "an alias without its anchor")
        }
    }

    private static func entries(
        of mapping: Yams.Node.Mapping, depth: Int, count: inout Int, file: String
    ) throws(DocumentError) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            let position = keyNode.mark.map { Position(line: $0.line, column: $0.column) } ?? .start
            guard let key = keyNode.scalar?.string else {
                throw DocumentError(file: file, position: position, message: "a key must be a plain name")
            }
            if let first = lines.updateValue(position.line, forKey: key) {
                throw DocumentError(
                    file: file, position: position, message: "\"\(key)\" stands twice (first in line \(first))")
            }
            let value = try converted(valueNode, depth: depth + 1, count: &count, file: file)
            entries.append(.init(key: key, keyPosition: position, value: value))
        }
        return entries
    }

    /// The lines of a block mapping that begins at a mark on which a key stands.
    private static func keyLines(_ key: String, _ text: String, from mark: Mark) -> [Int] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indent = mark.column - 1
        var found: [Int] = []
        for number in mark.line...max(mark.line, lines.count) where number <= lines.count {
            let line = lines[number - 1].dropFirst(number == mark.line ? indent : 0)
            let blanks = number == mark.line ? indent : line.prefix { $0 == " " }.count
            let body = line.drop { $0 == " " }
            if body.isEmpty || body.hasPrefix("#") { continue }
            if blanks < indent { break }
            let words = ["\(key):", "\"\(key)\":", "'\(key)':"]
            if blanks == indent, words.contains(where: body.hasPrefix) { found.append(number) }
        }
        return found
    }

    private static func translated(_ error: any Error, _ text: String, file: String) -> DocumentError {
        func at(_ mark: Mark, _ message: String) -> DocumentError {
            .init(file: file, position: Position(line: mark.line, column: mark.column), message: message)
        }
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return at(mark, "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            // They come in another order every time.
            let names = duplicates.map { "\($0)" }.sorted()
            let lines = names.first.map { keyLines($0, text, from: context.mark) } ?? []
            guard names.count == 1, lines.count > 1 else {
                let words = names.map { "\"\($0)\"" }.joined(separator: ", ")
                return at(context.mark, "\(words) stands twice in the mapping that begins here")
            }
            return .init(
                file: file, position: Position(line: lines[1], column: context.mark.column),
                message: "\"\(names[0])\" stands twice (first in line \(lines[0]))")
        default:
            return .init(file: file, position: .start, message: "not valid YAML: \(error)")
        }
    }
}
