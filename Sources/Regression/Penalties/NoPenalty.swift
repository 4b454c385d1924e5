/// Maximum likelihood.
public struct NoPenalty: Penalty {
    public static let name = "none"
    public static let summary = "maximum likelihood: coefficients with standard errors, z and p"
    public static let examples = [NoPenalty()]

    /// Nothing is held back.
    public init() {}

    public func terms(for design: DesignScale) -> PenaltyTerms { .none(columns: design.columns) }
}

extension Penalty where Self == NoPenalty {
    /// Maximum likelihood.
    public static var none: NoPenalty { NoPenalty() }
}
