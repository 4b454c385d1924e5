import Tables

/// A table in pieces: `while let chunk = try chunks.next()`.
public struct TableChunks: Sendable {
    private let file: CSVFile
    private let requests: [CellRequest]
    private let reading: CSVReading
    private let rowsWanted: Int
    private var position: Int
    private var rowsDone = 0
    private var bytesPerRow: Int

    init(file: CSVFile, options: TableOptions, rows: Int) {
        let fixed = options.requests
        self.init(
            file: file, requests: file.names.map { fixed[$0] ?? CellRequest(.skip) }, reading: options.reading,
            rows: rows)
    }

    init(file: CSVFile, requests: [CellRequest], reading: CSVReading, rows: Int) {
        (self.file, self.requests) = (file, requests)
        (self.reading, rowsWanted, position) = (reading, rows, file.body.lowerBound)
        let sample = file.body.prefix(1 << 16)
        let lines = ByteScan.lineFeeds(file.input.base, sample.startIndex..<sample.endIndex)
        bytesPerRow = max(1, sample.count / max(1, lines))
    }

    /// The next piece, or nil behind the last row. An error is the first of the file; no piece behind it is given out.
    public mutating func next() throws(SourceErrors) -> TableChunk? {
        guard let rows = try nextRows() else { return nil }
        let columns = zip(file.names, rows.columns).compactMap { FrameColumn($0, cells: $1) }
        return TableChunk(
            frame: Frame(columns: columns, rowCount: rows.rowCount), firstRow: rowsDone - rows.rowCount)
    }

    /// The next piece as it was parsed: guessed columns may have been misjudged.
    mutating func nextRows() throws(SourceErrors) -> CSVRows? {
        while let range = nextRange() {
            let rows = try file.read(range, requests, reading)
            advance(behind: range, rows: rows.rowCount)
            if rows.rowCount > 0 { return rows }
        }
        try file.input.checkUnchanged()
        return nil
    }

    /// Where the next piece lies.
    func nextRange() -> Range<Int>? {
        position < file.body.upperBound ? position..<pieceEnd() : nil
    }

    mutating func advance(behind range: Range<Int>, rows: Int) {
        file.input.release(range)
        position = range.upperBound
        rowsDone += rows
        if rows > 0 { bytesPerRow = max(1, range.count / rows) }
    }

    /// How many columns a piece has where no guess was wrong.
    var wantedCount: Int { requests.count { $0.kind != .skip } }

    /// Share of the file that has been read.
    public var doneShare: Double {
        Double(position - file.body.lowerBound) / Double(max(1, file.body.count))
    }

    private func pieceEnd() -> Int {
        let end = file.body.upperBound
        let (product, overflows) = rowsWanted.multipliedReportingOverflow(by: bytesPerRow)
        guard !overflows, product < end - position else { return end }
        let cut = position + product
        let isQuoted = ByteScan(file.input.base, position..<cut).quotes % 2 == 1
        return RecordSplit.recordStart(file.scanner, cut..<end, isQuoted: isQuoted)
    }
}

/// Some rows of a table.
public struct TableChunk: Sendable {
    /// The rows, all columns.
    public let frame: Frame
    /// The number of the first row within the table, from 0.
    public let firstRow: Int
}
