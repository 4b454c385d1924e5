import Documents
import Features
import Tables

/// A test of one feature: `{feature: logins_30d, below: 5}`. A missing value fails every test but `missing: true`.
public struct Condition: Sendable {
    enum Test: Sendable {
        case above(Double), atLeast(Double), below(Double), atMost(Double)
        case equals(String), isMissing
    }

    public let feature: String
    let tests: [Test]

    static let fieldNames = ["feature", "above", "at_least", "below", "at_most", "equals", "missing"]

    init(_ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(Condition.fieldNames)
        let name = try fields.required("feature")
        feature = try name.text()
        guard features[feature] != nil else {
            throw name.error("unknown feature \"\(feature)\"" + NearestName.hint(for: feature, among: features.keys))
        }
        var tests: [Test] = []
        if let bound = try fields["above"]?.number() { tests.append(.above(bound)) }
        if let bound = try fields["at_least"]?.number() { tests.append(.atLeast(bound)) }
        if let bound = try fields["below"]?.number() { tests.append(.below(bound)) }
        if let bound = try fields["at_most"]?.number() { tests.append(.atMost(bound)) }
        if let level = try fields["equals"]?.text() { tests.append(.equals(level)) }
        if try fields["missing"]?.flag() == true { tests.append(.isMissing) }
        if tests.isEmpty { throw field.error("a condition needs one of \(Condition.fieldNames.dropFirst().joined(separator: ", "))") }
        self.tests = tests
    }

    /// Whether row `row` of the feature's column passes all tests.
    func holds(_ values: FrameValues, row: Int) -> Bool {
        let text = values.text(at: row)
        let number: Double = if case .numbers(let numbers) = values { numbers[row] } else { text.flatMap(Double.init) ?? .nan }
        return tests.allSatisfy { test in
            switch test {
            case .above(let bound): number > bound
            case .atLeast(let bound): number >= bound
            case .below(let bound): number < bound
            case .atMost(let bound): number <= bound
            case .equals(let level): text == level
            case .isMissing: text == nil
            }
        }
    }
}
