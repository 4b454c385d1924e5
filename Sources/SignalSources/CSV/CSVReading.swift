import Signals

/// How a file is read.
package struct CSVReading: Sendable {
    package var calendar: BusinessCalendar
    package var assumesUTC: Bool
    /// Texts that mean "missing", besides blank ones.
    package var missingMarkers: [String]
    package var threads: Int
    /// Into how many stretches a range is split; the result does not depend on it. nil: by size.
    package var parts: Int?
    /// Bytes that a lane parses of a piece; the result does not depend on it.
    package var laneBytes = CSVReading.defaultLaneBytes

    /// A few times more than fit into the cache would only cost memory.
    package static let defaultLaneBytes = 8 << 20

    package init(
        calendar: BusinessCalendar = .utc, assumesUTC: Bool = false, missingMarkers: [String] = [], threads: Int? = nil,
        parts: Int? = nil
    ) {
        (self.calendar, self.assumesUTC, self.missingMarkers) = (calendar, assumesUTC, missingMarkers)
        (self.threads, self.parts) = (threads ?? Parallel.cores, parts)
    }

    func parts(for bytes: Int) -> Int { parts ?? max(1, min(threads * 2, bytes >> 20)) }
}

/// The rows of a stretch of a file.
package struct CSVRows: Sendable {
    package let rowCount: Int
    package let blankLines: Int
    /// One a column of the file.
    package let columns: [CellColumn]
    /// Index behind the last byte that was read.
    let end: Int
}

extension CSVFile {
    /// All rows. Precondition: one request a column. A guess that turns out wrong is mended by a second pass.
    package func read(_ requests: [CellRequest], _ reading: CSVReading) throws(SourceErrors) -> CSVRows {
        let rows = try read(body, requests, reading)
        let misjudged = rows.columns.indices.filter { if case .misjudged = rows.columns[$0] { true } else { false } }
        guard !misjudged.isEmpty else {
            try input.checkUnchanged()
            return rows
        }
        var again = requests.map { _ in CellRequest(.skip) }
        for column in misjudged { again[column] = CellRequest(.text) }
        let texts = try read(body, again, reading)
        var columns = rows.columns
        for column in misjudged { columns[column] = texts.columns[column] }
        try input.checkUnchanged()
        return CSVRows(rowCount: rows.rowCount, blankLines: rows.blankLines, columns: columns, end: rows.end)
    }

    /// The rows in a range that begins and ends with a record.
    func read(_ range: Range<Int>, _ requests: [CellRequest], _ reading: CSVReading) throws(SourceErrors) -> CSVRows {
        let split = RecordSplit(scanner, range, parts: reading.parts(for: range.count), threads: reading.threads)
        if let rows = try parse(split, requests, reading) { return rows }
        // The grammar broke somewhere: one stretch tells where, whatever the parts were.
        let whole = RecordSplit(scanner, range, parts: 1, threads: 1)
        if let rows = try parse(whole, requests, reading) { return rows }
        throw SourceErrors(SourceError(file: path, problem: "records and quotes do not match"))
    }

    /// nil where the grammar broke in one of several parts.
    private func parse(
        _ split: RecordSplit, _ requests: [CellRequest], _ reading: CSVReading
    ) throws(SourceErrors) -> CSVRows? {
        let tasks = requests.map { ColumnTask($0, capacity: split.capacity) }
        let parsers = parsers(split, tasks, reading)
        let isBroken = parsers.contains { $0.isBroken }
        if isBroken, parsers.count > 1 { return nil }
        let merged = PartMerge(parsers, tasks: tasks, firstRows: split.firstRows)
        if merged.failureCount > 0 {
            throw PlaceFinder(input: input).errors(merged.failures, names: names, count: merged.failureCount)
        }
        if isBroken { return nil }
        return CSVRows(
            rowCount: merged.rowCount, blankLines: merged.blankLines, columns: merged.columns(threads: reading.threads),
            end: split.ranges.last?.upperBound ?? body.lowerBound)
    }

    /// The parsers of all stretches, run.
    func parsers(_ split: RecordSplit, _ tasks: [ColumnTask], _ reading: CSVReading) -> [PartParser] {
        let markers = reading.missingMarkers.map { Array($0.utf8) }
        let clock = TimeParser(calendar: reading.calendar, assumesUTC: reading.assumesUTC)
        return Parallel.map(split.ranges.count, threads: reading.threads) { part -> PartParser in
            var parser = PartParser(
                scanner, clock: clock, tasks: tasks, firstRow: split.firstRows[part], markers: markers)
            parser.run(split.ranges[part], checksUTF8: split.hasHighBytes, checksNUL: split.hasNUL)
            return parser
        }
    }
}

/// A range cut into stretches of whole records, by counting quotes before any is parsed.
struct RecordSplit {
    let ranges: [Range<Int>]
    /// At most this many records lie before each stretch.
    let firstRows: [Int]
    /// At least as many records as there are in all.
    let capacity: Int
    let hasHighBytes: Bool
    let hasNUL: Bool

    /// - Parameter limit: where the range may end at the latest, if it may be cut within a record: it then ends with that
    ///   record.
    init(_ scanner: FieldScanner, _ range: Range<Int>, limit: Int? = nil, parts: Int, threads: Int) {
        let cuts = (0...parts).map { range.lowerBound + range.count * $0 / parts }
        var scans = Parallel.map(parts, threads: threads) { ByteScan(scanner.base, cuts[$0]..<cuts[$0 + 1]) }
        var end = range.upperBound
        if let limit, limit > end {
            let isQuoted = scans.reduce(0) { $0 + $1.quotes } % 2 == 1
            end = RecordSplit.recordStart(scanner, end..<limit, isQuoted: isQuoted)
            scans.append(ByteScan(scanner.base, range.upperBound..<end))
        }
        var (starts, rows) = ([range.lowerBound], [0])
        var (quotes, lines) = (0, 0)
        for part in 1..<max(1, parts) {
            quotes += scans[part - 1].quotes
            lines += scans[part - 1].lineFeeds
            let start = RecordSplit.recordStart(scanner, cuts[part]..<end, isQuoted: quotes % 2 == 1)
            starts.append(start)
            rows.append(lines + ByteScan.lineFeeds(scanner.base, cuts[part]..<start))
        }
        ranges = starts.indices.map { starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : end) }
        firstRows = rows
        // The last record may lack its line end.
        capacity = scans.reduce(1) { $0 + $1.lineFeeds }
        hasHighBytes = scans.contains { $0.hasHighBytes }
        hasNUL = scans.contains { $0.hasNUL }
    }

    /// At least as many records as a stretch holds.
    func capacity(of part: Int) -> Int {
        (part + 1 < firstRows.count ? firstRows[part + 1] : capacity) - firstRows[part]
    }

    /// Behind the first line feed outside quotes.
    static func recordStart(_ scanner: FieldScanner, _ range: Range<Int>, isQuoted: Bool) -> Int {
        var isQuoted = isQuoted
        for index in range {
            let byte = scanner.base[index]
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted { return index + 1 }
        }
        return range.upperBound
    }
}
