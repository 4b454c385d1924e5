/// The registry of rule kinds.
public enum RuleKinds {
    /// Every rule kind.
    public static let all: [any RuleKind.Type] = [
        LinearRule.self,
        LinearByRule.self,
        StepRule.self,
        InvertedURule.self,
        CategoryRule.self,
    ]

    /// The kind of this name; nil where there is none.
    public static func named(_ name: String) -> (any RuleKind.Type)? { all.first { $0.name == name } }
}
