import Tables

/// How an account stands against the last run.
public struct AccountMove: Sendable, Equatable {
    /// Which way an account moved.
    public enum Kind: String, Sendable, CaseIterable {
        /// To a lower band; from a score to none.
        case down
        /// Had a row at the last run, and has none now.
        case gone
        /// No row at the last run.
        case new
        /// To a higher band; from no score to one.
        case up
        /// Neither a lower nor a higher band.
        case same
    }

    /// The account.
    public let accountID: String
    /// Which way it moved.
    public let kind: Kind
    /// nil where there was none.
    public let before: RoutineState.Snapshot?
    /// As it is now; nil where it is gone.
    public let after: RoutineState.Snapshot?

    /// - Parameter bands: names, lowest first.
    init(before: RoutineState.Snapshot?, after: RoutineState.Snapshot?, bands: [String]) {
        accountID = (after ?? before)?.accountID ?? ""
        (self.before, self.after) = (before, after)
        kind = AccountMove.kind(before, after, bands)
    }

    private static func kind(
        _ before: RoutineState.Snapshot?, _ after: RoutineState.Snapshot?, _ bands: [String]
    ) -> Kind {
        guard let before else { return .new }
        guard let after else { return .gone }
        func place(_ band: String?) -> Int { bands.firstIndex { $0 == band } ?? -1 }
        let (old, new) = (place(before.band), place(after.band))
        return new < old ? .down : new > old ? .up : .same
    }

    /// Points of the health score; nil where one of the scores is missing.
    public var healthChange: Int? { after?.health.flatMap { new in before?.health.map { new - $0 } } }

    /// Of the probability; nil where one is missing.
    public var riskChange: Double? { after?.pChurn.flatMap { new in before?.pChurn.map { new - $0 } } }

    /// Worse bands first, then by points lost, probability gained and account.
    static func isWorse(_ a: AccountMove, _ b: AccountMove) -> Bool {
        let order = Kind.allCases
        let (one, two) = (order.firstIndex(of: a.kind)!, order.firstIndex(of: b.kind)!)
        if one != two { return one < two }
        let (points, others) = (a.healthChange ?? 0, b.healthChange ?? 0)
        if points != others { return points < others }
        let (risk, other) = (a.riskChange ?? 0, b.riskChange ?? 0)
        return risk != other ? risk > other : a.accountID < b.accountID
    }
}
