/// How a column of times is held.
public enum TimeStorage: String, Sendable, CaseIterable {
    /// Days: midnight in the business calendar.
    case day
    /// Instants.
    case instant
    /// Instants without a zone, which are UTC.
    case plain
    /// ISO 8601: days, or instants with `Z` or an offset.
    case text
    /// Nothing else, or nothing at all: a column without a value.
    case none
}

/// The form of a column's values, as an engine's `typeof` tells it.
public enum ColumnForm: Sendable, Equatable {
    /// Numbers.
    case number
    /// Texts.
    case text
    /// Times, as they are stored.
    case time(TimeStorage)
}
