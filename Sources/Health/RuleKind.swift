import Documents

/// A map from one feature to points, 0 (worst) to 100 (best). Adding one is a new file in `Kinds/` and a line in
/// `RuleKinds`.
public protocol RuleKind: Sendable {
    /// The word behind `map:`.
    static var name: String { get }
    /// What it maps, in a line.
    static var summary: String { get }
    /// Worked examples: YAML of the map and the points some values get. Checked by the conformance tests.
    static var examples: [RuleExample] { get }
    /// The names of its options; none may be a name that every measure has.
    static var optionNames: [String] { get }
    /// Whether it maps the levels of categories; one that does not is refused on a feature that holds levels.
    static var takesLevels: Bool { get }
    /// Whether its ends depend on a second feature, which the measure names under `by:`.
    static var readsContext: Bool { get }

    /// Options as the file has them. Throws `DocumentError` with file and line where they are not what the kind takes.
    init(_ options: Fields) throws(DocumentError)

    /// Points of a number; never called with NaN. NaN where the rule does not know it, which is then missing.
    func points(_ value: Double) -> Double
    /// The same where a second feature has the value `context` (NaN where that is missing); rules without one ignore it.
    func points(_ value: Double, at context: Double) -> Double
    /// Points of a whole column, NaN where the value is missing. Here so that a column is dispatched once.
    func points(_ values: [Double], at contexts: [Double]?) -> [Double]
    /// Points of a category's level; NaN where the rule does not know it, which is then missing.
    func points(_ level: String) -> Double
    /// Whether points rise (+1) or fall (-1) with the value throughout, or neither (0).
    var direction: Int { get }
}

/// A rule as it is written, with readings and the points they give: documentation and test in one.
public struct RuleExample: Sendable {
    /// The rule as a file would have it.
    public let yaml: String
    /// The value of the second feature; NaN where the rule reads none.
    public let context: Double
    /// Value as text, expected points.
    public let points: [(value: String, points: Double)]

    /// A rule, the second feature where it needs one, and readings with their points.
    public init(_ yaml: String, at context: Double = .nan, _ points: [(value: String, points: Double)]) {
        (self.yaml, self.context, self.points) = (yaml, context, points)
    }
}

extension RuleKind {
    public static var takesLevels: Bool { false }
    public static var readsContext: Bool { false }
    public func points(_ value: Double, at context: Double) -> Double { points(value) }
    public func points(_ level: String) -> Double { .nan }
    public var direction: Int { 0 }

    public func points(_ values: [Double], at contexts: [Double]?) -> [Double] {
        guard let contexts else { return values.map { $0.isNaN ? .nan : points($0) } }
        return zip(values, contexts).map { $0.isNaN ? .nan : points($0, at: $1) }
    }
}
