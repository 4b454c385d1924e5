import Documents

/// A line whose two ends depend on a second feature, named by the measure under `by:` (tenure, say: what is enough for a
/// newcomer is not enough later). `ends` are given at rising values `at` of it and interpolated linearly between; beyond the
/// first and the last they stay as they are there. Where the second feature is missing the measure is.
public struct LinearByRule: RuleKind {
    public static let name = "linear-by"
    public static let summary =
        "a clamped line whose `worst` and `best` are given at several values of the feature `by`, interpolated between"
    public static let optionNames = ["ends"]
    public static let readsContext = true
    public static let examples = [
        RuleExample(
            "{ends: [{at: 30, worst: 0, best: 4}, {at: 90, worst: 2, best: 10}]}", at: 60,
            [("1", 0), ("4", 50), ("7", 100), ("9", 100)]),
        RuleExample("{ends: [{at: 0, worst: 8, best: 0}]}", at: 1000, [("8", 0), ("2", 75), ("0", 100)]),
    ]

    private struct Ends: Sendable {
        let at: Double
        let worst: Double
        let best: Double
    }

    private let ends: [Ends]

    /// - Throws: where `at` does not rise, an end is its other, or the line falls at one place and rises at another (it would
    ///   be flat between).
    public init(_ options: Fields) throws(DocumentError) {
        let list = try options.required("ends")
        var ends: [Ends] = []
        for item in try list.list() {
            let next = try LinearByRule.ends(item)
            if let last = ends.last, last.at >= next.at {
                throw item.error("ends must rise: \(JSON.text(of: next.at)) follows \(JSON.text(of: last.at))")
            }
            if let first = ends.first, (first.best > first.worst) != (next.best > next.worst) {
                throw item.error("all lines must rise, or all must fall")
            }
            ends.append(next)
        }
        if ends.isEmpty { throw list.error("at least one pair of ends") }
        self.ends = ends
    }

    private static func ends(_ item: Field) throws(DocumentError) -> Ends {
        let fields = try item.fields(["at", "worst", "best"])
        let ends = Ends(
            at: try fields.required("at").number(), worst: try fields.required("worst").number(),
            best: try fields.required("best").number())
        if ends.worst == ends.best { throw item.error("`best` and `worst` must differ") }
        return ends
    }

    /// Missing: without its second feature the rule does not know the value.
    public func points(_ value: Double) -> Double { .nan }

    public func points(_ value: Double, at context: Double) -> Double {
        if context.isNaN { return .nan }
        let (worst, best) = line(at: context)
        return 100 * min(1, max(0, (value - worst) / (best - worst)))
    }

    private func line(at context: Double) -> (worst: Double, best: Double) {
        guard let next = ends.firstIndex(where: { context <= $0.at }) else {
            return (ends[ends.count - 1].worst, ends[ends.count - 1].best)
        }
        let (high, low) = (ends[next], ends[max(0, next - 1)])
        let share = high.at > low.at ? (context - low.at) / (high.at - low.at) : 0
        return (low.worst + share * (high.worst - low.worst), low.best + share * (high.best - low.best))
    }

    public var direction: Int { ends[0].best > ends[0].worst ? 1 : -1 }
}
