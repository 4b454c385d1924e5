/// A file read in pieces of bounded size, each parted over lanes (one a thread), for tables that are longer than is good
/// to hold as text columns. A lane keeps its dictionaries from piece to piece, so that a text is taken in once a lane.
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
    private var position: Int
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
        position = file.body.lowerBound
    }

    /// Share of the file that has been read.
    var doneShare: Double { Double(position - file.body.lowerBound) / Double(max(1, file.body.count)) }

    /// The parts of the next piece in file order; nil behind the last.
    mutating func next() -> [LanePart]? {
        let end = file.body.upperBound
        guard position < end, !isBroken else { return nil }
        let cut = min(end, position + reading.laneBytes * dictionaries.count)
        let split = RecordSplit(
            file.scanner, position..<cut, limit: end, parts: dictionaries.count, threads: reading.threads)
        let range = position..<split.ranges.last!.upperBound
        var parsed = parse(split)
        if parsed.contains(where: { $0.parser.isBroken }), parsed.count > 1 {
            // The grammar broke somewhere: one stretch tells where, whatever the parts were.
            parsed = parse(RecordSplit(file.scanner, range, parts: 1, threads: 1))
        }
        take(parsed)
        file.input.release(range)
        position = range.upperBound
        var parts: [LanePart] = []
        for (lane, part) in parsed.enumerated() {
            if failureCount == 0, part.parser.rows > 0 {
                parts.append(LanePart(part, lane: lane, firstRow: rowCount))
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

    private mutating func take(_ parsed: [ParsedPart]) {
        for part in parsed {
            isBroken = isBroken || part.parser.isBroken
            failureCount += part.parser.failureCount
            // Pieces come in file order, so the first failures of the file are among the first of each piece.
            if failures.count < SourceErrors.limit { failures += part.parser.failures }
        }
    }

    private func parse(_ split: RecordSplit) -> [ParsedPart] {
        Parallel.map(split.ranges.count, threads: reading.threads) { part in
            let tasks = requests.map { ColumnTask($0, capacity: split.capacity(of: part)) }
            var parser = PartParser(
                file.scanner, clock: clock, tasks: tasks, firstRow: 0, markers: markers,
                dictionaries: dictionaries[part])
            parser.run(split.ranges[part], checksUTF8: split.hasHighBytes, checksNUL: split.hasNUL)
            return ParsedPart(parser: parser, tasks: tasks)
        }
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
    let rowCount: Int
    private let columns: [CellColumn]

    init(_ part: ParsedPart, lane: Int, firstRow: Int) {
        (self.lane, self.firstRow, rowCount) = (lane, firstRow, part.parser.rows)
        let rows = part.parser.rows
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
    func numbers(_ column: Int) -> [Double]? { if case .numbers(let values) = columns[column] { values } else { nil } }

    func times(_ column: Int) -> [Int64]? { if case .times(let values) = columns[column] { values } else { nil } }

    func codes(_ column: Int) -> [Int32]? { if case .texts(let codes, _) = columns[column] { codes } else { nil } }
}
