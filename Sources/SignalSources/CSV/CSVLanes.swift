/// A file read in pieces of bounded size, each parted over lanes (one a thread), for tables that are longer than is good
/// to hold as text columns. A lane keeps its dictionaries from piece to piece, so that a text is taken in once a lane.
///
/// A piece is scanned, to find where its parts begin, then parsed. While one is parsed the next can be scanned: `parse` and
/// `scan` may run side by side, `advance` then takes what they made.
///
/// What went wrong is gathered over the whole file and thrown by `finish()`; from the first failure on, pieces come
/// without parts.
struct CSVLanes: Sendable {
    private let file: CSVFile
    private let requests: [CellRequest]
    private let reading: CSVReading
    private let markers: [[UInt8]]
    private let clock: TimeParser
    /// By lane, then column of the file.
    let dictionaries: [[TextDictionary]]
    /// The piece to be parsed; nil before the first is scanned and behind the last.
    private var piece: RecordSplit?
    /// Parts of the piece behind it, to be scanned.
    private var cuts: [Range<Int>] = []
    private(set) var rowCount = 0
    private(set) var blankLines = 0
    private var failures: [CellFailure] = []
    private var failureCount = 0
    private var isBroken = false

    /// Precondition: no request is a guess.
    init(_ file: CSVFile, _ requests: [CellRequest], _ reading: CSVReading) {
        (self.file, self.requests, self.reading) = (file, requests, reading)
        markers = reading.missingMarkers.map { Array($0.utf8) }
        clock = TimeParser(calendar: reading.calendar, assumesUTC: reading.assumesUTC)
        let laneCount = max(1, reading.parts ?? reading.threads)
        dictionaries = (0..<laneCount).map { _ in TextDictionary.one(perTextColumnOf: requests) }
        cuts = cuts(from: file.body.lowerBound)
    }

    /// Whether a piece is yet to be scanned or parsed.
    var isAtEnd: Bool { piece == nil && cuts.isEmpty }

    /// Share of the file that has been read.
    var doneShare: Double {
        let position = piece?.ranges.first?.lowerBound ?? file.body.upperBound
        return Double(position - file.body.lowerBound) / Double(max(1, file.body.count))
    }

    /// How many parts wait to be parsed.
    var partCount: Int { piece?.ranges.count ?? 0 }

    /// How many parts of the piece behind wait to be scanned.
    var scanCount: Int { cuts.count }

    /// Hands the bytes of a part that is done with back to the system.
    func release(_ part: LanePart) { file.input.release(part.bytes) }

    func scan(_ part: Int) -> ByteScan {
        file.input.prepare(cuts[part])
        return ByteScan(file.input.base, cuts[part])
    }

    /// Parses a part of the piece. Each part has a lane of its own.
    func parse(_ part: Int) -> ParsedPart { parse(piece!, part) }

    /// Takes the parts of the piece, all parsed, and goes on to the piece that was scanned.
    /// - Returns: the parts in file order.
    mutating func advance(_ parsed: [ParsedPart], scans: [ByteScan]) -> [LanePart] {
        let parts = piece.map { take(parsed, $0) } ?? []
        piece = isBroken ? nil : split(scans)
        cuts = isBroken ? [] : cuts(from: piece?.ranges.last?.upperBound)
        return parts
    }

    private mutating func take(_ parsed: [ParsedPart], _ piece: RecordSplit) -> [LanePart] {
        let range = piece.ranges[0].lowerBound..<piece.ranges.last!.upperBound
        var parsed = parsed
        if parsed.contains(where: { $0.parser.isBroken }), parsed.count > 1 {
            // The grammar broke somewhere: one stretch tells where, whatever the parts were.
            parsed = [parse(RecordSplit(file.scanner, range, parts: 1, threads: 1), 0)]
        }
        var parts: [LanePart] = []
        for (lane, part) in parsed.enumerated() {
            takeFailures(part.parser)
            if failureCount == 0, part.parser.rows > 0 {
                parts.append(LanePart(part, lane: lane, firstRow: rowCount, bytes: piece.ranges[lane]))
            }
            rowCount += part.parser.rows
            blankLines += part.parser.blankLines
        }
        return parts
    }

    /// Errors: all that were found, and a file that changed while it was read.
    func finish() throws(SourceErrors) {
        if failureCount > 0 {
            throw PlaceFinder(input: file.input).errors(failures, names: file.names, count: failureCount)
        }
        if isBroken { throw SourceErrors(SourceError(file: file.path, problem: "records and quotes do not match")) }
        try file.input.checkUnchanged()
    }

    private mutating func takeFailures(_ parser: PartParser) {
        isBroken = isBroken || parser.isBroken
        failureCount += parser.failureCount
        // Pieces come in file order, so the first failures of the file are among the first of each piece.
        if failures.count < SourceErrors.limit { failures += parser.failures }
    }

    /// The parts of the piece that begins here, to be scanned; none behind the end.
    private func cuts(from start: Int?) -> [Range<Int>] {
        guard let start, start < file.body.upperBound else { return [] }
        let end = min(file.body.upperBound, start + reading.laneBytes * dictionaries.count)
        return RecordSplit.cuts(start..<end, parts: dictionaries.count)
    }

    /// The piece whose cuts were scanned; nil where there were none.
    private func split(_ scans: [ByteScan]) -> RecordSplit? {
        guard let first = cuts.first, let last = cuts.last else { return nil }
        let range = first.lowerBound..<last.upperBound
        return RecordSplit(file.scanner, range, limit: file.body.upperBound, scans: scans)
    }

    private func parse(_ split: RecordSplit, _ part: Int) -> ParsedPart {
        let tasks = requests.map { ColumnTask($0, capacity: split.capacity(of: part)) }
        var parser = PartParser(
            file.scanner, clock: clock, tasks: tasks, firstRow: 0, markers: markers, dictionaries: dictionaries[part])
        parser.run(split.ranges[part], checksUTF8: split.hasHighBytes, checksNUL: split.hasNUL)
        return ParsedPart(parser: parser, tasks: tasks)
    }
}

struct ParsedPart: Sendable {
    let parser: PartParser
    let tasks: [ColumnTask]
}

/// Some rows in a row, in columns; texts are numbers of the lane's dictionaries.
struct LanePart: Sendable {
    let lane: Int
    /// Rows of the file before it.
    let firstRow: Int
    /// Where it stands in the file.
    let bytes: Range<Int>
    private let columns: [CellColumn]
    let rowCount: Int

    init(_ part: ParsedPart, lane: Int, firstRow: Int, bytes: Range<Int>) {
        (self.lane, self.firstRow, self.bytes) = (lane, firstRow, bytes)
        let rows = part.parser.rows
        rowCount = rows
        columns = part.tasks.map { task in
            switch task.request.kind {
            case .skip: .skipped
            case .number: .numbers(task.numbers!.take(count: rows))
            case .time: .times(task.times!.take(count: rows))
            case .day: .days(task.integers!.take(count: rows))
            case .text: .texts(codes: task.integers!.take(count: rows), levels: [])
            }
        }
    }

    /// nil where the column is none of numbers.
    func numbers(_ column: Int) -> [Double]? { columns[column].numbers }

    func times(_ column: Int) -> [Int64]? { columns[column].times }

    func codes(_ column: Int) -> [Int32]? { columns[column].texts?.codes }
}
