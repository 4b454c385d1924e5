/// One known row of a fact.
public struct FactReading: Sendable, Equatable {
    /// The first instant at which the value holds.
    public let validFrom: Instant
    /// `distantFuture` where no end is known.
    public let validTo: Instant
    /// Index into the fact store's `valueTexts`.
    public let value: Int32
    /// The value as it was written.
    public let text: String
    /// NaN where the text is no number.
    public let number: Double
}
