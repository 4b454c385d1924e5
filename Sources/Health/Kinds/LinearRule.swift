import Documents

/// Points rise linearly from `worst` (0) to `best` (100). `best` may lie below `worst`. What lies outside the two ends is
/// clamped to them (default), or, where the ends bound what is plausible, `missing` or `worst` (0 points on both sides).
public struct LinearRule: RuleKind {
    public static let name = "linear"
    public static let summary =
        "0 points at `worst`, 100 at `best`, straight between; `outside` them clamp (default), missing or worst"
    public static let optionNames = ["worst", "best", "outside"]
    public static let examples = [
        RuleExample("{worst: 0, best: 4}", [("0", 0), ("1", 25), ("4", 100), ("9", 100), ("-1", 0)]),
        RuleExample("{worst: 30, best: 0}", [("30", 0), ("0", 100), ("15", 50)]),
        RuleExample("{worst: 0, best: 4, outside: worst}", [("-1", 0), ("0", 0), ("4", 100), ("5", 0)]),
        RuleExample("{worst: 10, best: 0, outside: missing}", [("10", 0), ("0", 100), ("5", 50)]),
    ]

    /// What a value outside the two ends is.
    public enum Outside: String, Sendable, CaseIterable {
        /// What a value outside the two ends counts as.
        case clamp, missing, worst
    }

    /// The value that gives 0 points.
    public let worst: Double
    /// The value that gives 100 points.
    public let best: Double
    /// What a value outside the two ends is; by default clamped to them.
    public let outside: Outside

    public init(_ options: Fields) throws(DocumentError) {
        worst = try options.required("worst").number()
        best = try options.required("best").number()
        outside = try options["outside"]?.choice() ?? .clamp
        if worst == best { throw try options.required("best").error("`best` and `worst` must differ") }
    }

    public func points(_ value: Double) -> Double {
        let share = (value - worst) / (best - worst)
        if outside != .clamp, !(share >= 0 && share <= 1) { return outside == .worst ? 0 : .nan }
        return 100 * min(1, max(0, share))
    }

    /// Only a clamped line goes one way throughout.
    public var direction: Int { outside != .clamp ? 0 : best > worst ? 1 : -1 }
}
