import Documents
import Features
import Tables

/// A stage of an account's life with weights and maps of its own: a newcomer is judged by other things than an account a
/// month before its renewal. The first profile whose condition holds counts; the last has none and is everyone else's.
/// What a score and a band mean does not depend on the profile: bands and caps are the scorecard's.
public struct Profile: Sendable {
    /// Unique in its scorecard.
    public let name: String
    /// nil for the default.
    public let condition: Condition?
    /// The scorecard's groups and measures, all of them in its order, with the profile's own weights and maps.
    public let groups: [MeasureGroup]

    package static let fieldNames = ["name", "when", "groups"]
    /// The name of the profile of a scorecard that lists none.
    public static let standard = "standard"

    init(name: String, condition: Condition?, groups: [MeasureGroup]) {
        (self.name, self.condition, self.groups) = (name, condition, groups)
    }

    /// Of all groups, in the order of the file.
    public var measures: [Measure] { groups.flatMap(\.measures) }

    /// - Parameter base: the scorecard's own `groups:`, which a profile changes in part.
    /// - Throws: where there is not exactly one profile without `when:`, or it is not the last (those behind it would never
    ///   be reached), where two have one name, and whatever `groups:` is refused for.
    static func list(
        _ field: Field, base: Field, features: [String: Feature], isStrict: Bool
    ) throws(DocumentError) -> [Profile] {
        var profiles: [Profile] = []
        for item in try field.list() {
            let profile = try Profile(item, base: base, features: features, isStrict: isStrict)
            if let last = profiles.last, last.condition == nil {
                throw item.error("\"\(profile.name)\" stands behind the default \"\(last.name)\" and is never reached")
            }
            if profiles.contains(where: { $0.name == profile.name }) {
                throw item.error("a profile named \"\(profile.name)\" stands above")
            }
            profiles.append(profile)
        }
        guard let last = profiles.last, last.condition == nil else {
            throw field.error("expected exactly one default: the last profile has no `when`")
        }
        return profiles
    }

    private init(
        _ item: Field, base: Field, features: [String: Feature], isStrict: Bool
    ) throws(DocumentError) {
        let fields = try item.fields(Profile.fieldNames)
        name = try fields.required("name").text()
        condition = try Condition.optional(fields["when"], features: features)
        groups = try MeasureGroup.list(base, changes: fields["groups"], features: features, isStrict: isStrict)
    }
}

/// A part of the scorecard and what a profile changes in it: what it does not name stays. Places of errors are those of the
/// text that is wrong.
package struct ProfiledField {
    let name: String
    let base: Field
    let change: Field?

    /// Where an error about the whole stands.
    var place: Field { change ?? base }

    /// The entries of `base`, each with its change.
    /// - Throws: where `changes` names what `base` has not, with the nearest name.
    static func entries(_ base: Field, _ changes: Field?, what: String) throws(DocumentError) -> [ProfiledField] {
        let (known, changes) = (try base.entries(), try changes?.entries() ?? [])
        if let new = changes.first(where: { change in !known.contains { $0.name == change.name } }) {
            let hint = NearestName.hint(for: new.name, among: known.map(\.name))
            throw new.value.error("the scorecard has no \(what) \"\(new.name)\"" + hint)
        }
        return known.map { name, value in
            ProfiledField(name: name, base: value, change: changes.first { $0.name == name }?.value)
        }
    }

    /// What a profile may change in a measure: all but what it is made of.
    package static let measureNames = ["weight", "map", "by", "missing"] + ReadingAge.fieldNames

    /// A measure's options with the changed ones in their place. With another `map:` it starts from no options.
    func measure() throws(DocumentError) -> Field {
        guard let change else { return base }
        let options = RuleKinds.all.flatMap { $0.optionNames }
        let given = try change.fields(ProfiledField.measureNames + options)
        guard case .mapping(let old) = base.node.content, case .mapping(let new) = change.node.content else {
            return base
        }
        let isKept = { (name: String) in
            !given.contains(name) && (given["map"] == nil || !(options + ["by"]).contains(name))
        }
        let merged = old.filter { isKept($0.key) } + new
        return Field(Node(.mapping(merged), at: change.node.position), path: change.path, file: change.file)
    }
}

extension Scorecard {
    /// By row, the index of the first profile whose condition holds.
    package func profileIndices(_ frame: Frame) -> [Int] {
        var indices = [Int](repeating: profiles.count - 1, count: frame.rowCount)
        for (index, profile) in profiles.enumerated().reversed() {
            guard let condition = profile.condition, let values = frame[condition.feature]?.values else { continue }
            for row in indices.indices where condition.holds(values, row: row) { indices[row] = index }
        }
        return indices
    }
}
