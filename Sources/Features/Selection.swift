import Signals

/// Which readings of a signal a feature takes: all, or those with one of some tags, or with a value on one side of a
/// threshold (both exclusive).
public struct Selection: Sendable {
    /// The signal.
    public let signal: Signal
    /// Readings with one of these tags alone; all where empty.
    public let tags: [String]
    /// Readings above this value alone; nil for all.
    public let above: Double?
    /// Readings below this value alone; nil for all.
    public let below: Double?

    /// By default all readings of the signal.
    public init(signal: Signal, tags: [String] = [], above: Double? = nil, below: Double? = nil) {
        (self.signal, self.tags, self.above, self.below) = (signal, tags, above, below)
    }

    /// Whether every reading is taken.
    public var isWhole: Bool { tags.isEmpty && above == nil && below == nil }

    /// The same signal without any filter.
    public var whole: Selection { Selection(signal: signal) }

    /// `login`, `feature_use (reports, workflows)`, `ticket_sentiment below 0`.
    public var words: String {
        var words = signal.name.replacing("_", with: " ")
        if !tags.isEmpty { words += " (\(tags.joined(separator: ", ")))" }
        if let above { words += " above \(above)" }
        if let below { words += " below \(below)" }
        return words
    }

    var key: Key { Key(signal: signal.name, tags: tags, above: above, below: below) }

    struct Key: Hashable, Sendable {
        let signal: String
        let tags: [String]
        let above: Double?
        let below: Double?
    }
}
