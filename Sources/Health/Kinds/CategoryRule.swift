import Documents

/// Points by level; `other` for levels that are not listed (without it they are missing, and the measure's `missing:`
/// decides). Over a feature that holds numbers a level is the number that it reads as: `1` and `1.0` are the same.
public struct CategoryRule: RuleKind {
    public static let name = "category"
    public static let summary = "points by level, `other` for the rest"
    public static let optionNames = ["levels", "other"]
    public static let takesLevels = true
    public static let examples = [
        RuleExample("{levels: {yes: 100, no: 0}, other: 50}", [("yes", 100), ("no", 0), ("maybe", 50)]),
        RuleExample("{levels: {1: 20, 2: 90}, other: 50}", [("1", 20), ("2", 90), ("3", 50)]),
    ]

    private let levels: [String: Double]
    private let numbers: [Double: Double]
    private let other: Double

    public init(_ options: Fields) throws(DocumentError) {
        let field = try options.required("levels")
        var levels: [String: Double] = [:]
        var numbers: [Double: Double] = [:]
        for (name, value) in try field.entries() {
            let points = try value.number(in: 0...100)
            levels[name] = points
            if let number = Double(name) { numbers[number] = points }
        }
        if levels.isEmpty { throw field.error("at least one level") }
        (self.levels, self.numbers) = (levels, numbers)
        other = try options["other"]?.number(in: 0...100) ?? .nan
    }

    public func points(_ value: Double) -> Double { numbers[value] ?? other }

    public func points(_ level: String) -> Double { levels[level] ?? other }
}
