import Documents
import Signals

/// One entry of `features:` while it is read. Every option that is read is also recorded, so that `definition` tells in
/// one line what the feature is, defaults included.
public struct FeatureEntry {
    /// Signals, facts and attributes that the entry may name.
    public let declarations: Declarations
    private let fields: Fields
    /// One of `windows:`, which stands for `window`.
    private let windowDays: Int?
    private let registry: [any FeatureKind.Type]
    private var record: [String] = []
    /// The first declared evidence that was read: it classifies the feature.
    private(set) var evidence: Signal?

    init(_ fields: Fields, windowDays: Int?, declarations: Declarations, registry: [any FeatureKind.Type]) {
        (self.fields, self.windowDays, self.declarations, self.registry) = (fields, windowDays, declarations, registry)
    }

    /// `(signal: login, window: 30)`, in the order in which the kind reads.
    var options: String { "(" + record.joined(separator: ", ") + ")" }

    /// The error that an option cannot be what it is.
    public func error(_ option: String, _ message: String) -> DocumentError {
        (fields[option] ?? fields.field).error(message)
    }

    /// Whether the entry has the option.
    func names(_ option: String) -> Bool { fields.contains(option) }

    private mutating func note(_ option: String, _ value: String) { record.append("\(option): \(value)") }

    private mutating func note(_ evidence: Signal) { if self.evidence == nil { self.evidence = evidence } }

    // MARK: Names

    /// A declared signal.
    public mutating func signal(_ option: String = "signal") throws(DocumentError) -> Signal {
        let name = try fields.required(option).choice(among: declarations.signals.names)
        note(option, name)
        note(declarations.signals[name]!)
        return declarations.signals[name]!
    }

    /// A declared fact.
    public mutating func fact(_ option: String = "fact") throws(DocumentError) -> FactDeclaration {
        let name = try fields.required(option).choice(among: declarations.facts.map(\.name))
        note(option, name)
        note(declarations.fact(name)!.signal)
        return declarations.fact(name)!
    }

    /// A declared attribute; an error unless it says `undated: allowed`.
    public mutating func attribute(_ option: String = "attribute") throws(DocumentError) -> AttributeDeclaration {
        let field = try fields.required(option)
        let name = try field.choice(among: declarations.attributes.map(\.name))
        let declaration = declarations.attribute(name)!
        guard declaration.isUndatedAllowed else {
            throw field.error(
                "the attribute \"\(name)\" carries no date; declare it with \"undated: allowed\" to use it")
        }
        note(option, name)
        note(declaration.signal)
        return declaration
    }

    /// The category of a declared fact or attribute, by which accounts are told apart; nil where the option is absent. A
    /// fact goes before an attribute of its name, since it has dates.
    mutating func grouping(_ option: String) throws(DocumentError) -> PeerGroup.Category? {
        guard let field = fields[option] else { return nil }
        let facts = declarations.facts.filter { $0.values == .category }.map(\.name)
        let attributes = declarations.attributes.filter { $0.values == .category }.map(\.name)
        let name = try field.choice(among: facts + attributes)
        return facts.contains(name) ? .fact(try fact(option)) : .attribute(try attribute(option))
    }

    /// The readings of a signal that `tags`, `above` and `below` leave.
    public mutating func selection() throws(DocumentError) -> Selection {
        let signal = try signal()
        let (tags, above, below) = (try texts("tags"), try number("above"), try number("below"))
        return Selection(signal: signal, tags: tags, above: above, below: below)
    }

    // MARK: Values

    /// Days from 1 to 3660; `window` is overridden by one of `windows:`.
    public mutating func days(_ option: String, default days: Int) throws(DocumentError) -> Int {
        let read = option == "window" ? windowDays : nil
        return try count(option, in: 1...3660, default: read ?? days)
    }

    /// The option `window`, in days. Errors: outside 1 to 3 660.
    public mutating func window(default days: Int = 90) throws(DocumentError) -> Int {
        try self.days("window", default: days)
    }

    /// A whole number. Errors: no whole number, outside the range.
    public mutating func count(
        _ option: String, in range: ClosedRange<Int>, default value: Int
    ) throws(DocumentError) -> Int {
        let count = try fields[option]?.integer(in: range) ?? value
        note(option, String(count))
        return count
    }

    /// nil, and left out of the definition, where it is absent.
    public mutating func number(_ option: String) throws(DocumentError) -> Double? {
        guard let number = try fields[option]?.number() else { return nil }
        note(option, JSON.text(of: number))
        return number
    }

    /// A number. Errors: no number, outside the range.
    public mutating func number(
        _ option: String, in range: ClosedRange<Double>, default value: Double
    ) throws(DocumentError) -> Double {
        let number = try fields[option]?.number(in: range) ?? value
        note(option, JSON.text(of: number))
        return number
    }

    /// A yes or no. Errors: another word.
    public mutating func flag(_ option: String, default value: Bool = false) throws(DocumentError) -> Bool {
        let flag = try fields[option]?.flag() ?? value
        if flag != value || fields.contains(option) { note(option, flag ? "true" : "false") }
        return flag
    }

    /// One of some words. Errors: another word, with the nearest.
    public mutating func choice(_ option: String, among words: [String]) throws(DocumentError) -> String {
        let word = try fields[option]?.choice(among: words) ?? words[0]
        note(option, word)
        return word
    }

    /// One of these words, the first where it is absent. The first is left out of the definition: an option that a kind
    /// got later leaves the definitions of features as they were, and models that were trained on them fit.
    public mutating func laterChoice(_ option: String, among words: [String]) throws(DocumentError) -> String {
        let word = try fields[option]?.choice(among: words) ?? words[0]
        if word != words[0] { note(option, word) }
        return word
    }

    /// A number, left out of the definition where it is the default, for the same reason.
    public mutating func laterNumber(
        _ option: String, in range: ClosedRange<Double>, default value: Double
    ) throws(DocumentError) -> Double {
        let number = try fields[option]?.number(in: range) ?? value
        if number != value { note(option, JSON.text(of: number)) }
        return number
    }

    /// One of these measures; the first is the default.
    public mutating func measure(_ measures: [Measure] = Measure.allCases) throws(DocumentError) -> Measure {
        Measure(rawValue: try choice("of", among: measures.map(\.rawValue)))!
    }

    /// A list of texts, sorted, since their order means nothing; empty where absent.
    public mutating func texts(_ option: String) throws(DocumentError) -> [String] {
        guard let field = fields[option] else { return [] }
        var texts: [String] = []
        for element in try field.list() { texts.append(try element.text()) }
        guard !texts.isEmpty, Set(texts).count == texts.count else {
            throw field.error("expected a list of different texts")
        }
        note(option, "[" + texts.sorted().joined(separator: ", ") + "]")
        return texts.sorted()
    }

    /// `[lower, upper]` in whole days, lower < upper.
    public mutating func span(_ option: String, default span: Range<Int>) throws(DocumentError) -> Range<Int> {
        var span = span
        if let field = fields[option] {
            let ends = try field.list()
            guard ends.count == 2 else { throw field.error("expected [lower, upper]") }
            let (low, high) = (try ends[0].integer(in: 0...3660), try ends[1].integer(in: 0...3660))
            guard low < high else { throw field.error("the lower end must be below the upper") }
            span = low..<high
        }
        note(option, "[\(span.lowerBound), \(span.upperBound)]")
        return span
    }

    /// A number made by another kind, such as the two sides of a ratio.
    public mutating func feature(_ option: String) throws(DocumentError) -> any FeatureKind {
        let field = try fields.required(option)
        let decoded = try DecodedKind(
            field, windowDays: windowDays, declarations: declarations, registry: registry, isNested: true)
        guard !decoded.kind.traits.isCategory else {
            throw field.error("expected a number, \"\(decoded.definition)\" is a category")
        }
        note(option, decoded.definition)
        if let evidence = decoded.evidence { note(evidence) }
        return decoded.kind
    }
}

/// A kind with what reading it told.
struct DecodedKind {
    let kind: any FeatureKind
    let kindName: String
    let definition: String
    let evidence: Signal?
    let fields: Fields

    init(
        _ field: Field, windowDays: Int?, declarations: Declarations, registry: [any FeatureKind.Type], isNested: Bool
    ) throws(DocumentError) {
        var named: Field?
        for (name, value) in try field.entries() where name == "kind" { named = value }
        guard let named else { throw field.error("\"kind\" is missing") }
        let kindNames = registry.map { $0.name }
        kindName = try named.choice(among: kindNames)
        let type = registry[kindNames.firstIndex(of: kindName)!]
        let common = isNested ? [] : FeatureOption.common.map(\.name) + ["windows"]
        fields = try field.fields(["kind"] + type.options.map(\.name) + common)
        var entry = FeatureEntry(fields, windowDays: windowDays, declarations: declarations, registry: registry)
        kind = try type.init(&entry)
        definition = kindName + entry.options
        evidence = entry.evidence
    }
}
