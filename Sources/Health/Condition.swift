import Documents
import Features
import Tables

/// A test of one feature: `{feature: logins_30d, below: 5}`; with several bounds all must hold. `above` and `below`
/// exclude the bound, `at_least` and `at_most` include it. A missing value fails every test but `missing: true`;
/// `missing: false` holds where the value is known.
public struct Condition: Sendable {
    /// The feature that is tested.
    public let feature: String
    private let tests: [ConditionTest]

    package static let fieldNames = ["feature"] + ConditionTest.boundNames + ["equals", "missing"]

    /// - Throws: `DocumentError` for a feature that does not exist, a bound on a feature that holds levels, no test at all,
    ///   or `missing: true` beside other tests (it would never hold).
    init(_ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(Condition.fieldNames)
        let name = try fields.required("feature")
        let known = try name.feature(among: features)
        feature = known.name
        var tests = try ConditionTest.bounds(fields, of: known)
        if let level = fields["equals"] {
            tests.append(known.isCategory ? .level(try level.text()) : .equals(try level.number()))
        }
        if let flag = fields["missing"] {
            let isMissing = try flag.flag()
            if isMissing, !tests.isEmpty { throw flag.error("`missing: true` excludes every other test") }
            tests.append(.missing(isMissing))
        }
        guard !tests.isEmpty else {
            let names = Condition.fieldNames.dropFirst().joined(separator: ", ")
            throw field.error("a condition needs one of \(names)")
        }
        self.tests = tests
    }

    /// One condition, or a list of them that must all hold.
    static func all(_ field: Field, features: [String: Feature]) throws(DocumentError) -> [Condition] {
        guard case .sequence = field.node.content else { return [try Condition(field, features: features)] }
        var conditions: [Condition] = []
        for item in try field.list() { conditions.append(try Condition(item, features: features)) }
        guard !conditions.isEmpty else { throw field.error("an empty list of conditions holds for everyone") }
        return conditions
    }

    /// `when:` where it is given.
    static func optional(_ field: Field?, features: [String: Feature]) throws(DocumentError) -> Condition? {
        guard let field else { return nil }
        return try Condition(field, features: features)
    }

    /// Whether row `row` passes all tests; false where the frame lacks the feature.
    public func holds(_ frame: Frame, row: Int) -> Bool {
        frame[feature].map { holds($0.values, row: row) } ?? false
    }

    /// The rows of `frame` among `rows` that pass all tests, in their order: the column is found once.
    func rows(_ frame: Frame, among rows: [Int]) -> [Int] {
        guard let values = frame[feature]?.values else { return [] }
        return rows.filter { holds(values, row: $0) }
    }

    /// The same for the feature's own column.
    func holds(_ values: FrameValues, row: Int) -> Bool {
        switch values {
        case .numbers(let numbers): tests.allSatisfy { $0.holds(number: numbers[row]) }
        case .categories(let categories): tests.allSatisfy { $0.holds(level: categories.level(at: row)) }
        }
    }
}

extension Condition? {
    /// No condition always holds.
    func holds(_ frame: Frame, row: Int) -> Bool { self?.holds(frame, row: row) ?? true }
}

extension Field {
    /// The feature that the field names; an error that names the nearest one where there is none.
    func feature(among features: [String: Feature]) throws(DocumentError) -> Feature {
        let name = try text()
        guard let feature = features[name] else {
            throw error("unknown feature \"\(name)\"" + NearestName.hint(for: name, among: features.keys))
        }
        return feature
    }
}

enum ConditionTest: Sendable {
    case above(Double)
    case atLeast(Double)
    case below(Double)
    case atMost(Double)
    case equals(Double)
    case level(String)
    case missing(Bool)

    static let boundNames = ["above", "at_least", "below", "at_most"]

    static func bounds(_ fields: Fields, of feature: Feature) throws(DocumentError) -> [ConditionTest] {
        let makers: [@Sendable (Double) -> ConditionTest] = [
            { .above($0) }, { .atLeast($0) }, { .below($0) }, { .atMost($0) },
        ]
        var tests: [ConditionTest] = []
        for (name, make) in zip(boundNames, makers) {
            guard let field = fields[name] else { continue }
            if feature.isCategory { throw field.error("\(feature.name) holds levels: use `equals` or `missing`") }
            tests.append(make(try field.number()))
        }
        return tests
    }

    /// NaN is missing.
    func holds(number: Double) -> Bool {
        switch self {
        case .above(let bound): number > bound
        case .atLeast(let bound): number >= bound
        case .below(let bound): number < bound
        case .atMost(let bound): number <= bound
        case .equals(let value): number == value
        case .level: false
        case .missing(let expected): number.isNaN == expected
        }
    }

    func holds(level: String?) -> Bool {
        switch self {
        case .level(let expected): level == expected
        case .missing(let expected): (level == nil) == expected
        case .above, .atLeast, .below, .atMost, .equals: false
        }
    }
}
