import Bellwether

/// `score --table`: streaming, a piece at a time, so that memory does not grow with the file.
struct TableScoring {
    let model: ChurnModel
    let path: String
    let id: String?
    let markers: [String]
    let output: OutputOptions

    private static let columns = ["p_churn", "p_low", "p_high", "reason_1", "reason_2", "reason_3"].map {
        Table.Column($0)
    }

    func run() throws {
        let source = try TableSource(path: path)
        var chunks = try source.chunks(TableOptions(types: try types(source), missingMarkers: markers))
        let file = try output.output.flatMap { $0 == "-" ? nil : $0 }.map { try AtomicFileBox(path: $0) }
        func write(_ text: String) throws {
            if let file { try file.append(text) } else { try StandardOutput.write(text) }
        }
        try write(CSVFormat.header([Table.Column(id ?? "row")] + TableScoring.columns))
        var count = 0
        while let chunk = try chunks.next() {
            try write(try lines(chunk))
            count += chunk.frame.rowCount
        }
        try file?.commit()
        output.note("scored \(NumberFormat.grouped(count)) rows")
    }

    /// The columns to read, as the model expects them; all that are missing are named at once.
    private func types(_ source: TableSource) throws -> [String: TableColumnType] {
        var types: [String: TableColumnType] = [:]
        let used = Set(model.preparation.columns.map(\.predictor))
        for (name, kind) in model.preparation.predictors where used.contains(name) {
            types[name] = kind == .number ? .number : .category
        }
        if let id { types[id] = .category }
        return types
    }

    private func lines(_ chunk: TableChunk) throws -> String {
        let predictions = try model.predict(chunk.frame)
        let rows = BatchScorer(model: model, scorecard: nil).reasons(predictions, chunk.frame)
        return (0..<chunk.frame.rowCount).map { row in
            let name: Table.Cell =
                id.map { .optional(chunk.frame[$0]?.values.text(at: row)) } ?? .integer(chunk.firstRow + row + 1)
            let why = (0..<3).map { $0 < rows[row].count ? Table.Cell.text(rows[row][$0]) : .missing }
            return CSVFormat.line(
                [
                    name, .number(predictions.probabilities[row]), .number(predictions.low[row]),
                    .number(predictions.high[row]),
                ] + why)
        }.joined()
    }
}
