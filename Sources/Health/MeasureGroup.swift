import Documents
import Features

/// Measures that are weighted among themselves before the groups are.
public struct MeasureGroup: Sendable {
    /// Unique in its scorecard.
    public let name: String
    /// Among the groups; 0 is shown and not counted.
    public let weight: Double
    /// In the order of the file.
    public let measures: [Measure]

    package static let fieldNames = ["weight", "measures"]

    /// Those that enter the score: all but the pilots.
    public var counted: [Measure] { measures.filter { !$0.isPilot } }

    /// - Parameters:
    ///   - changes: what a profile changes in them.
    ///   - isStrict: whether weights must sum to 100, of the groups and within each.
    /// - Throws: where weights do not sum to 100 (or, normalised, to nothing), a measure's name stands in two groups, or two
    ///   counted measures read one feature, which would count it twice.
    static func list(
        _ field: Field, changes: Field? = nil, features: [String: Feature], isStrict: Bool
    ) throws(DocumentError) -> [MeasureGroup] {
        var groups: [MeasureGroup] = []
        var seen = SeenMeasures()
        for entry in try ProfiledField.entries(field, changes, what: "group") {
            groups.append(try MeasureGroup(entry, features: features, isStrict: isStrict, seen: &seen))
        }
        try checkSum(groups.map(\.weight), isStrict: isStrict, changes ?? field)
        return groups
    }

    private init(
        _ entry: ProfiledField, features: [String: Feature], isStrict: Bool, seen: inout SeenMeasures
    ) throws(DocumentError) {
        let fields = try entry.base.fields(MeasureGroup.fieldNames)
        let changes = try entry.change?.fields(MeasureGroup.fieldNames)
        var measures: [Measure] = []
        let list = try fields.required("measures")
        for entry in try ProfiledField.entries(list, changes?["measures"], what: "measure") {
            let measure = try Measure(name: entry.name, try entry.measure(), features: features)
            try seen.add(measure, entry.place)
            measures.append(measure)
        }
        name = entry.name
        let weighing = if let changed = changes?["weight"] { changed } else { try fields.required("weight") }
        weight = try weighing.number(in: 0...Measure.largestWeight)
        self.measures = measures
        // A group of pilots alone is there to be looked at.
        guard weight > 0 || !counted.isEmpty else { return }
        try MeasureGroup.checkSum(counted.map(\.weight), isStrict: isStrict, changes?["measures"] ?? list)
    }

    private static func checkSum(_ weights: [Double], isStrict: Bool, _ field: Field) throws(DocumentError) {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { throw field.error("the weights sum to 0") }
        if isStrict, abs(sum - 100) > 1e-9 {
            let found = JSON.text(of: (sum * 1e9).rounded() / 1e9)
            throw field.error("the weights sum to \(found), expected 100 (or say `weights: normalised`)")
        }
    }
}

/// Names and features of the measures read so far, with their lines.
private struct SeenMeasures {
    private var lines: [String: Int] = [:]
    private var countedBy: [String: (measure: String, line: Int)] = [:]

    mutating func add(_ measure: Measure, _ field: Field) throws(DocumentError) {
        let line = field.node.position.line
        if let first = lines.updateValue(line, forKey: measure.name) {
            throw field.error("measure \"\(measure.name)\" stands twice (first in line \(first))")
        }
        guard !measure.isPilot else { return }
        if let first = countedBy.updateValue((measure.name, line), forKey: measure.feature) {
            throw field.error(
                "feature \"\(measure.feature)\" is counted twice (by \"\(first.measure)\" in line \(first.line))")
        }
    }
}
