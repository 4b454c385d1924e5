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
        self.file = file
        let fixed = options.requests
        requests = file.names.map { fixed[$0] ?? CellRequest(.skip) }
        (reading, rowsWanted, position) = (options.reading, rows, file.body.lowerBound)
        let sample = file.body.prefix(1 << 16)
        let lines = ByteScan.lineFeeds(file.input.base, sample.startIndex..<sample.endIndex)
        bytesPerRow = max(1, sample.count / max(1, lines))
    }

    /// The next piece, or nil behind the last row. An error is the first of the file; no piece behind it is given out.
    public mutating func next() throws(SourceErrors) -> TableChunk? {
        while position < file.body.upperBound {
            let range = position..<pieceEnd()
            let rows = try file.read(range, requests, reading)
            file.input.release(range)
            position = range.upperBound
            guard rows.rowCount > 0 else { continue }
            bytesPerRow = max(1, range.count / rows.rowCount)
            let columns = zip(file.names, rows.columns).compactMap { FrameColumn($0, cells: $1) }
            defer { rowsDone += rows.rowCount }
            return TableChunk(frame: Frame(columns: columns, rowCount: rows.rowCount), firstRow: rowsDone)
        }
        try file.input.checkUnchanged()
        return nil
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
    public let frame: Frame
    /// The number of the first row within the table, from 0.
    public let firstRow: Int
}
