/// Jeffreys' prior: maximises log-likelihood + ½ log det I(a, b) with I the Fisher information.
///
/// Firth, Biometrika 80 (1993); Heinze and Schemper, Statistics in Medicine 21 (2002). Removes the first-order bias of maximum
/// likelihood and is finite where outcomes are separated. Standard errors come from the Fisher information at the estimate.
/// Not promised: Wald intervals and p-values, which mislead exactly where Firth is needed: see `ProfileLikelihood`. The
/// intercept takes part in the information, so the mean prediction is drawn a little towards ½. Each iteration costs
/// rows · columns³ / 2 multiplications, so it is meant for tens of columns.
public struct FirthPenalty: Penalty {
    public static let name = "firth"
    public static let summary = "Jeffreys' prior: less bias in small data, finite where outcomes are separated"
    public static let examples = [FirthPenalty()]

    /// The penalty has no strength.
    public init() {}

    public func terms(for design: DesignScale) -> PenaltyTerms {
        let zeros = [Double](repeating: 0, count: design.columns)
        return PenaltyTerms(curvature: zeros, target: zeros, usesJeffreys: true)
    }
}

extension Penalty where Self == FirthPenalty {
    /// Jeffreys' prior: finite estimates under separation.
    public static var firth: FirthPenalty { FirthPenalty() }
}
