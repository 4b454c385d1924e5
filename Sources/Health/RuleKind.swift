import Documents

/// A map from one feature to points, 0 (worst) to 100 (best). Adding one is a new file in `Kinds/` and a line in
/// `RuleKinds`.
public protocol RuleKind: Sendable {
    /// The word behind `map:`.
    static var name: String { get }
    static var summary: String { get }
    /// Worked examples: YAML of the map and the points some values get. Checked by the conformance tests.
    static var examples: [RuleExample] { get }
    /// The names of its options; none may be a name that every measure has.
    static var optionNames: [String] { get }
    /// Whether it maps the levels of categories; one that does not is refused on a feature that holds levels.
    static var takesLevels: Bool { get }

    init(_ options: Fields) throws(DocumentError)

    /// Points of a number; never called with NaN. NaN where the rule does not know it, which is then missing.
    func points(_ value: Double) -> Double
    /// Points of a category's level; NaN where the rule does not know it, which is then missing.
    func points(_ level: String) -> Double
    /// Whether points rise (+1) or fall (-1) with the value throughout, or neither (0).
    var direction: Int { get }
}

public struct RuleExample: Sendable {
    public let yaml: String
    /// Value as text, expected points.
    public let points: [(value: String, points: Double)]

    public init(_ yaml: String, _ points: [(value: String, points: Double)]) {
        self.yaml = yaml
        self.points = points
    }
}

extension RuleKind {
    public static var takesLevels: Bool { false }
    public func points(_ level: String) -> Double { .nan }
    public var direction: Int { 0 }
}
