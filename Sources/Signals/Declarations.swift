import Documents

/// A dated attribute (champion, CSM, headcount), declared once in `signals.yaml`. It carries the same classification as a
/// signal, under which its features are grouped.
public struct FactDeclaration: Sendable, Equatable {
    /// How values read: `number`; `flag` (`yes`/`true` is 1, `no`/`false` is 0); `category`, a level.
    public enum Values: String, CaseIterable, Sendable { case number, flag, category }

    public let values: Values
    public let signal: Signal

    public init(values: Values, signal: Signal) { (self.values, self.signal) = (values, signal) }

    public var name: String { signal.name }

    init(name: String, _ field: Field) throws(DocumentError) {
        let fields = try field.fields(["values"] + Signal.fieldNames)
        values = try fields.required("values").choice()
        signal = try Signal(name: name, fields)
    }
}

/// A column of the accounts table. It carries no date, so features may use it only where `undated: allowed`.
public struct AttributeDeclaration: Sendable, Equatable {
    /// What the values of an attribute are.
    public enum Values: String, CaseIterable, Sendable { case number, category }

    public let values: Values
    /// Whether the configuration takes the risk that the value was filled in or changed after the cut-off.
    public let isUndatedAllowed: Bool
    public let signal: Signal

    public init(values: Values, isUndatedAllowed: Bool, signal: Signal) {
        (self.values, self.isUndatedAllowed, self.signal) = (values, isUndatedAllowed, signal)
    }

    public var name: String { signal.name }

    /// Columns that are for people or for identity, never for features.
    public static let reservedNames = [
        "account_id", "name", "parent_id", "signed_on", "primary_contact", "csm", "notes",
    ]

    init(name: String, _ field: Field) throws(DocumentError) {
        guard !AttributeDeclaration.reservedNames.contains(name) else {
            throw field.error("\"\(name)\" is a column for people, never a feature")
        }
        let fields = try field.fields(["values", "undated"] + Signal.fieldNames)
        values = try fields.required("values").choice()
        isUndatedAllowed = try fields["undated"]?.choice(among: ["allowed", "refused"]) == "allowed"
        signal = try Signal(name: name, fields)
    }
}

/// Everything that `signals.yaml` declares before it makes features: signals, facts and attributes, in file order.
public struct Declarations: Sendable {
    public let signals: SignalCatalog
    public let facts: [FactDeclaration]
    public let attributes: [AttributeDeclaration]

    public init(signals: SignalCatalog, facts: [FactDeclaration] = [], attributes: [AttributeDeclaration] = []) {
        (self.signals, self.facts, self.attributes) = (signals, facts, attributes)
    }

    /// The members `signals`, `facts` and `attributes`; each may be absent.
    public init(_ fields: Fields) throws(DocumentError) {
        signals = if let field = fields["signals"] { try SignalCatalog(field) } else { SignalCatalog([]) }
        var facts: [FactDeclaration] = []
        for (name, value) in try fields["facts"]?.entries() ?? [] { facts.append(try .init(name: name, value)) }
        var attributes: [AttributeDeclaration] = []
        for (name, value) in try fields["attributes"]?.entries() ?? [] {
            attributes.append(try .init(name: name, value))
        }
        (self.facts, self.attributes) = (facts, attributes)
    }

    /// The fact of this name; nil where it is not declared.
    public func fact(_ name: String) -> FactDeclaration? { facts.first { $0.name == name } }

    /// The attribute of this name; nil where it is not declared.
    public func attribute(_ name: String) -> AttributeDeclaration? { attributes.first { $0.name == name } }
}
