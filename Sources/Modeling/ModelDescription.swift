import Features
import Signals

/// What a model predicts, and from what: everything about it but its numbers.
public struct ModelDescription: Sendable, Equatable {
    /// Where the rows came from, and what the next rows to score must look like.
    public enum Origin: Sendable, Equatable {
        /// A ready-made table: its outcome column and the value that counts as the event.
        case table(outcome: String, positive: String)
        /// Signal histories, anchored this many days before each renewal.
        case portfolio(daysBefore: [Int])
    }

    /// A data folder, or a ready-made table.
    public let origin: Origin
    /// Features with their definitions; empty for a ready-made table.
    public let features: [FeatureDefinition]
    /// Rows learned from.
    public let rows: Int
    /// Losses among them.
    public let events: Int
    /// Renewals from this day on were kept out of everything and only checked.
    public let heldOutFrom: Day?
    /// Days on which the first and the last learned outcome became known; nil without dates.
    public let period: ClosedRange<Day>?

    /// What a model predicts and what it learned from.
    public init(
        origin: Origin, features: [FeatureDefinition], rows: Int, events: Int, period: ClosedRange<Day>?,
        heldOutFrom: Day? = nil
    ) {
        (self.origin, self.features, self.rows, self.events, self.period) = (origin, features, rows, events, period)
        self.heldOutFrom = heldOutFrom
    }

    /// The same of features and rows.
    public init(origin: Origin, features: [Feature], observations: Observations, heldOutFrom: Day? = nil) {
        let days = observations.known.map { days in (days.min(), days.max()) }
        var period: ClosedRange<Day>?
        if let (first, last) = days, let first, let last { period = first...last }
        self.init(
            origin: origin, features: features.map(FeatureDefinition.init), rows: observations.count,
            events: observations.eventCount, period: period, heldOutFrom: heldOutFrom)
    }

    /// Share lost among the rows learned from.
    public var eventRate: Double { Double(events) / Double(max(1, rows)) }

    /// What a predictor is in words: the feature's description, or its name.
    public func words(for predictor: String) -> String {
        features.first { $0.name == predictor }?.description ?? predictor
    }
}

/// What a model remembers of a feature.
public struct FeatureDefinition: Sendable, Equatable {
    /// The column.
    public let name: String
    /// Words for people.
    public let description: String
    /// Kind and options in one canonical line: the same name with another definition is refused at scoring.
    public let definition: String
    /// What it tells of.
    public let dimension: Signal.Dimension
    /// The group that it is tracked in.
    public let category: Signal.Category
    /// Which way more of it points.
    public let direction: Signal.Direction

    /// What a model remembers of a feature.
    public init(
        name: String, description: String, definition: String, dimension: Signal.Dimension, category: Signal.Category,
        direction: Signal.Direction
    ) {
        (self.name, self.description, self.definition) = (name, description, definition)
        (self.dimension, self.category, self.direction) = (dimension, category, direction)
    }

    init(_ feature: Feature) {
        self.init(
            name: feature.name, description: feature.description, definition: feature.definition,
            dimension: feature.dimension, category: feature.category, direction: feature.direction)
    }
}
