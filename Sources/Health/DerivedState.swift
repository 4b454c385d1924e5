import Documents
import Features
import Tables

/// A state in words for the CRM (payment status, usage trend, communication health): the first word whose condition
/// holds; a word without condition always holds.
public struct DerivedState: Sendable {
    public struct Word: Sendable {
        public let word: String
        public let condition: Condition?

        package static let fieldNames = ["word", "when"]
    }

    public let name: String
    public let words: [Word]

    /// The states there are, in the order of the output columns.
    public static let names = ["payment_status", "usage_trend", "communication_health"]
    /// The word where no condition holds: nothing is known, or no word was meant for it.
    public static let unknown = "unknown"

    private init(name: String, _ field: Field, features: [String: Feature]) throws(DocumentError) {
        self.name = name
        var words: [Word] = []
        for item in try field.list() {
            let fields = try item.fields(Word.fieldNames)
            let condition = try Condition.optional(fields["when"], features: features)
            words.append(Word(word: try fields.required("word").text(), condition: condition))
        }
        self.words = words
    }

    static func list(_ field: Field?, features: [String: Feature]) throws(DocumentError) -> [DerivedState] {
        guard let fields = try field?.fields(names) else { return [] }
        var states: [DerivedState] = []
        for name in names {
            if let state = fields[name] { states.append(try DerivedState(name: name, state, features: features)) }
        }
        return states
    }

    /// The word of a row.
    public func word(_ frame: Frame, row: Int) -> String {
        words.first { $0.condition.holds(frame, row: row) }?.word ?? DerivedState.unknown
    }
}
