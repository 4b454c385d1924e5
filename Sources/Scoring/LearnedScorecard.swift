import Documents
import Features
import Health
import Modeling
import Tables

/// A scorecard with whole weights learned from past renewals: the text of the hand-set file with other numbers at its weights,
/// so that rules, caps, bands, playbooks and comments stay as they are.
///
/// The weights are those of a ridge logistic regression of loss on the measures' points, each held to its direction (more points,
/// fewer losses), so none is negative: βₘ ≤ 0, share = -βₘ / Σ|β|. Groups get whole per cents of the whole, and measures of
/// their group, by the largest-remainder method; a group that earns nothing gets 0 and keeps the weights within. Pilots
/// stay pilots. Where the file has profiles, what they change is weighed among what is learned (`weights: normalised`).
///
/// Not promised: that it ranks better. Judge it on renewals that it has not seen.
public struct LearnedScorecard: Sendable {
    /// The whole file.
    public let text: String
    /// The same, read.
    public let card: Scorecard
    /// Per cent, by group.
    public let groups: [String: Int]
    /// Per cent of the group, by measure.
    public let measures: [String: Int]

    /// - Parameters:
    ///   - file: its name, for errors.
    ///   - features: the features that measures may name.
    ///   - seed: of draws and samples; by default 42, so that every figure repeats.
    ///   - bytes: of the hand-set file, which `file` names in errors.
    ///   - data: rows to learn from, with every feature that the card reads.
    ///   - origin: what the first line of the file says of where its weights come from.
    /// - Throws: `DocumentError`; `TrainingError` where nothing can be learned or a weight cannot be replaced.
    public init(
        _ bytes: [UInt8], file: String, features: [Feature], learnedOn data: Observations, seed: UInt64 = 42,
        origin: String? = nil
    ) throws {
        let root = try Field.yaml(bytes, file: file)
        let original = try Scorecard(root, features: features)
        let shares = try LearnedScorecard.shares(original, data, seed: seed)
        (groups, measures) = LearnedScorecard.whole(original, shares)
        var edits = try LearnedScorecard.edits(root, groups, measures)
        if original.profiles.count > 1 { edits += try LearnedScorecard.normalising(root) }
        // A byte order mark would end up behind the first line.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let plain = String(decoding: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
        let rewritten = try TextEdit.applied(edits, to: plain, file: file)
        text = (origin.map { "# \($0)\n" } ?? "") + rewritten
        card = try Scorecard(Field.yaml(Array(text.utf8), file: file), features: features)
        try check()
    }

    /// Of each measure that is no pilot, 0 or more; they sum to 1.
    private static func shares(
        _ card: Scorecard, _ data: Observations, seed: UInt64
    ) throws(TrainingError) -> [String: Double] {
        let names = Set(card.measures.filter { !$0.isPilot }.map(\.name))
        let rows = data.points(of: card, only: names)
        let options = TrainingOptions(
            penalty: .ridge, calibration: "none", seed: seed,
            directions: Dictionary(uniqueKeysWithValues: names.map { ($0, .falling) }))
        let shares = try WeightFit(rows, options: options).shares(nil).mapValues { max(0, $0) }
        guard shares.values.contains(where: { $0 > 0 }) else {
            throw .data("no measure of the scorecard goes with fewer losses: there are no weights to write")
        }
        return shares
    }

    private static func whole(_ card: Scorecard, _ shares: [String: Double]) -> ([String: Int], [String: Int]) {
        let sums = card.groups.map { group in group.measures.reduce(0) { $0 + (shares[$1.name] ?? 0) } }
        let groups = zip(card.groups.map(\.name), Apportionment.integers(sums.map { 100 * $0 }, total: 100))
        var measures: [String: Int] = [:]
        for (group, sum) in zip(card.groups, sums) where sum > 0 {
            let own = group.measures.filter { !$0.isPilot }
            let parts = Apportionment.integers(own.map { 100 * (shares[$0.name] ?? 0) / sum }, total: 100)
            for (measure, part) in zip(own, parts) { measures[measure.name] = part }
        }
        return (Dictionary(uniqueKeysWithValues: groups), measures)
    }

    private static func edits(
        _ root: Field, _ groups: [String: Int], _ measures: [String: Int]
    ) throws(DocumentError) -> [TextEdit] {
        var edits: [TextEdit] = []
        for (name, group) in try root.member("groups")?.entries() ?? [] {
            edits += TextEdit.optional(try group.member("weight"), groups[name])
            for (name, measure) in try group.member("measures")?.entries() ?? [] {
                edits += TextEdit.optional(try measure.member("weight"), measures[name])
            }
        }
        return edits
    }

    /// What makes weights that do not sum to 100 be taken as shares.
    private static func normalising(_ root: Field) throws(DocumentError) -> [TextEdit] {
        let word = "normalised"
        if let policy = try root.member("weights") {
            return try policy.text() == word ? [] : [TextEdit(policy, word)]
        }
        guard let version = try root.member("version") else { return [] }
        return [TextEdit(version, "\(try version.text())\nweights: \(word)")]
    }

    /// What was written is what is read.
    private func check() throws(TrainingError) {
        for group in card.groups {
            let isAsWritten =
                groups[group.name].map(Double.init) == group.weight
                && group.measures.allSatisfy { measures[$0.name].map { Double($0) } ?? $0.weight == $0.weight }
            guard isAsWritten else {
                throw .data("the weights of group \"\(group.name)\" cannot be written: are they YAML aliases?")
            }
        }
    }
}

extension Field {
    /// The member of a mapping; nil where there is none of that name.
    fileprivate func member(_ name: String) throws(DocumentError) -> Field? {
        try entries().first { $0.name == name }?.value
    }
}

/// Another text at the place of a plain scalar.
private struct TextEdit {
    let field: Field
    let text: String

    init(_ field: Field, _ text: String) { (self.field, self.text) = (field, text) }

    static func optional(_ field: Field?, _ value: Int?) -> [TextEdit] {
        guard let field, let value else { return [] }
        return [TextEdit(field, String(value))]
    }

    /// From the last to the first, so that places stay what they are.
    static func applied(_ edits: [TextEdit], to text: String, file: String) throws(DocumentError) -> String {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0) }
        let order = edits.sorted {
            ($0.field.node.position.line, $0.field.node.position.column)
                > ($1.field.node.position.line, $1.field.node.position.column)
        }
        for edit in order {
            let (line, old) = (edit.field.node.position.line - 1, Array(try edit.field.text().unicodeScalars))
            let start = edit.field.node.position.column - 1
            guard lines.indices.contains(line), start >= 0, start + old.count <= lines[line].count,
                Array(lines[line][start..<(start + old.count)]) == old
            else { throw edit.field.error("cannot be replaced: expected a plain number or word") }
            lines[line].replaceSubrange(start..<(start + old.count), with: Array(edit.text.unicodeScalars))
        }
        var out = String.UnicodeScalarView()
        for (number, line) in lines.enumerated() {
            if number > 0 { out.append("\n") }
            out.append(contentsOf: line)
        }
        return String(out)
    }
}
