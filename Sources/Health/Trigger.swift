import Documents
import Features
import Signals
import Tables

/// An alert that an account raises when something happens to it: `when` (conditions over features, all of which must
/// hold), `normal` (a multiple of what is normal for the account itself), or both, which must then hold together.
///
/// Windows are those of the features: `normal: {feature: usage_ratio, at_most: 0.5}` is at most half of what is normal
/// for the account in as many days. A feature that is missing raises no alert (no history is no deviation), unless the
/// condition is `missing: true`. A trigger sees features and nothing learned: how urgent its alert is, Scoring says.
public struct Trigger: Sendable {
    /// Unique in its scorecard.
    public let name: String
    /// Empty where only the own normal counts.
    public let conditions: [Condition]
    /// nil where only the conditions count.
    public let deviation: OwnDeviation?
    /// Days after an alert before the same account may raise the same one again. By default four weeks: what has an owner
    /// and a due date is not told anew every week.
    public let coolDownDays: Int
    /// What to do.
    public let action: String
    /// Who has to act.
    public let owner: PlaybookAction.Owner
    /// Days from the as-of date.
    public let dueDays: Int
    /// What its conditions read, by name: people are shown what a logarithm was taken of.
    private let features: [String: Feature]

    package static let fieldNames = ["trigger", "when", "normal", "cooldown_days", "action", "owner", "due_days"]
    /// Days before an alert is told again where the trigger says nothing: four weeks.
    public static let defaultCoolDown = 28

    /// - Throws: for unknown names (with the nearest), a trigger without `when` and `normal`, one without action, owner or
    ///   due date, a cool-down that is not 1 to 366 days.
    private init(_ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(Trigger.fieldNames)
        name = try fields.required("trigger").text()
        conditions =
            try fields["when"].map { field throws(DocumentError) in
                try Condition.all(field, features: features)
            } ?? []
        deviation = try fields["normal"].map { field throws(DocumentError) in
            try OwnDeviation(field, features: features)
        }
        guard !conditions.isEmpty || deviation != nil else {
            throw field.error("a trigger needs `when`, `normal` or both")
        }
        coolDownDays = try fields["cooldown_days"]?.integer(in: 1...366) ?? Trigger.defaultCoolDown
        action = try fields.required("action").text()
        owner = try fields.required("owner").choice()
        dueDays = try fields.required("due_days").integer(in: 0...730)
        let names = Set(conditions.map(\.feature))
        self.features = features.filter { names.contains($0.key) }
    }

    /// In file order.
    /// - Throws: also where two have one name: alerts are known by it.
    static func list(_ field: Field?, features: [String: Feature]) throws(DocumentError) -> [Trigger] {
        var triggers: [Trigger] = []
        for item in try field?.list() ?? [] {
            let new = try Trigger(item, features: features)
            guard !triggers.contains(where: { $0.name == new.name }) else {
                throw item.error("a trigger named \"\(new.name)\" stands above")
            }
            triggers.append(new)
        }
        return triggers
    }

    /// The rows of `frame` that have what raises the alert, whatever was told before; rising.
    public func rows(_ frame: Frame) -> [Int] {
        var rows = Array(0..<frame.rowCount)
        for condition in conditions { rows = condition.rows(frame, among: rows) }
        return deviation?.rows(frame, among: rows) ?? rows
    }

    /// Whether the cool-down after an alert on `last` is over on `day`.
    public func mayFire(on day: Day, last: Day?) -> Bool { last.map { day - $0 >= coolDownDays } ?? true }

    /// What a row shows, for the one who has to act: `usage_ratio 0.31 (at most 0.5 x normal)`. Logarithms are taken back.
    public func evidence(_ frame: Frame, row: Int) -> String {
        let values = conditions.map { condition in
            "\(condition.feature) \(value(frame, condition.feature, row))"
        }
        let multiples = deviation.map { deviation in
            "\(deviation.feature) \(value(frame, deviation.feature, row)) (\(deviation.words))"
        }
        return (values + [multiples].compactMap(\.self)).joined(separator: ", ")
    }

    /// Three significant digits say enough.
    private func value(_ frame: Frame, _ feature: String, _ row: Int) -> String {
        switch frame[feature]?.values {
        case .numbers(let numbers):
            NumberFormat.significant(3).text(features[feature]?.natural(numbers[row]) ?? numbers[row])
        case .categories(let levels): levels.level(at: row) ?? NumberFormat.missing
        case nil: NumberFormat.missing
        }
    }

    /// Every feature that is read.
    var featureNames: [String] { conditions.map(\.feature) + [deviation?.feature].compactMap(\.self) }
}
