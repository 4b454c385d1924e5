import Documents
import Features
import Tables

/// The hand-set health score of `scorecard.yaml`: 0-100, high is good.
///
/// score = Σ_g W_g/ΣW · Σ_m w_m/Σw · points_m over groups g and their measures m; measures that are missing under
/// `redistribute` leave the sums (a group without any measure leaves the outer sum). Then the knock-out caps. The band is
/// taken on the score rounded half up.
public struct Scorecard: Sendable {
    public let name: String
    public let groups: [MeasureGroup]
    public let bands: [Band]
    public let caps: [ScoreCap]
    public let states: [DerivedState]
    /// Actions by band name.
    public let playbooks: [String: [PlaybookAction]]

    static let fieldNames = ["version", "name", "weights", "groups", "bands", "caps", "states", "playbooks"]

    /// Reads `scorecard.yaml`; `features` are those that `signals.yaml` defines.
    /// - Throws: `DocumentError` with file and line: unknown names with the nearest known one, weights that do not sum to
    ///   100 (unless `weights: normalised`), bands with gaps, playbooks for bands that do not exist.
    public init(_ root: Field, features: [Feature]) throws(DocumentError) {
        let known = Dictionary(features.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let fields = try root.fields(Scorecard.fieldNames)
        _ = try fields.required("version").integer(in: 1...1)
        name = try fields["name"]?.text() ?? "scorecard"
        let isStrict = try fields["weights"]?.choice(among: ["strict", "normalised"]) != "normalised"
        groups = try Scorecard.groups(try fields.required("groups"), known, isStrict: isStrict)
        bands = try fields["bands"].map { field throws(DocumentError) in try Band.list(field) } ?? Band.standard
        caps = try Scorecard.caps(fields["caps"], known)
        states = try Scorecard.states(fields["states"], known)
        playbooks = try Scorecard.playbooks(fields["playbooks"], known, bands)
    }

    public var measures: [Measure] { groups.flatMap(\.measures) }

    /// The band of a rounded score.
    public func band(_ score: Int) -> Band { bands.first { $0.range.contains(score) }! }

    private static func groups(
        _ field: Field, _ known: [String: Feature], isStrict: Bool
    ) throws(DocumentError) -> [MeasureGroup] {
        var groups: [MeasureGroup] = []
        var lines: [String: Int] = [:]
        for (name, value) in try field.entries() {
            let fields = try value.fields(["weight", "measures"])
            var measures: [Measure] = []
            for (measureName, measure) in try fields.required("measures").entries() {
                if let line = lines.updateValue(measure.node.position.line, forKey: measureName) {
                    throw measure.error("measure \"\(measureName)\" stands twice (first in line \(line))")
                }
                measures.append(try Measure(name: measureName, measure, features: known))
            }
            let weight = try fields.required("weight").number(in: 0...1e6)
            try checkSum(measures.filter { !$0.isPilot }.map(\.weight), isStrict: isStrict, try fields.required("measures"))
            groups.append(MeasureGroup(name: name, weight: weight, measures: measures))
        }
        try checkSum(groups.map(\.weight), isStrict: isStrict, field)
        return groups
    }

    private static func checkSum(_ weights: [Double], isStrict: Bool, _ field: Field) throws(DocumentError) {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { throw field.error("the weights sum to 0") }
        if isStrict, abs(sum - 100) > 1e-9 {
            throw field.error("the weights sum to \(JSON.text(of: sum)), expected 100 (or say `weights: normalised`)")
        }
    }

    private static func caps(_ field: Field?, _ known: [String: Feature]) throws(DocumentError) -> [ScoreCap] {
        var caps: [ScoreCap] = []
        for item in try field?.list() ?? [] {
            let fields = try item.fields(["when", "limit", "reason"])
            caps.append(
                ScoreCap(
                    condition: try Condition(try fields.required("when"), features: known),
                    limit: try fields.required("limit").number(in: 0...100),
                    reason: try fields.required("reason").text()))
        }
        return caps
    }

    private static func states(_ field: Field?, _ known: [String: Feature]) throws(DocumentError) -> [DerivedState] {
        var states: [DerivedState] = []
        guard let field else { return [] }
        let fields = try field.fields(DerivedState.names)
        for name in DerivedState.names {
            if let state = fields[name] { states.append(try DerivedState(name: name, state, features: known)) }
        }
        return states
    }

    private static func playbooks(
        _ field: Field?, _ known: [String: Feature], _ bands: [Band]
    ) throws(DocumentError) -> [String: [PlaybookAction]] {
        var playbooks: [String: [PlaybookAction]] = [:]
        for (name, value) in try field?.entries() ?? [] {
            guard bands.contains(where: { $0.name == name }) else {
                throw value.error("no band is called \"\(name)\"" + NearestName.hint(for: name, among: bands.map(\.name)))
            }
            playbooks[name] = try PlaybookAction.list(value, features: known)
        }
        return playbooks
    }

    static func condition(_ field: Field?, _ known: [String: Feature]) throws(DocumentError) -> Condition? {
        guard let field else { return nil }
        return try Condition(field, features: known)
    }

    /// Whether an optional condition holds for a row; no condition always holds.
    static func holds(_ condition: Condition?, _ frame: Frame, row: Int) -> Bool {
        guard let condition else { return true }
        guard let column = frame[condition.feature] else { return false }
        return condition.holds(column.values, row: row)
    }

    /// The first action of the row's band whose condition holds.
    public func action(band: String, _ frame: Frame, row: Int) -> PlaybookAction? {
        playbooks[band]?.first { Scorecard.holds($0.condition, frame, row: row) }
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
