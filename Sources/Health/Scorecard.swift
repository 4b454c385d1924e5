import Documents
import Features
import Tables

/// The hand-set health score of `scorecard.yaml`: 0-100, high is good.
///
/// By the profile of the account's stage of life, score = Σ_g W_g/ΣW · Σ_m w_m/Σw · points_m over groups g and their measures m; measures that are missing under
/// `redistribute` leave the sums (a group without any measure leaves the outer sum). Then the knock-out caps. The band is
/// taken on the score rounded half up. An account of which no counted measure is known, or of which one under `block` is
/// missing, is unscored whatever the other policies say.
public struct Scorecard: Sendable {
    /// As people call it.
    public let name: String
    /// Of the default profile.
    public var groups: [MeasureGroup] { defaultProfile.groups }
    /// In the order in which their conditions are tried; the last is the default. One named `Profile.standard` where the
    /// file lists none.
    public let profiles: [Profile]
    /// From 0 to 100, by rising health.
    public let bands: [Band]
    /// Knock-outs, in the order of the file.
    public let caps: [ScoreCap]
    /// States in words for the CRM.
    public let states: [DerivedState]
    /// What people say against scores.
    public private(set) var overrides: ScoreOverrides
    /// How an account's descendants become one score; nil where they do not.
    public let rollUp: RollUp?
    /// Actions by band name.
    public let playbooks: [String: [PlaybookAction]]
    /// In file order.
    public let triggers: [Trigger]
    /// New alerts by owner and week.
    public let capacity: Capacity
    /// What is written down every week.
    public let tracked: TrackedFeatures

    package static let fieldNames = [
        "version", "name", "weights", "groups", "profiles", "bands", "caps", "overrides", "rollup", "states",
        "playbooks", "triggers", "capacity", "tracking",
    ]

    /// Reads `scorecard.yaml`; `features` are those that `signals.yaml` defines. Without `bands:` they are `Band.standard`.
    /// - Throws: `DocumentError` with file and line: unknown names with the nearest known one, weights that do not sum to
    ///   100 (unless `weights: normalised`), profiles without exactly one default, bands with gaps, overrides without an
    ///   end, playbooks for bands that do not exist, triggers without a test or an owner.
    public init(_ root: Field, features: [Feature]) throws(DocumentError) {
        let known = Dictionary(features.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let fields = try root.fields(Scorecard.fieldNames)
        _ = try fields.required("version").integer(in: 1...1)
        name = try fields["name"]?.text() ?? "scorecard"
        let isStrict = try fields["weights"]?.choice(among: ["strict", "normalised"]) != "normalised"
        let base = try fields.required("groups")
        let groups = try MeasureGroup.list(base, features: known, isStrict: isStrict)
        profiles =
            try fields["profiles"].map { field throws(DocumentError) in
                try Profile.list(field, base: base, features: known, isStrict: isStrict)
            } ?? [Profile(name: Profile.standard, condition: nil, groups: groups)]
        bands = try fields["bands"].map { field throws(DocumentError) in try Band.list(field) } ?? Band.standard
        caps = try ScoreCap.list(fields["caps"], features: known)
        overrides = ScoreOverrides(try ScoreOverride.list(fields["overrides"], bands: bands))
        rollUp = try fields["rollup"]?.choice()
        states = try DerivedState.list(fields["states"], features: known)
        playbooks = try PlaybookAction.byBand(fields["playbooks"], features: known, bands: bands)
        triggers = try Trigger.list(fields["triggers"], features: known)
        capacity = try Capacity(fields["capacity"])
        tracked = try TrackedFeatures(fields["tracking"], features: known)
    }

    /// The same where accounts and the authors of overrides go by other names, and reasons are not told.
    /// - Parameter rename: what stands for an id or a name.
    public func naming(_ rename: (String) -> String) -> Scorecard {
        var card = self
        card.overrides = overrides.naming(rename)
        return card
    }

    /// The profile of everyone to whom no other applies.
    public var defaultProfile: Profile { profiles[profiles.count - 1] }

    /// All measures, pilots too, in file order.
    public var measures: [Measure] { groups.flatMap(\.measures) }

    /// The band of a rounded score, 0-100.
    public func band(_ score: Int) -> Band { bands.first { $0.range.contains(score) }! }

    /// The first action of the row's band whose condition holds.
    public func action(band: String, _ frame: Frame, row: Int) -> PlaybookAction? {
        playbooks[band]?.first { $0.condition.holds(frame, row: row) }
    }

    /// Every feature that the score is made of: by measures, profiles and caps.
    var scoredFeatureNames: Set<String> {
        var names = Set(profiles.flatMap(\.measures).flatMap(\.featureNames))
        names.formUnion(profiles.compactMap(\.condition?.feature))
        return names.union(caps.map(\.condition.feature))
    }

    /// The actions of the row's band that are concessions and whose condition holds.
    public func concessions(band: String, _ frame: Frame, row: Int) -> [PlaybookAction] {
        (playbooks[band] ?? []).filter { $0.concession != nil && $0.condition.holds(frame, row: row) }
    }

    /// Every feature that a measure, profile, cap, state, action or trigger reads, and those that are tracked.
    public var featureNames: Set<String> {
        var names = scoredFeatureNames
        names.formUnion(states.flatMap(\.words).compactMap(\.condition?.feature))
        names.formUnion(playbooks.values.joined().compactMap(\.condition?.feature))
        names.formUnion(triggers.flatMap(\.featureNames) + tracked.features.map(\.name))
        return names
    }
}
