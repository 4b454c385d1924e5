import Documents
import Features

/// What to do for accounts of a band.
public struct PlaybookAction: Sendable {
    /// The team that an action belongs to.
    public enum Owner: String, Sendable, CaseIterable {
        /// Who sells and renews.
        case sales
        /// Who runs campaigns and references.
        case marketing
        /// Who looks after the account.
        case customerSuccess = "customer-success"
    }

    /// A short name, such as `executive touch`.
    public let name: String
    /// What to do, in a sentence.
    public let text: String
    /// Who does it.
    public let owner: Owner
    /// Days from the as-of date.
    public let dueDays: Int
    /// nil where the action always applies.
    public let condition: Condition?
    /// What it does and costs, where it is a concession.
    public let concession: Concession?

    package static let fieldNames = ["action", "text", "owner", "due_days", "when"] + Concession.fieldNames

    private init(_ field: Field, features: [String: Feature]) throws(DocumentError) {
        let fields = try field.fields(PlaybookAction.fieldNames)
        name = try fields.required("action").text()
        text = try fields.required("text").text()
        owner = try fields.required("owner").choice()
        dueDays = try fields.required("due_days").integer(in: 0...730)
        condition = try Condition.optional(fields["when"], features: features)
        concession = try Concession.optional(fields)
    }

    /// The actions of each band, in file order.
    /// - Throws: where a playbook is for a band that does not exist, with the nearest one.
    static func byBand(
        _ field: Field?, features: [String: Feature], bands: [Band]
    ) throws(DocumentError) -> [String: [PlaybookAction]] {
        var playbooks: [String: [PlaybookAction]] = [:]
        for (name, value) in try field?.entries() ?? [] {
            guard bands.contains(where: { $0.name == name }) else {
                throw value.error(
                    "no band is called \"\(name)\"" + NearestName.hint(for: name, among: bands.map(\.name)))
            }
            var actions: [PlaybookAction] = []
            for item in try value.list() { actions.append(try PlaybookAction(item, features: features)) }
            playbooks[name] = actions
        }
        return playbooks
    }
}
