/// The first record of a file: which columns it has, how they are parted, where the rows begin.
struct CSVHeader {
    let delimiter: UInt8
    let names: [String]
    /// Where each name stands, for errors.
    let offsets: [Int]
    /// Index of the first byte behind the header.
    let bodyStart: Int

    static let columnLimit = 16_384
    static let byteLimit = 1 << 20
    static let delimiters: [UInt8] = [0x2C, 0x3B, 0x09]

    /// Precondition: the file is not empty and does not look like another format (`ForeignFormat`).
    init(_ input: InputBytes, places: PlaceFinder) throws(SourceErrors) {
        func refuse(_ offset: Int, _ problem: String, hint: String? = nil) -> SourceErrors {
            places.error(at: offset, problem, hint: hint)
        }
        var start = input.base[0] == 0xEF && input.base[1] == 0xBB && input.base[2] == 0xBF ? 3 : 0
        var declared: UInt8?
        (start, declared) = CSVHeader.skipPreamble(input, from: start)
        guard start < input.count else {
            throw refuse(0, "there is no header", hint: "the first line names the columns")
        }
        if input.base[start] == UInt8(ascii: "#") {
            throw refuse(start, "a comment stands where the header is due", hint: "delete the line")
        }
        let limit = min(start + CSVHeader.byteLimit, input.count)
        delimiter = declared ?? CSVHeader.detect(input, start..<limit)
        var scanner = FieldScanner(input, delimiter: delimiter)
        var (names, offsets): ([String], [Int]) = ([], [])
        var index = start
        while true {
            let cell: FieldScanner.Cell
            switch scanner.cell(at: index) {
            case .success(let found): cell = found
            case .failure(let fault): throw places.errors([CellFailure(fault)], names: [])
            }
            offsets.append(index)
            names.append(String(decoding: UnsafeBufferPointer(start: cell.text, count: cell.count), as: UTF8.self))
            index = cell.next
            guard names.count <= CSVHeader.columnLimit, index <= limit else {
                throw refuse(
                    start, "the header is over the limit",
                    hint: "at most \(CSVHeader.columnLimit) columns and \(CSVHeader.byteLimit >> 20) MiB")
            }
            if scanner.isRecordEnd(index) { break }
            index += 1
        }
        (self.names, self.offsets) = (names, offsets)
        bodyStart = scanner.afterRecordEnd(index)
        if let fault = UTF8Check.firstFault(input.base, start..<bodyStart) {
            throw places.errors([CellFailure(fault)], names: [])
        }
        try checkNames(places)
    }

    /// Skips empty lines and a line `sep=;`, by which spreadsheets declare the delimiter.
    private static func skipPreamble(_ input: InputBytes, from start: Int) -> (Int, UInt8?) {
        var (index, declared): (Int, UInt8?) = (start, nil)
        let scanner = FieldScanner(input, delimiter: delimiters[0])
        while index < input.count {
            if scanner.isRecordEnd(index) {
                index = scanner.afterRecordEnd(index)
            } else if declared == nil, input.count - index > 5, input.text(index..<index + 4).lowercased() == "sep=",
                delimiters.contains(input.base[index + 4]), scanner.isRecordEnd(index + 5)
            {
                declared = input.base[index + 4]
                index = scanner.afterRecordEnd(index + 5)
            } else {
                break
            }
        }
        return (index, declared)
    }

    /// The most frequent of `,` `;` and tab outside quotes in the first line; the comma where there is none.
    private static func detect(_ input: InputBytes, _ range: Range<Int>) -> UInt8 {
        var counts = [0, 0, 0]
        var isQuoted = false
        for index in range {
            let byte = input.base[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A { break }
            if let place = delimiters.firstIndex(of: byte) { counts[place] += 1 }
        }
        return delimiters[counts.firstIndex(of: counts.max()!)!]
    }

    private func checkNames(_ places: PlaceFinder) throws(SourceErrors) {
        if names.count == 1, names[0].trimmedSpaces.isEmpty {
            throw places.error(at: offsets[0], "there is no header", hint: "the first line names the columns")
        }
        // Compared as Swift compares texts, so that two names that look the same are never two columns.
        var first: [String: Int] = [:]
        for (number, name) in names.enumerated() {
            if name.trimmedSpaces.isEmpty {
                throw places.error(at: offsets[number], "column \(number + 1) has no name")
            }
            if let earlier = first.updateValue(number, forKey: name) {
                throw places.error(
                    at: offsets[number],
                    "column \"\(SourceError.excerpt(name))\" stands twice (columns \(earlier + 1) and \(number + 1))")
            }
        }
    }
}

/// Files that are no CSV, known by their first bytes.
enum ForeignFormat {
    static func refusal(_ input: InputBytes) -> (problem: String, hint: String?)? {
        let head = input.bytes(0..<min(512, input.count))
        func starts(_ bytes: [UInt8]) -> Bool { head.starts(with: bytes) }
        func starts(_ text: String) -> Bool { head.starts(with: Array(text.utf8)) }
        if head.isEmpty { return ("the file is empty: there is no header", "the first line names the columns") }
        if starts([0xFF, 0xFE]) || starts([0xFE, 0xFF]) {
            return ("a UTF-16 byte order mark", "save the file as UTF-8")
        }
        if starts("PK\u{3}\u{4}") { return ("this is a zip or xlsx file, not CSV", "export the sheet as CSV") }
        if starts("%PDF") { return ("this is a PDF, not CSV", nil) }
        if starts("SQLite format 3") { return ("this is an SQLite database, not CSV", nil) }
        if starts("PAR1") { return ("this is a Parquet file, not CSV", nil) }
        let words = String(decoding: head, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }.lowercased()
        if words.hasPrefix("<!doctype html") || words.hasPrefix("<html") || words.hasPrefix("<?xml") {
            return ("this looks like HTML or XML, not CSV", "an expired login?")
        }
        return nil
    }
}
