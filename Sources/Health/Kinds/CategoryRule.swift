import Documents
import Tables

/// Points by level; `other` for levels that are not listed (missing where `other` is not given).
public struct CategoryRule: RuleKind {
    public static let name = "category"
    public static let summary = "points by level, `other` for the rest"
    public static let optionNames = ["levels", "other"]
    public static let examples = [
        RuleExample("{levels: {yes: 100, no: 0}, other: 50}", [("yes", 100), ("no", 0), ("maybe", 50)])
    ]

    let levels: [String: Double]
    let other: Double?

    public init(_ options: Fields) throws(DocumentError) {
        var levels: [String: Double] = [:]
        for (name, value) in try options.required("levels").entries() { levels[name] = try value.number(in: 0...100) }
        if levels.isEmpty { throw try options.required("levels").error("at least one level") }
        self.levels = levels
        other = try options["other"]?.number(in: 0...100)
    }

    public func points(_ value: Double) -> Double { points(FrameValues.numbers([value]).text(at: 0) ?? "") ?? .nan }

    public func points(_ level: String) -> Double? { levels[level] ?? other }
}
