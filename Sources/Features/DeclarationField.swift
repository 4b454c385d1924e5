import Signals

/// A field of a declared signal, fact or attribute: what may stand there and what it means. The JSON Schema and the
/// reference are made of these.
struct DeclarationField: Sendable {
    enum Shape: Sendable {
        case choice([String])
        case flag, text
        /// `[lowest, highest]`.
        case range
        /// YYYY-MM-DD.
        case day
    }

    let name: String
    let shape: Shape
    var isRequired = false
    let summary: String

    static let timezone = "the business time zone (IANA), in which days begin; default UTC"

    static let ofSignals = classification
    static let ofFacts =
        [
            DeclarationField(
                name: "values", shape: choice(FactDeclaration.Values.self), isRequired: true,
                summary:
                    "how values read: a number; a flag (yes or true, no or false); a category, whose levels are texts")
        ] + classification
    static let ofAttributes =
        [
            DeclarationField(
                name: "values", shape: choice(AttributeDeclaration.Values.self), isRequired: true,
                summary: "how values read"),
            DeclarationField(
                name: "undated", shape: .choice(["allowed", "refused"]),
                summary: "allowed: features may use it, though nothing proves when it was known; default refused"),
        ] + classification

    private static let classification = [
        DeclarationField(
            name: "category", shape: choice(Signal.Category.self), isRequired: true, summary: "the tracking group"),
        DeclarationField(
            name: "dimension", shape: choice(Signal.Dimension.self), isRequired: true, summary: "what it tells of"),
        DeclarationField(
            name: "direction", shape: choice(Signal.Direction.self),
            summary: "which way more of it points: good lowers the chance of loss; default none"),
        DeclarationField(name: "unit", shape: .text, summary: "of the values; default none"),
        DeclarationField(name: "actionable", shape: .flag, summary: "whether the team can act on it; default false"),
        DeclarationField(
            name: "status", shape: choice(Signal.Status.self),
            summary: "draft: classified only; pilot: tracked and shown with weight 0; default live"),
        DeclarationField(name: "description", shape: .text, summary: "words for people; default the name"),
        DeclarationField(name: "range", shape: .range, summary: "readings outside are bad data; default none"),
        DeclarationField(
            name: "tracked_since", shape: .day,
            summary: "before it, no reading means unknown, not none; default since ever"),
    ]

    private static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Shape
    where Choice.RawValue == String {
        .choice(Choice.allCases.map(\.rawValue))
    }
}
