import Bellwether

/// `score --table`: streaming, a piece at a time, so that memory does not grow with the file.
struct TableScoring {
    let model: ChurnModel
    let path: String
    let id: String?
    let markers: [String]
    /// What ids are replaced by, if they are.
    let pseudonyms: Pseudonyms?
    let output: OutputOptions

    private static let columns = ["id", "p_churn", "p_low", "p_high", "reason_1", "reason_2", "reason_3"].map {
        Table.Column($0)
    }

    /// CSV is written as it is made; the other formats are whole documents and hold all rows.
    func run() throws {
        let count = try output.chosen.name == CSVFormat.name ? stream() : show()
        output.note("scored \(NumberFormat.grouped(count)) rows")
    }

    private func stream() throws -> Int {
        let file = try output.output.flatMap { $0 == "-" ? nil : $0 }.map { try AtomicFileBox(path: $0) }
        func write(_ text: String) throws {
            if let file { try file.append(text) } else { try StandardOutput.write(text) }
        }
        try write(CSVFormat.header(TableScoring.columns))
        let count = try forEachPiece { try write($0.map(CSVFormat.line).joined()) }
        try file?.commit()
        return count
    }

    private func show() throws -> Int {
        var rows: [[Table.Cell]] = []
        let count = try forEachPiece { rows += $0 }
        var results = Results()
        results.table(Table("scores", columns: TableScoring.columns, rows: rows), isMain: true)
        try output.show(results)
        return count
    }

    private func forEachPiece(_ body: ([[Table.Cell]]) throws -> Void) throws -> Int {
        let source = try TableSource(path: path)
        let unused = source.columnNames.filter { types[$0] == nil }
        if !unused.isEmpty {
            let columns = unused.count == 1 ? "1 column of the table is" : "\(unused.count) columns of the table are"
            output.note("\(columns) not the model's: not used")
        }
        var chunks = try source.chunks(TableOptions(types: types, missingMarkers: markers))
        var count = 0
        while let chunk = try chunks.next() {
            try body(try rows(chunk))
            count += chunk.frame.rowCount
        }
        return count
    }

    private var types: [String: TableColumnType] {
        var types = model.tableTypes
        if let id { types[id] = .category }
        return types
    }

    private func rows(_ chunk: TableChunk) throws -> [[Table.Cell]] {
        let predictions = try model.predict(chunk.frame)
        let reasons = BatchScorer(model: model, scorecard: nil).reasons(predictions, chunk.frame)
        return (0..<chunk.frame.rowCount).map { row in
            let name = id.map { shownID(chunk.frame[$0]?.values.text(at: row)) } ?? .integer(chunk.firstRow + row + 1)
            let numbers = [predictions.probabilities[row], predictions.low[row], predictions.high[row]]
            let why = (0..<3).map { $0 < reasons[row].count ? Table.Cell.text(reasons[row][$0]) : .missing }
            return [name] + numbers.map(Table.Cell.number) + why
        }
    }

    private func shownID(_ id: String?) -> Table.Cell {
        .optional(id.map { pseudonyms?.pseudonym($0) ?? $0 })
    }
}
