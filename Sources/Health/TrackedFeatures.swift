import Documents
import Features
import Signals

/// What is written down of every account in every week, by the four tracking categories: payments and delays beyond the
/// norm, usage against its own baseline, answers and attendance, changes of the organisation.
public struct TrackedFeatures: Sendable {
    /// In the order of the categories, and within each as they stand in the file.
    public let all: [(category: Signal.Category, features: [Feature])]

    package static let fieldNames = Signal.Category.allCases.map(\.rawValue)

    /// - Throws: for an unknown category or feature, with the nearest, and for a feature that stands twice.
    init(_ field: Field?, features: [String: Feature]) throws(DocumentError) {
        let fields = try field?.fields(TrackedFeatures.fieldNames)
        var all: [(category: Signal.Category, features: [Feature])] = []
        var seen: Set<String> = []
        for category in Signal.Category.allCases {
            var tracked: [Feature] = []
            for item in try fields?[category.rawValue]?.list() ?? [] {
                let feature = try item.feature(among: features)
                guard seen.insert(feature.name).inserted else { throw item.error("\(feature.name) stands twice") }
                tracked.append(feature)
            }
            if !tracked.isEmpty { all.append((category, tracked)) }
        }
        self.all = all
    }

    /// All of them, in order.
    public var features: [Feature] { all.flatMap(\.features) }
}
