import Documents
import Features
import Tables

/// What to do for accounts of a band.
public struct PlaybookAction: Sendable {
    public enum Owner: String, Sendable, CaseIterable {
        case sales, marketing
        case customerSuccess = "customer-success"
    }

    public let name: String
    public let text: String
    public let owner: Owner
    /// Days from the as-of date.
    public let dueDays: Int
    /// nil where the action always applies.
    public let condition: Condition?

    static func list(_ field: Field, features: [String: Feature]) throws(DocumentError) -> [PlaybookAction] {
        var actions: [PlaybookAction] = []
        for item in try field.list() {
            let fields = try item.fields(["action", "text", "owner", "due_days", "when"])
            actions.append(
                PlaybookAction(
                    name: try fields.required("action").text(), text: try fields.required("text").text(),
                    owner: try fields.required("owner").choice(),
                    dueDays: try fields.required("due_days").integer(in: 0...730),
                    condition: try Scorecard.condition(fields["when"], features)))
        }
        return actions
    }
}

/// A state in words for the CRM (payment status, usage trend, communication health): the first word whose condition
/// holds; a word without condition always holds.
public struct DerivedState: Sendable {
    public struct Word: Sendable {
        public let word: String
        public let condition: Condition?
    }

    public let name: String
    public let words: [Word]

    public static let names = ["payment_status", "usage_trend", "communication_health"]
    /// The word where no condition holds.
    public static let unknown = "unknown"

    init(name: String, _ field: Field, features: [String: Feature]) throws(DocumentError) {
        self.name = name
        var words: [Word] = []
        for item in try field.list() {
            let fields = try item.fields(["word", "when"])
            words.append(
                Word(word: try fields.required("word").text(), condition: try Scorecard.condition(fields["when"], features)))
        }
        self.words = words
    }

    /// The word of a row.
    public func word(_ frame: Frame, row: Int) -> String {
        words.first { Scorecard.holds($0.condition, frame, row: row) }?.word ?? DerivedState.unknown
    }
}

/// A knock-out: where the condition holds, the health score is at most `limit` (the champion left, say).
public struct ScoreCap: Sendable {
    public let condition: Condition
    public let limit: Double
    public let reason: String
}
