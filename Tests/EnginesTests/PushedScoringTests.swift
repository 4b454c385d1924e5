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

    /// Ten times the rows to score: as many rows come back, one.
    @Test(arguments: PythonEngine.found) func onlyTheNumberOfRowsComesBack(name: String) throws {
        let frame = PushedTrainingTests.frame(900)
        let engine = RowCounter(try PythonEngine(name))
        try PushedTrainingTests.load(frame, into: engine.engine, as: "many")
        _ = try engine.execute("CREATE TABLE few AS SELECT * FROM many WHERE far < (SELECT MIN(far) FROM many) + 0.3")
        let model = try PushedTraining(
            EngineTable("many", roles: ColumnRoles(outcome: "y"), ignored: ["w"], in: engine), in: engine,
            options: TrainingOptions(penalty: .ridge)
        ).training.model
        var (made, crossed) = ([Int](), [Int]())
        for table in ["few", "many"] {
            let before = engine.rows
            made.append(
                try PushedScoring(model, in: engine, ExportOptions(table: table, keep: ["far"]), into: "of_\(table)")
                    .rows)
            crossed.append(engine.rows - before)
        }
        #expect(crossed == [1, 1])
        #expect(made[0] > 20 && made[0] < 200 && made[1] == 900)
    }

    private func sum(_ engine: PythonEngine) throws -> Double {
        var sum = Double.nan
        try engine.query("SELECT SUM(p_churn) FROM scores") { frame throws(EngineError) in
            if case .numbers(let values) = frame.columns[0].values { sum = values[0] }
        }
        return sum
    }
}
