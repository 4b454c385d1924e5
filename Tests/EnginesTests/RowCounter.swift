import Bellwether

/// Counts the rows that an engine sends back.
final class RowCounter: QueryEngine {
    let engine: PythonEngine
    private(set) var rows = 0

    init(_ engine: PythonEngine) { self.engine = engine }

    var dialect: any SQLDialect.Type { engine.dialect }

    func query(_ sql: String, _ batch: (Frame) throws(EngineError) -> Void) throws(EngineError) {
        try engine.query(sql) { frame throws(EngineError) in
            rows += frame.rowCount
            try batch(frame)
        }
    }

    func execute(_ sql: String) throws(EngineError) -> Int? { try engine.execute(sql) }
}
