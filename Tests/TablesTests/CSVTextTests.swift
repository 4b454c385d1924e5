import Tables
import Testing

@Suite struct CSVTextTests {
    @Test func isTheTextOfTheFormat() {
        let table = Table(
            "t", columns: [.init("name"), .init("x"), .init("=n")],
            rows: [
                [.text("plain"), .number(0.1), .integer(-5)], [.text("a,\"b\"\n"), .number(.nan), .missing],
                [.text("=1+1"), .number(1e300), .integer(0)], [.text(""), .number(-0.0), .integer(12_345)],
            ])
        var results = Results()
        results.table(table, isMain: true)
        var text = CSVText()
        for column in table.columns { text.append(column.name) }
        text.endRow()
        for row in table.rows {
            for cell in row { text.append(cell) }
            text.endRow()
        }
        #expect(String(decoding: text.bytes, as: UTF8.self) == CSVFormat().text(results))
    }
}
