import Documents

/// Steps: the points of the highest step that the value reaches; `below` under the first step. A step begins `from` its
/// bound (inclusive) or `above` it (exclusive).
public struct StepRule: RuleKind {
    public static let name = "step"
    public static let summary =
        "points of the highest step that the value reaches (`from` is inclusive, `above` exclusive), `below` under the first"
    public static let optionNames = ["below", "steps"]
    public static let examples = [
        RuleExample(
            "{below: 100, steps: [{from: 1, points: 60}, {from: 3, points: 20}]}",
            [("0", 100), ("0.99", 100), ("1", 60), ("3", 20), ("50", 20)]),
        RuleExample(
            "{below: 0, steps: [{above: 1, points: 50}, {from: 2, points: 70}, {above: 2, points: 100}]}",
            [("1", 0), ("1.01", 50), ("2", 70), ("2.01", 100)]),
    ]

    private struct Step: Sendable {
        let bound: Double
        let isInclusive: Bool
        let points: Double

        /// - Throws: where there is not one of `from` and `above`.
        init(_ item: Field) throws(DocumentError) {
            let fields = try item.fields(["from", "above", "points"])
            guard (fields["from"] == nil) != (fields["above"] == nil) else {
                throw item.error(
                    "a step begins `from` its bound (inclusive) or `above` it (exclusive): expected one of them")
            }
            isInclusive = fields["from"] != nil
            bound = try fields.required(isInclusive ? "from" : "above").number()
            points = try fields.required("points").number(in: 0...100)
        }

        func holds(_ value: Double) -> Bool { isInclusive ? value >= bound : value > bound }

        /// At one bound the inclusive step begins before the exclusive one.
        func begins(before other: Step) -> Bool {
            bound < other.bound || (bound == other.bound && isInclusive && !other.isInclusive)
        }
    }

    private let below: Double
    private let steps: [Step]

    public init(_ options: Fields) throws(DocumentError) {
        below = try options.required("below").number(in: 0...100)
        var steps: [Step] = []
        for item in try options.required("steps").list() {
            let step = try Step(item)
            if let last = steps.last, !last.begins(before: step) {
                throw item.error("steps must rise: \(JSON.text(of: step.bound)) follows \(JSON.text(of: last.bound))")
            }
            steps.append(step)
        }
        if steps.isEmpty { throw try options.required("steps").error("at least one step") }
        self.steps = steps
    }

    public func points(_ value: Double) -> Double {
        steps.last { $0.holds(value) }?.points ?? below
    }

    public var direction: Int {
        let all = [below] + steps.map(\.points)
        let moves = zip(all.dropFirst(), all).map { $0 - $1 }
        return moves.allSatisfy { $0 >= 0 } ? 1 : moves.allSatisfy { $0 <= 0 } ? -1 : 0
    }
}
