import Bellwether
import Foundation
import Testing

/// Scores that never leave the engine.
@Suite(.serialized) struct PushedScoringTests {
    @Test(arguments: PythonEngine.found) func aTableOfScoresIsTheModels(name: String) throws {
        let frame = PushedTrainingTests.frame(800)
        let engine = try PythonEngine(name)
        try PushedTrainingTests.load(frame, into: engine, as: "base")
        let roles = ColumnRoles(outcome: "y")
        let model = try PushedTraining(
            EngineTable("base", roles: roles, ignored: ["w"], in: engine), in: engine,
            options: TrainingOptions(penalty: .ridge)
        ).training.model
        let options = ExportOptions(table: "base", keep: ["far"])
        let first = try PushedScoring(model, in: engine, options, into: "scores")
        #expect(first.rows == 800)
        let expected = try model.predict(frame).probabilities.reduce(0, +)
        #expect(abs(try sum(engine) - expected) < 1e-8)
        #expect(throws: EngineError.self) { try PushedScoring(model, in: engine, options, into: "scores") }
        _ = try PushedScoring(model, in: engine, options, into: "scores", mode: .replace)
        #expect(abs(try sum(engine) - expected) < 1e-8)
        _ = try PushedScoring(model, in: engine, options, into: "scores", mode: .append)
        #expect(abs(try sum(engine) - 2 * expected) < 1e-8)
        #expect(throws: ExportError.self) {
            try PushedScoring(model, in: engine, options, into: "base", mode: .replace)
        }
    }

    private func sum(_ engine: PythonEngine) throws -> Double {
        var sum = Double.nan
        try engine.query("SELECT SUM(p_churn) FROM scores") { frame throws(EngineError) in
            if case .numbers(let values) = frame.columns[0].values { sum = values[0] }
        }
        return sum
    }
}
