import Bellwether

/// How a ready-made table is read.
struct TableCheck {
    let results: Results

    init(_ contents: TableContents, head: Int?) {
        var results = Results()
        let frame = contents.frame
        results.line("\(contents.path): \(NumberFormat.grouped(frame.rowCount)) rows, \(frame.columns.count) columns")
        results.value("file", .string(contents.path))
        results.value("row_count", .integer(frame.rowCount))
        results.value("column_count", .integer(frame.columns.count))
        results.value("delimiter", .string(String(contents.delimiter)))
        results.value("blank_lines", .integer(contents.blankLines))
        if contents.blankLines > 0 { results.line("\(contents.blankLines) blank lines skipped") }
        for names in contents.lookAlikeNames {
            results.line("warn  columns differ only in case: \(names.joined(separator: ", "))")
        }
        results.table(TableCheck.columns(frame))
        if let head { results.value("rows", TableCheck.rows(frame, head)) }
        self.results = results
    }

    private static func columns(_ frame: Frame) -> Table {
        Table(
            "columns", columns: [.init("name"), .init("type"), .init("missing", .grouped), .init("values")],
            rows: frame.columns.map { column in
                [
                    .text(column.name), .text(type(column.values)), .integer(column.values.missingCount),
                    .text(sample(column.values)),
                ]
            })
    }

    private static func type(_ values: FrameValues) -> String {
        if case .numbers = values { "numeric" } else { "category" }
    }

    /// The range of numbers, or the first levels.
    private static func sample(_ values: FrameValues) -> String {
        switch values {
        case .numbers(let numbers):
            let known = numbers.filter { !$0.isNaN }
            guard let low = known.min(), let high = known.max() else { return "" }
            return "\(JSON.text(of: low)) to \(JSON.text(of: high))"
        case .categories(let categories):
            let shown = categories.levels.prefix(4).joined(separator: ", ")
            return categories.levels.count > 4 ? "\(categories.levels.count) levels: \(shown)..." : shown
        }
    }

    private static func rows(_ frame: Frame, _ count: Int) -> JSON {
        .array(
            (0..<min(max(0, count), frame.rowCount)).map { row in
                .object(frame.columns.map { JSON.Member($0.name, cell($0.values, row)) })
            })
    }

    private static func cell(_ values: FrameValues, _ row: Int) -> JSON {
        switch values {
        case .numbers(let numbers): numbers[row].isNaN ? .null : .number(numbers[row])
        case .categories(let categories): .optional(categories.level(at: row))
        }
    }
}
