/// Turns offsets into lines and columns, and failures into errors that people can act on.
struct PlaceFinder {
    let input: InputBytes

    /// Physical line and column in Unicode scalars, both from 1.
    func place(of offset: Int) -> (line: Int, column: Int) {
        let offset = min(offset, input.count)
        let line = 1 + ByteScan.lineFeeds(input.base, 0..<offset)
        var start = offset
        while start > 0, input.base[start - 1] != 0x0A { start -= 1 }
        if start == 0, input.count >= 3, input.base[0] == 0xEF, input.base[1] == 0xBB { start = min(3, offset) }
        let scalars = (start..<offset).count { input.base[$0] & 0xC0 != 0x80 }
        return (line, scalars + 1)
    }

    func error(at offset: Int, _ problem: String, hint: String? = nil) -> SourceErrors {
        let (line, column) = place(of: offset)
        return SourceErrors(SourceError(file: input.path, line: line, column: column, problem: problem, hint: hint))
    }

    /// Errors in file order. `names` are the columns of the file, their `count` what a record must have.
    func errors(_ failures: [CellFailure], names: [String], count: Int? = nil) -> SourceErrors {
        let sorted = failures.sorted { ($0.offset, $0.column) < ($1.offset, $1.column) }.prefix(SourceErrors.limit)
        return SourceErrors(sorted.map { error($0, names: names) }, count: count)
    }

    private func error(_ failure: CellFailure, names: [String]) -> SourceError {
        let (line, column) = place(of: failure.offset)
        let field = failure.column >= 0 && failure.column < names.count ? names[failure.column] : nil
        func make(
            _ problem: String, field: String? = nil, found: String? = nil, expected: String? = nil, hint: String? = nil
        ) -> SourceError {
            SourceError(
                file: input.path, line: line, column: column, field: field, found: found, problem: problem,
                expected: expected, hint: hint)
        }
        let found = text(of: failure)
        switch failure.problem {
        case .bareQuote:
            return make("a quote inside a field that is not quoted", hint: "quote the field and double the quote")
        case .textAfterQuote:
            return make("text behind the closing quote", hint: "a quote inside a quoted field is doubled")
        case .unterminatedQuote: return make("the quote that opens here is never closed")
        case .bareCarriageReturn: return make("a bare CR (old Mac line end)", expected: "LF or CRLF")
        case .fieldTooLong: return make("the field is over the limit of \(FieldScanner.fieldLimit) bytes")
        case .nulByte: return make("a NUL byte", hint: "is this a text file?")
        case .notUTF8(let reason): return make("not UTF-8 (\(reason))", hint: encodingHint(failure.offset))
        case .fieldCount(let count):
            return make("\(count) field\(count == 1 ? "" : "s")", expected: "\(names.count)", hint: lineHint(failure))
        case .empty: return make("is empty", field: field)
        case .number, .day, .time:
            let words = ValueFault(failure.problem, found)
            return make(words.problem, field: field, found: found, expected: words.expected, hint: words.hint)
        }
    }

    /// The field as it stands, without its quotes.
    private func text(of failure: CellFailure) -> String {
        let text = input.text(failure.offset..<failure.offset + failure.length)
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    }

    private func encodingHint(_ offset: Int) -> String {
        let isLatin1 = input.base[offset] >= 0xA0 && offset + 1 < input.count && input.base[offset + 1] < 0x80
        return isLatin1 ? "it looks like Latin-1; save the file as UTF-8" : "save the file as UTF-8"
    }

    private func lineHint(_ failure: CellFailure) -> String? {
        let line = text(of: failure)
        if line.hasPrefix("\u{1A}") { return "control character 0x1A, an old end-of-file mark" }
        if ["<<<<<<<", "=======", ">>>>>>>"].contains(where: line.hasPrefix) {
            return "it looks like a merge conflict"
        }
        return nil
    }
}

extension CellFailure {
    init(_ fault: FieldScanner.Fault) {
        self.init(offset: fault.offset, length: 0, column: -1, problem: fault.problem)
    }

    init(_ fault: UTF8Check.Fault) {
        self.init(offset: fault.offset, length: 0, column: -1, problem: .notUTF8(fault.reason))
    }
}
