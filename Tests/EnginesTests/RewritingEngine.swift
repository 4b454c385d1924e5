import Bellwether
import Foundation

/// Asks an engine something else than it is told to: what a law is worth is seen by breaking it.
final class RewritingEngine: QueryEngine {
    let engine: PythonEngine
    private let right: String
    private let wrong: String
    /// How many queries said what is wrong in them now.
    private(set) var rewritten = 0

    init(_ engine: PythonEngine, _ right: String, _ wrong: String) {
        (self.engine, self.right, self.wrong) = (engine, right, wrong)
    }

    var dialect: any SQLDialect.Type { engine.dialect }

    private func changed(_ sql: String) -> String {
        if sql.contains(right) { rewritten += 1 }
        return sql.replacing(right, with: wrong)
    }

    func query(_ sql: String, _ batch: (Frame) throws(EngineError) -> Void) throws(EngineError) {
        try engine.query(changed(sql), batch)
    }

    func execute(_ sql: String) throws(EngineError) -> Int? { try engine.execute(changed(sql)) }
}
