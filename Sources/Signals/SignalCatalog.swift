import Documents

/// One kind of evidence, declared once in `signals.yaml`.
public struct Signal: Sendable, Equatable {
    /// The four groups that signals are tracked in.
    public enum Category: String, CaseIterable, Sendable {
        /// Invoices and how they are paid.
        case payment
        /// What is done with the product.
        case usage
        /// What is said between the two sides.
        case communication
        /// What happens to the customer as a company.
        case organisation
    }
    /// What a signal tells of: whether the account fits, how it stands, how interested it is.
    public enum Dimension: String, CaseIterable, Sendable {
        /// Whether the account fits what we sell.
        case fit
        /// How the account stands now.
        case currentState = "current-state"
        /// How much it wants to stay.
        case interest
    }
    /// Which way more of it points: `good` lowers the chance of loss, `bad` raises it.
    public enum Direction: String, CaseIterable, Sendable {
        /// More of it lowers the chance of loss.
        case good
        /// More of it raises the chance of loss.
        case bad
        /// More of it says neither.
        case none
    }
    /// A draft is captured, a pilot is tracked and shown, a live signal may be learned from.
    public enum Status: String, CaseIterable, Sendable {
        /// Classified only: nothing is made of it.
        case draft
        /// Tracked and shown with weight 0.
        case pilot
        /// May be learned from and scored.
        case live
    }

    /// What readings, features and errors call it.
    public let name: String
    /// The group that it is tracked in.
    public let category: Category
    /// What it tells of.
    public let dimension: Dimension
    /// Which way more of it points; by default `none`.
    public let direction: Direction
    /// What its values are counted in; nil where they have no unit.
    public let unit: String?
    /// Whether the team can act on it, or it is context.
    public let isActionable: Bool
    /// What may be done with it; by default live.
    public let status: Status
    /// Words for people; nil where the name must do.
    public let description: String?
    /// Readings outside are bad data.
    public let range: ClosedRange<Double>?
    /// The day from which the whole base is tracked; before it, no reading means unknown, not none. nil: since ever.
    public let trackedSince: Day?

    /// Only name, category and dimension are needed.
    public init(
        name: String, category: Category, dimension: Dimension, direction: Direction = .none, unit: String? = nil,
        isActionable: Bool = false, status: Status = .live, description: String? = nil,
        range: ClosedRange<Double>? = nil,
        trackedSince: Day? = nil
    ) {
        (self.name, self.category, self.dimension, self.direction) = (name, category, dimension, direction)
        (self.unit, self.isActionable, self.status) = (unit, isActionable, status)
        (self.description, self.range, self.trackedSince) = (description, range, trackedSince)
    }

    static let fieldNames = [
        "category", "dimension", "direction", "unit", "actionable", "status", "description", "range", "tracked_since",
    ]

    init(name: String, _ fields: Fields) throws(DocumentError) {
        var range: ClosedRange<Double>?
        if let bounds = fields["range"] {
            let ends = try bounds.list()
            guard ends.count == 2 else { throw bounds.error("expected [lowest, highest]") }
            let (low, high) = (try ends[0].number(), try ends[1].number())
            guard low < high else { throw bounds.error("the lowest must be below the highest") }
            range = low...high
        }
        self.init(
            name: name, category: try fields.required("category").choice(),
            dimension: try fields.required("dimension").choice(), direction: try fields["direction"]?.choice() ?? .none,
            unit: try fields["unit"]?.text(), isActionable: try fields["actionable"]?.flag() ?? false,
            status: try fields["status"]?.choice() ?? .live, description: try fields["description"]?.text(),
            range: range,
            trackedSince: try fields["tracked_since"]?.day())
    }
}

/// The registry of declared signals, in file order.
public struct SignalCatalog: Sendable {
    /// The signals, in the order of the file.
    public let signals: [Signal]
    private let byName: [String: Int]

    /// Precondition: names differ.
    public init(_ signals: [Signal]) {
        self.signals = signals
        byName = Dictionary(uniqueKeysWithValues: signals.enumerated().map { ($1.name, $0) })
    }

    /// The mapping `signals:` of `signals.yaml`.
    public init(_ field: Field) throws(DocumentError) {
        var signals: [Signal] = []
        for (name, value) in try field.entries() {
            signals.append(try Signal(name: name, try value.fields(Signal.fieldNames)))
        }
        self.init(signals)
    }

    /// Their names, in the same order.
    public var names: [String] { signals.map(\.name) }

    /// The signal of this name; nil where none is declared.
    public subscript(_ name: String) -> Signal? { byName[name].map { signals[$0] } }
}

extension Field {
    /// A calendar day, `YYYY-MM-DD`.
    public func day() throws(DocumentError) -> Day {
        let text = try text()
        guard let day = Day(text) else { throw error("\"\(text)\" is not a date (expected YYYY-MM-DD)") }
        return day
    }
}

extension Signal {
    /// What people read: the description, or the name without underscores.
    public var words: String { description ?? name.replacing("_", with: " ") }
}
