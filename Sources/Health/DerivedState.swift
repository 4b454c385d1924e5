import Documents
import Features
import Tables

/// A state in words for the CRM (payment status, usage trend, communication health): the first word whose condition
/// holds; a word without condition always holds. A word may have a colour, which is a word too.
public struct DerivedState: Sendable {
    /// For tools that colour a field by a word.
    public enum Colour: String, Sendable, CaseIterable {
        /// As traffic lights have it.
        case red, amber, green
    }

    /// A word of the state, its colour and when it holds.
    public struct Word: Sendable {
        /// What the CRM shows.
        public let word: String
        /// When it holds; nil always.
        public let condition: Condition?
        /// How tools may colour it; nil not at all.
        public let colour: Colour?

        package static let fieldNames = ["word", "when", "colour"]
    }

    /// The state, such as `payment_status`.
    public let name: String
    /// In the order in which they are tried.
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
            let (word, colour) = (try fields.required("word").text(), try fields["colour"]?.choice(Colour.self))
            words.append(Word(word: word, condition: condition, colour: colour))
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

    /// The first word that holds for a row; nil where none does.
    public func state(_ frame: Frame, row: Int) -> Word? { words.first { $0.condition.holds(frame, row: row) } }

    /// The word of a row.
    public func word(_ frame: Frame, row: Int) -> String { state(frame, row: row)?.word ?? DerivedState.unknown }
}
