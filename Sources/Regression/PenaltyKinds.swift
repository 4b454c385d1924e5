/// The registry of penalties.
public enum PenaltyKinds {
    /// Every penalty.
    public static let all: [any Penalty.Type] = [
        NoPenalty.self,
        RidgePenalty.self,
        LassoPenalty.self,
        ElasticNetPenalty.self,
        FirthPenalty.self,
        GroupLassoPenalty.self,
    ]

    /// The penalty of this name. Errors: an unknown name, with the nearest.
    public static func named(_ name: String) throws(FitError) -> any Penalty.Type {
        try KindLookup.find(name, among: all, called: "penalty") { $0.name }
    }
}
