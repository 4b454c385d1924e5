import Documents

/// Steps: the points of the highest step whose `from` the value reaches (inclusive); `below` under the first step.
public struct StepRule: RuleKind {
    public static let name = "step"
    public static let summary =
        "points of the highest step that the value reaches (`from` is inclusive), `below` under the first"
    public static let optionNames = ["below", "steps"]
    public static let examples = [
        RuleExample(
            "{below: 100, steps: [{from: 1, points: 60}, {from: 3, points: 20}]}",
            [("0", 100), ("0.99", 100), ("1", 60), ("3", 20), ("50", 20)])
    ]

    private struct Step: Sendable {
        let from: Double
        let points: Double
    }

    private let below: Double
    private let steps: [Step]

    public init(_ options: Fields) throws(DocumentError) {
        below = try options.required("below").number(in: 0...100)
        var steps: [Step] = []
        for item in try options.required("steps").list() {
            let fields = try item.fields(["from", "points"])
            let step = Step(
                from: try fields.required("from").number(), points: try fields.required("points").number(in: 0...100))
            if let last = steps.last?.from, last >= step.from {
                throw item.error("steps must rise: \(JSON.text(of: step.from)) follows \(JSON.text(of: last))")
            }
            steps.append(step)
        }
        if steps.isEmpty { throw try options.required("steps").error("at least one step") }
        self.steps = steps
    }

    public func points(_ value: Double) -> Double {
        steps.last { value >= $0.from }?.points ?? below
    }

    public var direction: Int {
        let all = [below] + steps.map(\.points)
        let moves = zip(all.dropFirst(), all).map { $0 - $1 }
        return moves.allSatisfy { $0 >= 0 } ? 1 : moves.allSatisfy { $0 <= 0 } ? -1 : 0
    }
}
