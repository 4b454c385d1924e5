import SignalSources
import Tables
import Testing

/// A table in pieces with inferred types is the table read whole, errors included.
struct TableFoldTests {
    private func whole(_ text: String) throws -> Frame {
        try TableSource(bytes: Array(text.utf8), name: "t.csv").read().frame
    }

    /// The pieces put together, and how often the fold began.
    private func folded(_ text: String, rows: Int) throws -> (
        columns: [String: [String?]], types: [String: TableColumnType]
    ) {
        let source = try TableSource(bytes: Array(text.utf8), name: "t.csv")
        var last = 0.0
        let (columns, types) = try source.fold(rows: rows, from: [String: [String?]]()) { state, chunk, share in
            if chunk.firstRow == 0 { (state, last) = ([:], 0) }
            #expect(chunk.firstRow == state.first?.value.count ?? 0)
            #expect(share > last && share <= 1)
            last = share
            for column in chunk.frame.columns {
                state[column.name, default: []] += (0..<chunk.frame.rowCount).map { column.values.text(at: $0) }
            }
        }
        return (columns, types)
    }

    private func expectSame(_ text: String, _ comment: Comment? = nil) throws {
        let frame = try whole(text)
        for rows in [1, 7, 500, 100_000] {
            let (columns, types) = try folded(text, rows: rows)
            for column in frame.columns {
                let texts = (0..<frame.rowCount).map { column.values.text(at: $0) }
                #expect(columns[column.name] ?? [] == texts, comment)
                let isNumber = if case .numbers = column.values { true } else { false }
                #expect((types[column.name] == .number) == isNumber, comment)
            }
        }
    }

    private func rows(_ count: Int, _ x: (Int) -> String) -> String {
        "id,x,y\n" + (0..<count).map { "r\($0),\(x($0)),\($0 % 7)\n" }.joined()
    }

    @Test func `numbers, texts and blanks`() throws {
        try expectSame(rows(3000) { $0 % 10 == 0 ? "" : "\(Double($0) / 4)" })
        try expectSame(rows(50) { "\"a,\n\($0 % 3)\"" })
        try expectSame("x\n")
    }

    @Test func `text behind the sample makes a category of the column`() throws {
        try expectSame(rows(2500) { $0 == 2222 ? "many" : "\($0)" })
        // Text and, elsewhere, a fault that only a column of numbers would have.
        try expectSame(rows(2500) { $0 == 1500 ? "1,5".replacing(",", with: ";") : $0 == 2222 ? "many" : "\($0)" })
        try expectSame(rows(30) { $0 % 2 == 0 ? "NA" : "" })
    }

    @Test(arguments: [
        [1500: "NA"], [2400: "0x1F", 1200: "1e400", 3: "nan"], [2000: "12%", 2001: "\"open"], [1100: "1,2"],
    ])
    func `errors are those of the whole file`(_ faults: [Int: String]) throws {
        let text = rows(2500) { faults[$0] ?? "\($0)" }
        let expected = #expect(throws: SourceErrors.self) { try whole(text) }
        for rows in [5, 400, 10_000] {
            let error = #expect(throws: SourceErrors.self) { try folded(text, rows: rows) }
            #expect(error?.description == expected?.description)
        }
    }

    @Test func `a missing column is named`() throws {
        let source = try TableSource(bytes: Array("a,b\n1,2\n".utf8), name: "t.csv")
        let error = #expect(throws: SourceErrors.self) {
            try source.fold(TableOptions(types: ["aa": .number]), from: 0) { _, _, _ in }
        }
        #expect(error?.description.contains("column \"aa\" is missing") == true)
    }
}
