import Documents

/// A dated attribute (champion, CSM, headcount), declared once in `signals.yaml`. It carries the same classification as a
/// signal, under which its features are grouped.
public struct FactDeclaration: Sendable, Equatable {
    /// How values read: `number`; `flag` (`yes`/`true` is 1, `no`/`false` is 0); `category`, a level.
    public enum Values: String, CaseIterable, Sendable {
        /// A measurement.
        case number
        /// `yes` and `true` are 1, `no` and `false` are 0.
        case flag
        /// One of some texts.
        case category
    }

    /// How values read.
    public let values: Values
    /// The classification, under the fact's name.
    public let signal: Signal

    /// How values read, and the classification.
    public init(values: Values, signal: Signal) { (self.values, self.signal) = (values, signal) }

    /// The name under which `facts` has it.
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
    public enum Values: String, CaseIterable, Sendable {
        /// A measurement.
        case number
        /// One of some texts.
        case category
    }

    /// How values read.
    public let values: Values
    /// Whether the configuration takes the risk that the value was filled in or changed after the cut-off.
    public let isUndatedAllowed: Bool
    /// The classification, under the column's name.
    public let signal: Signal

    /// How values read, whether features may use a value without a date, and the classification.
    public init(values: Values, isUndatedAllowed: Bool, signal: Signal) {
        (self.values, self.isUndatedAllowed, self.signal) = (values, isUndatedAllowed, signal)
    }

    /// The name of the column.
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
    /// Evidence that arrives as events.
    public let signals: SignalCatalog
    /// Evidence that is valid from a date.
    public let facts: [FactDeclaration]
    /// Columns of the accounts table.
    public let attributes: [AttributeDeclaration]

    /// What a `signals.yaml` declares; only signals are needed.
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
