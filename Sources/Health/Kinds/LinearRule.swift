import Documents

/// Points rise linearly from `worst` (0) to `best` (100), clamped outside. `best` may lie below `worst`.
public struct LinearRule: RuleKind {
    public static let name = "linear"
    public static let summary = "0 points at `worst`, 100 at `best`, straight between, clamped outside"
    public static let optionNames = ["worst", "best"]
    public static let examples = [
        RuleExample("{worst: 0, best: 4}", [("0", 0), ("1", 25), ("4", 100), ("9", 100), ("-1", 0)]),
        RuleExample("{worst: 30, best: 0}", [("30", 0), ("0", 100), ("15", 50)]),
    ]

    public let worst: Double
    public let best: Double

    public init(_ options: Fields) throws(DocumentError) {
        worst = try options.required("worst").number()
        best = try options.required("best").number()
        if worst == best { throw try options.required("best").error("`best` and `worst` must differ") }
    }

    public func points(_ value: Double) -> Double {
        100 * min(1, max(0, (value - worst) / (best - worst)))
    }

    public var direction: Int { best > worst ? 1 : -1 }
}
