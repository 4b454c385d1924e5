/// The registry of feature kinds, in the order in which `bellwether list features` shows them.
public enum FeatureKinds {
    public static let all: [any FeatureKind.Type] = [
        CountKind.self,
        SumKind.self,
        TenureKind.self,
    ]
}
