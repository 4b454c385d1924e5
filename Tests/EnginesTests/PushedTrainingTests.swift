import Bellwether
import Foundation
import Testing

/// Models learned by sums from an engine beside models learned here.
@Suite(.serialized) struct PushedTrainingTests {
    /// Columns of every sort: missing values, some together; levels, rare ones and missing; far from 0; case weights.
    static func frame(_ count: Int, seed: UInt64 = 3) -> Frame {
        var random = SeededGenerator(seed: seed)
        var (a, b, c, far, w): ([Double], [Double], [Double], [Double], [Double]) = ([], [], [], [], [])
        var (plan, y): ([String?], [String?]) = ([], [])
        for row in 0..<count {
            let isMissing = random.below(12) == 0
            a.append(isMissing ? .nan : random.uniform() * 4 - 2)
            b.append(isMissing ? .nan : random.uniform())
            c.append(random.below(15) == 0 ? .nan : exp(random.uniform() * 6))
            far.append(1e6 + random.uniform() * 3)
            w.append(Double(random.below(4)))
            plan.append(
                [nil, "basic", "it's", "plus", "pro", "team", "rare"][random.below(7) == 6 ? random.below(7) : row % 6])
            let eta = (a[row].isNaN ? 0.5 : a[row]) + (far[row] - 1e6) * 0.4 - (plan[row] == "plus" ? 1 : 0) - 1
            y.append(row % 50 == 49 ? nil : random.uniform() < 1 / (1 + exp(-eta)) ? "yes" : "no")
        }
        return Frame(
            columns: [
                FrameColumn("y", .categories(Categories(y))), FrameColumn("a", .numbers(a)),
                FrameColumn("b \"B\"", .numbers(b)), FrameColumn("c", .numbers(c)), FrameColumn("far", .numbers(far)),
                FrameColumn("plan", .categories(Categories(plan))), FrameColumn("w", .numbers(w)),
            ], rowCount: count)
    }

    static func load(_ frame: Frame, into engine: PythonEngine, as name: String = "customers") throws {
        let columns = frame.columns.map { column -> (name: String, type: String) in
            if case .numbers = column.values { (column.name, "DOUBLE PRECISION") } else { (column.name, "TEXT") }
        }
        let rows = (0..<frame.rowCount).map { row in
            JSON.array(
                frame.columns.map { column in
                    switch column.values {
                    case .numbers(let values): values[row].isNaN ? .null : .number(values[row])
                    case .categories(let values): .optional(values.level(at: row))
                    }
                })
        }
        try engine.load(name, columns, rows)
    }

    @Test(arguments: PythonEngine.found, [TrainingOptions.Penalty.none, .ridge])
    func coefficientsAreThoseOfTheFitInMemory(name: String, penalty: TrainingOptions.Penalty) throws {
        let frame = PushedTrainingTests.frame(2500)
        let engine = try PythonEngine(name)
        try PushedTrainingTests.load(frame, into: engine)
        for weight in [nil, "w"] {
            let roles = ColumnRoles(outcome: "y", weight: weight)
            let options = TrainingOptions(
                terms: .linear, penalty: penalty, lambda: penalty == .none ? nil : 2, calibration: "none",
                errors: .model)
            let used = weight == nil ? frame.without(["w"]) : frame
            let rows = try TableObservations(used, roles: roles)
            let here = try Training(
                rows.observations,
                description: ModelDescription(
                    origin: .table(outcome: "y", positive: "yes"), features: [], observations: rows.observations),
                options: options
            ).model
            let table = try EngineTable(
                "customers", roles: roles, ignored: weight == nil ? ["w"] : [], in: engine)
            let there = try PushedTraining(table, in: engine, options: options, sampleRows: weight == nil ? 0 : 600)
                .training.model
            #expect(there.preparation.columns.map(\.name) == here.preparation.columns.map(\.name))
            #expect(
                there.description.rows == here.description.rows && there.description.events == here.description.events)
            let worst = zip(there.fit.weights, here.fit.weights).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 1
            #expect(worst < 1e-8, "\(name) \(weight ?? "unweighted"): \(worst)")
            let errors = zip(there.fit.standardErrors, here.fit.standardErrors).map { abs($0 - $1) / $1 }.max() ?? 1
            #expect(errors < 1e-6, "standard errors: \(errors)")
            #expect(abs(there.fit.logLikelihood - here.fit.logLikelihood) < 1e-7)
        }
    }

    /// Sums with one thing wrong: no fit, or another one.
    @Test(
        .enabled(if: PythonEngine.sqlite != nil),
        arguments: [
            ("w * e / (", "e / ("), ("w * (CASE WHEN y", "(CASE WHEN y"), ("SUM(w * loss)", "SUM(loss)"),
            ("SUM(c * z1 * z2)", "SUM(c * z1 * z1)"), ("SUM(r * z1)", "SUM(r)"), ("THEN 0 ELSE", "THEN 1 ELSE"),
        ])
    func aWrongSumIsSeen(right: String, wrong: String) throws {
        let frame = PushedTrainingTests.frame(900)
        let python = try PythonEngine("sqlite")
        try PushedTrainingTests.load(frame, into: python)
        let options = TrainingOptions(
            terms: .linear, penalty: .ridge, lambda: 2, calibration: "none", errors: .model)
        let roles = ColumnRoles(outcome: "y", weight: "w")
        func fitted(_ engine: some QueryEngine) throws -> [Double] {
            let table = try EngineTable("customers", roles: roles, in: engine)
            let fit = try PushedTraining(table, in: engine, options: options, sampleRows: 0).training.model.fit
            return fit.weights + fit.standardErrors + [fit.logLikelihood]
        }
        let engine = RewritingEngine(python, right, wrong)
        let (expected, found) = (try fitted(python), try? fitted(engine))
        #expect(engine.rewritten > 0, "no query says \(right)")
        let worst = found.map { zip($0, expected).map { abs($0 - $1) }.max() ?? 1 } ?? 1
        #expect(worst > 1e-8, "\(right)")
    }

    /// The same sums in parts, for more columns than a result may have.
    @Test(.enabled(if: PythonEngine.sqlite != nil)) func manyColumnsAreAskedForInParts() throws {
        var random = SeededGenerator(seed: 4)
        let (rows, columns) = (900, 64)
        var frame = [
            FrameColumn("y", .categories(Categories((0..<rows).map { _ in random.below(3) == 0 ? "1" : "0" })))
        ]
        for place in 0..<columns {
            frame.append(FrameColumn("x\(place)", .numbers((0..<rows).map { _ in random.uniform() })))
        }
        let table = Frame(columns: frame, rowCount: rows)
        let engine = try PythonEngine("sqlite")
        try PushedTrainingTests.load(table, into: engine)
        let options = TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1, calibration: "none", errors: .model)
        let roles = ColumnRoles(outcome: "y")
        let data = try TableObservations(table, roles: roles).observations
        let description = ModelDescription(
            origin: .table(outcome: "y", positive: "1"), features: [], observations: data)
        let here = try Training(data, description: description, options: options).model
        let there = try PushedTraining(
            EngineTable("customers", roles: roles, in: engine), in: engine, options: options
        ).training.model
        let worst = zip(there.fit.weights, here.fit.weights).map { abs($0 - $1) }.max() ?? 1
        #expect(there.fit.weights.count == columns + 1 && worst < 1e-8, "\(worst)")
    }

    @Test(.enabled(if: PythonEngine.sqlite != nil)) func whatNeedsRowsHereIsRefused() throws {
        let engine = try PythonEngine("sqlite")
        try PushedTrainingTests.load(PushedTrainingTests.frame(300), into: engine)
        func words(_ options: TrainingOptions, _ roles: ColumnRoles = ColumnRoles(outcome: "y")) -> String {
            do {
                _ = try PushedTraining(EngineTable("customers", roles: roles, in: engine), in: engine, options: options)
                return "accepted"
            } catch { return "\(error)" }
        }
        #expect(words(TrainingOptions(terms: .splines)).contains("--terms splines"))
        #expect(words(TrainingOptions(penalty: .lasso)).contains("--penalty lasso"))
        #expect(words(TrainingOptions(penalty: .ridge), ColumnRoles(outcome: "x")).contains("no column \"x\""))
        #expect(words(TrainingOptions(penalty: .ridge), ColumnRoles(outcome: "plan")).contains("values"))
    }

    /// SQLite would make 0 of it.
    @Test(.enabled(if: PythonEngine.sqlite != nil)) func aTextAmongNumbersStopsTheQuery() throws {
        let engine = try PythonEngine("sqlite")
        try PushedTrainingTests.load(PushedTrainingTests.frame(300), into: engine)
        try engine.execute("UPDATE customers SET a = 'many' WHERE rowid = 7")
        #expect(throws: (any Error).self) {
            try PushedTraining(
                EngineTable("customers", roles: ColumnRoles(outcome: "y"), types: ["a": true], in: engine), in: engine,
                options: TrainingOptions(penalty: .ridge))
        }
    }
}
