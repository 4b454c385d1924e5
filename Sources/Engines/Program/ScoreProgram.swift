import Modeling

/// A model as steps of plain arithmetic, from the columns of a row to P(churn): what every export is written from.
///
/// It is the same scorer as `ChurnModel.predict`, to rounding (1e-12 and better): raw = b₀ + Σ bⱼ (xⱼ - cⱼ) about the centers
/// on which the model was fitted, so that large offsets of a column cost no digits; columns of weight 0 are left out, and so
/// are predictors that then have no part. Intervals (`p_low`, `p_high`) and reasons are not in it.
public struct ScoreProgram: Sendable {
    /// How a column is read.
    public enum InputKind: Sendable, Equatable {
        /// A text as a level, or a number.
        case number, category
    }

    /// A column that a row must have.
    public struct Input: Sendable, Equatable {
        /// The column's name in a table.
        public let name: String
        /// How it is read.
        public let kind: InputKind
    }

    /// A value by its name.
    public struct Step: Sendable {
        /// Later steps refer to it by this name.
        public let name: String
        /// What it is worth.
        public let expression: ScoreExpression
    }

    /// The columns that a row must have, in the model's order.
    public let inputs: [Input]
    /// In order; each reads inputs and steps before it. The last is `result`.
    public private(set) var steps: [Step] = []

    /// The name of the last step: P(churn).
    public static let result = "p_churn"
    /// Begins the name of every other step.
    static let prefix = "bellwether_"

    /// - Throws: `ExportError` where the calibration is of a kind that has no such steps.
    public init(_ model: ChurnModel) throws(ExportError) {
        let terms = DesignTerms(model)
        inputs = terms.inputs
        for name in terms.numbers.keys.sorted(by: { terms.numbers[$0]!.step < terms.numbers[$1]!.step }) {
            let number = terms.numbers[name]!
            add(number.step, .number(input: number.input, fill: number.fill))
        }
        let raw = add("raw", terms.rawLogOdds)
        try calibrate(raw, model.calibration)
    }

    /// Adds a step and gives the expression that reads it.
    @discardableResult
    mutating func add(_ name: String, _ expression: ScoreExpression) -> ScoreExpression {
        let whole =
            name == ScoreProgram.result || name.hasPrefix(ScoreProgram.prefix) ? name : ScoreProgram.prefix + name
        steps.append(Step(name: whole, expression: expression))
        return .step(whole)
    }

    /// The steps in floors: a step reads only inputs and steps of floors below its own.
    public var floors: [[Step]] {
        var floorOf: [String: Int] = [:]
        var floors: [[Step]] = []
        for step in steps {
            let floor = (step.expression.steps.compactMap { floorOf[$0] }.max() ?? -1) + 1
            floorOf[step.name] = floor
            while floors.count <= floor { floors.append([]) }
            floors[floor].append(step)
        }
        return floors
    }
}
