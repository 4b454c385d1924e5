import Signals

/// A CSV file, mapped, with its header read.
package struct CSVFile: Sendable {
    package let input: InputBytes
    package let delimiter: Character
    package let names: [String]
    let body: Range<Int>

    /// gzip and zstd are unpacked. Errors: no such file, no permission, another format, damaged compressed data, no header, a
    /// name twice or empty.
    package init(path: String) throws(SourceErrors) { try self.init(try InputFile.open(path)) }

    package init(_ packed: InputBytes) throws(SourceErrors) {
        let input = try CompressedInput.plain(packed)
        if let (problem, hint) = ForeignFormat.refusal(input) {
            throw SourceErrors(SourceError(file: input.path, line: 1, problem: problem, hint: hint))
        }
        let header = try CSVHeader(input, places: PlaceFinder(input: input))
        self.input = input
        delimiter = Character(Unicode.Scalar(header.delimiter))
        names = header.names
        body = header.bodyStart..<input.count
    }

    package var path: String { input.path }

    var scanner: FieldScanner { FieldScanner(input, delimiter: delimiter.asciiValue!) }

    /// The physical lines on which rows begin. One pass over the file, for errors and reports. Precondition: the file
    /// was read without error.
    package func lines(ofRows rows: [Int]) -> [Int] {
        var scanner = scanner
        var lines: [Int: Int] = [:]
        let wanted = Set(rows)
        var (index, row, line, counted) = (body.lowerBound, 0, 1, 0)
        while index < body.upperBound, lines.count < wanted.count {
            if scanner.isRecordEnd(index) {
                index = scanner.afterRecordEnd(index)
                continue
            }
            if wanted.contains(row) {
                line += ByteScan.lineFeeds(input.base, counted..<index)
                (counted, lines[row]) = (index, line)
            }
            while case .success(let cell) = scanner.cell(at: index) {
                index = cell.next
                if scanner.isRecordEnd(index) { break }
                index += 1
            }
            index = scanner.afterRecordEnd(index)
            row += 1
        }
        return rows.map { lines[$0] ?? 0 }
    }

    /// One request a column: those given by name, and guesses from the first thousand records for the rest.
    package func guesses(fixed: [String: CellRequest] = [:]) -> [CellRequest] {
        var isText = names.map { _ in false }
        var scanner = scanner
        var (index, record) = (body.lowerBound, 0)
        sample: while index < body.upperBound, record < 1000 {
            if scanner.isRecordEnd(index) {
                index = scanner.afterRecordEnd(index)
                continue
            }
            for column in names.indices {
                guard case .success(let cell) = scanner.cell(at: index) else { break sample }
                isText[column] = isText[column] || CSVFile.isPlainText(cell)
                index = cell.next
                if scanner.isRecordEnd(index) { break }
                index += 1
            }
            guard scanner.isRecordEnd(index) else { break }
            index = scanner.afterRecordEnd(index)
            record += 1
        }
        return names.indices.map { fixed[names[$0]] ?? CellRequest(isText[$0] ? .text : .number, isGuess: true) }
    }

    private static func isPlainText(_ cell: FieldScanner.Cell) -> Bool {
        let text = String(decoding: UnsafeBufferPointer(start: cell.text, count: cell.count), as: UTF8.self)
        let trimmed = text.trimmedSpaces
        guard !trimmed.isEmpty else { return false }
        return Double(trimmed) == nil && NumberFault(trimmed).isPlainText
    }
}
