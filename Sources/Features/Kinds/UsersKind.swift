import Documents
import Signals

/// How many people are behind a window's readings.
public struct UsersKind: FeatureKind {
    public static let name = "users"
    public static let summary = "how many different users stand behind the readings in the window"
    public static let details = """
        The number of different user_id among the readings in [t - window, t); readings without a user count for \
        none. windows: [1, 7, 30] makes DAU, WAU and MAU; a ratio of two, or over a fact such as seats_licensed, \
        makes their shares. Missing before tracking began; after that, no reading is 0.
        """
    public static let options = FeatureOption.selection + [.window, .minimumHistory]
    public static let examples = ["{kind: users, signal: login, windows: [1, 7, 30]}"]

    private let total: WindowTotal

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        total = try WindowTotal(.users, &entry, isRate: false)
    }

    public var traits: FeatureTraits { total.traits("users of", unit: "users") }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator { total.evaluator(&plan) }
}
