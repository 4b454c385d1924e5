import Documents
import Signals

/// Who is active week after week.
public struct ConsistentUsersKind: FeatureKind {
    public static let name = "consistent_users"
    public static let summary = "how many users were active in most of the last weeks"
    public static let details = """
        Users with a reading in at least at_least of the weeks weeks (7 days each, the newest ends at t), as a share \
        of all users with a reading in those weeks, or with of: count their number. The share is missing where no \
        user had a reading; the number is 0 then, missing before tracking began.
        """
    public static let options =
        FeatureOption.selection + [
            FeatureOption("weeks", .count(2...52), "how many weeks; default 4"),
            FeatureOption("at_least", .count(1...52), "in how many of them; default 3"),
            FeatureOption("of", .choice(["share", "count"]), "share of the users, or their number; default share"),
        ]
    public static let examples = [
        "{kind: consistent_users, signal: login}",
        "{kind: consistent_users, signal: login, weeks: 8, at_least: 6, of: count}",
    ]

    private let selection: Selection
    private let weeks: Int
    private let least: Int
    private let isShare: Bool

    public init(_ entry: inout FeatureEntry) throws(DocumentError) {
        selection = try entry.selection()
        weeks = try entry.count("weeks", in: 2...52, default: 4)
        least = try entry.count("at_least", in: 1...52, default: 3)
        isShare = try entry.choice("of", among: ["share", "count"]) == "share"
        guard least <= weeks else { throw entry.error("at_least", "\(least) of \(weeks) weeks") }
    }

    public var traits: FeatureTraits {
        FeatureTraits(
            "\(isShare ? "share of" : "number of") users with \(selection.words) in \(least) of \(weeks) weeks",
            unit: isShare ? "share" : "users")
    }

    public func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let periods = plan.periods(selection, days: 7, count: weeks, needs: .users)
        let (least, isShare) = (least, isShare)
        return .number { evidence in
            var active: [Int32] = []
            for period in periods { active += evidence.users(period) }
            let all = Measure.sortedCodes(active[...], active.indices)
            let weeksOf = active.reduce(into: [Int32: Int]()) { $0[$1, default: 0] += 1 }
            let consistent = Double(weeksOf.values.count { $0 >= least })
            if isShare { return all.isEmpty ? .nan : consistent / Double(all.count) }
            return evidence.trackedDays(periods[0].readings) < 0 ? .nan : consistent
        }
    }
}
