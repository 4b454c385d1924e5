import Documents
import Features
import Tables

/// The hand-set health score of `scorecard.yaml`: 0-100, high is good.
///
/// score = Σ_g W_g/ΣW · Σ_m w_m/Σw · points_m over groups g and their measures m; measures that are missing under
/// `redistribute` leave the sums (a group without any measure leaves the outer sum). Then the knock-out caps. The band is
/// taken on the score rounded half up. An account of which no counted measure is known, or of which one under `block` is
/// missing, is unscored whatever the other policies say.
public struct Scorecard: Sendable {
    public let name: String
    public let groups: [MeasureGroup]
    public let bands: [Band]
    public let caps: [ScoreCap]
    public let states: [DerivedState]
    /// Actions by band name.
    public let playbooks: [String: [PlaybookAction]]

    package static let fieldNames = ["version", "name", "weights", "groups", "bands", "caps", "states", "playbooks"]

    /// Reads `scorecard.yaml`; `features` are those that `signals.yaml` defines. Without `bands:` they are `Band.standard`.
    /// - Throws: `DocumentError` with file and line: unknown names with the nearest known one, weights that do not sum to
    ///   100 (unless `weights: normalised`), bands with gaps, playbooks for bands that do not exist.
    public init(_ root: Field, features: [Feature]) throws(DocumentError) {
        let known = Dictionary(features.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let fields = try root.fields(Scorecard.fieldNames)
        _ = try fields.required("version").integer(in: 1...1)
        name = try fields["name"]?.text() ?? "scorecard"
        let isStrict = try fields["weights"]?.choice(among: ["strict", "normalised"]) != "normalised"
        groups = try MeasureGroup.list(try fields.required("groups"), features: known, isStrict: isStrict)
        bands = try fields["bands"].map { field throws(DocumentError) in try Band.list(field) } ?? Band.standard
        caps = try ScoreCap.list(fields["caps"], features: known)
        states = try DerivedState.list(fields["states"], features: known)
        playbooks = try PlaybookAction.byBand(fields["playbooks"], features: known, bands: bands)
    }

    /// All measures, pilots too, in file order.
    public var measures: [Measure] { groups.flatMap(\.measures) }

    /// The band of a rounded score, 0-100.
    public func band(_ score: Int) -> Band { bands.first { $0.range.contains(score) }! }

    /// The first action of the row's band whose condition holds.
    public func action(band: String, _ frame: Frame, row: Int) -> PlaybookAction? {
        playbooks[band]?.first { $0.condition.holds(frame, row: row) }
    }

    /// Every feature that a measure, cap, state or action reads.
    public var featureNames: Set<String> {
        var names = Set(measures.map(\.feature))
        names.formUnion(caps.map(\.condition.feature))
        names.formUnion(states.flatMap(\.words).compactMap(\.condition?.feature))
        names.formUnion(playbooks.values.joined().compactMap(\.condition?.feature))
        return names
    }
}
