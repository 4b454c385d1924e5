import Bellwether

/// Remembers what it is asked, and answers as a table with readings in text would, of which none fits a row.
final class RecordingEngine: QueryEngine {
    let dialect: any SQLDialect.Type
    private(set) var asked: [String] = []

    init(_ dialect: any SQLDialect.Type) { self.dialect = dialect }

    private static let texts = ["VARCHAR", "text", "string", "STRING", "varchar"]
    private static let numbers = ["DOUBLE", "double precision", "real", "FLOAT64", "double"]

    private func name(_ words: [String], _ form: ColumnForm) -> String {
        words.first { dialect.form(ofType: $0) == form } ?? words[0]
    }

    private func columns(_ sql: String) -> [FrameValues] {
        func texts(_ values: String...) -> [FrameValues] { values.map { .categories(Categories([$0])) } }
        func numbers(_ values: Double...) -> [FrameValues] { values.map { .numbers([$0]) } }
        let (text, number) = (name(Self.texts, .text), name(Self.numbers, .number))
        switch asked.count {
        case 1: return texts(text, text, number)
        case 2: return numbers(0, 0, 0, 0, 0)
        case 3: return numbers(.nan)
        case 4: return numbers(1_600_000_000_000_000)
        case 5: return texts("invoice") + numbers(9, 2, 3, 0, 40)
        default: return (0..<9).map { _ in .numbers([]) }
        }
    }

    func query(_ sql: String, _ batch: (Frame) throws(EngineError) -> Void) throws(EngineError) {
        asked.append(sql)
        let columns = columns(sql).enumerated().map { FrameColumn("c\($0)", $1) }
        try batch(Frame(columns: columns, rowCount: columns.first?.values.count ?? 0))
    }

    func execute(_ sql: String) throws(EngineError) -> Int? {
        asked.append(sql)
        return nil
    }
}
