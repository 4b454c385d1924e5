import Bellwether
import Engines
import Foundation
import Testing

/// The steps give what the model gives, evaluated here without any engine.
struct ScoreProgramTests {
    @Test func everyCalibrationAndTermIsTheModels() throws {
        let frame = ExportSamples.rows(2000)
        for calibrator in try ExportSamples.calibrators() {
            for shift in [0, -1.25] {
                let model = try ExportSamples.model(calibrator, shift: shift)
                let expected = try model.predict(frame).probabilities
                let scores = try StepEvaluator(ScoreProgram(model), frame).scores
                let worst = zip(expected, scores).map { abs($0 - $1) }.max() ?? 1
                #expect(worst < 1e-12, "\(type(of: calibrator)) shifted by \(shift): \(worst)")
            }
        }
    }

    /// Each sort of column by itself, against another weight of it.
    @Test func noColumnIsLost() throws {
        let frame = ExportSamples.rows(500)
        for place in 1..<ExportSamples.weights.count {
            var weights = ExportSamples.weights
            weights[place] += 0.5
            let model = try ExportSamples.model(NoCalibrator(), weights: weights)
            let expected = try model.predict(frame).probabilities
            let scores = try StepEvaluator(ScoreProgram(model), frame).scores
            let isNear = zip(expected, scores).allSatisfy { abs($0 - $1) < 1e-12 }
            #expect(isNear, "\(ExportSamples.columns[place - 1].name)")
        }
    }

    @Test func columnsWithoutAWeightAreNotAskedFor() throws {
        let program = try ScoreProgram(ExportSamples.model(NoCalibrator()))
        #expect(program.inputs.map(\.name) == ["x", "y \"z\"", "far", "plan", "city"])
        #expect(program.inputs.map(\.kind) == [.number, .number, .number, .category, .category])
    }

    @Test func theLastFloorIsTheResult() throws {
        for calibrator in try ExportSamples.calibrators() {
            let program = try ScoreProgram(ExportSamples.model(calibrator, shift: 0.5))
            let names = program.floors.joined().map(\.name)
            #expect(Set(names).count == program.steps.count && names.count == program.steps.count)
            #expect(names.last == "p_churn" && program.steps.last?.name == "p_churn")
        }
    }

    @Test func extremeScoresStayFinite() throws {
        for calibrator in try ExportSamples.calibrators() {
            for intercept in [-1e300, -800, -745, 745, 800, 1e300] {
                var weights = [Double](repeating: 0, count: ExportSamples.weights.count)
                weights[0] = intercept
                let model = try ExportSamples.model(calibrator, shift: 2, weights: weights)
                let frame = ExportSamples.rows(1)
                let (expected, score) = try (
                    model.predict(frame).probabilities[0], StepEvaluator(ScoreProgram(model), frame).scores[0]
                )
                #expect(abs(expected - score) < 1e-12, "\(type(of: calibrator)) at \(intercept): \(score)")
            }
        }
    }

    @Test func aCalibratorWithoutStepsIsRefusedByName() throws {
        let model = try ExportSamples.model(Foreign())
        for kind in ExportKinds.all {
            let exporter = kind.init()
            let error = #expect(throws: ExportError.self) { try exporter.bytes(model, ExportOptions()) }
            #expect(error?.description == "models calibrated by foreign cannot be exported")
        }
    }
}

/// A calibrator that the room does not know.
private struct Foreign: Calibrator {
    static let name = "foreign"
    static let summary = "half"
    static func fit(_ data: CalibrationData) throws(FitError) -> Foreign { Foreign() }
    func probabilities(forLogOdds scores: [Double]) -> [Double] { scores.map { _ in 0.5 } }
}

/// Runs the steps of a program on the rows of a frame.
struct StepEvaluator {
    let scores: [Double]

    init(_ program: ScoreProgram, _ frame: Frame) {
        scores = (0..<frame.rowCount).map { row in
            var known: [String: Double] = [:]
            // A step that reads its own floor or one above would get NaN.
            for floor in program.floors {
                let seen = Row(frame: frame, row: row, known: known)
                for step in floor { known[step.name] = seen.value(step.expression) }
            }
            return known[ScoreProgram.result] ?? .nan
        }
    }

    private struct Row {
        let frame: Frame
        let row: Int
        let known: [String: Double]

        func value(_ expression: ScoreExpression) -> Double {
            switch expression {
            case .constant(let value): return value
            case .step(let name): return known[name] ?? .nan
            case .number(let input, let fill):
                return min(1e150, max(-1e150, number(input).isNaN ? fill : number(input)))
            case .level(let input, let values, let missing, let other):
                guard let text = text(input) else { return missing }
                return values.first { $0.level == text }?.value ?? other
            case .sum(let parts): return parts.reduce(0) { $0 + value($1) }
            case .difference(let a, let b): return value(a) - value(b)
            case .product(let a, let b): return value(a) * value(b)
            case .quotient(let a, let b): return value(a) / value(b)
            case .exponential(let a): return exp(value(a))
            case .logarithm(let a): return log(value(a))
            case .choice(let test, let a, let b): return holds(test) ? value(a) : value(b)
            }
        }

        private func holds(_ condition: ScoreCondition) -> Bool {
            switch condition {
            case .isMissing(let input): number(input).isNaN
            case .less(let a, let b): value(a) < value(b)
            case .atMost(let a, let b): value(a) <= value(b)
            }
        }

        private func number(_ name: String) -> Double {
            guard case .numbers(let values)? = frame[name]?.values else { return .nan }
            return values[row]
        }

        private func text(_ name: String) -> String? {
            guard case .categories(let values)? = frame[name]?.values else { return nil }
            return values.level(at: row)
        }
    }
}
