/// What a feature asks of the readings of a window beside their number. What can be told from sums of them need not travel:
/// an engine reduces readings to cells (`CellPlan`). A kind that does not say gets the readings themselves.
public struct ReadingNeeds: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Σ of the values; with the number of readings also their mean.
    public static let sum = ReadingNeeds(rawValue: 1)
    /// The lowest value.
    public static let lowest = ReadingNeeds(rawValue: 2)
    /// The highest value.
    public static let highest = ReadingNeeds(rawValue: 4)
    /// When the newest reading occurred.
    public static let newest = ReadingNeeds(rawValue: 8)
    /// The value of the newest reading.
    public static let last = ReadingNeeds(rawValue: 16)
    /// Who stands behind the readings.
    public static let users = ReadingNeeds(rawValue: 32)
    /// The tags of the readings.
    public static let tags = ReadingNeeds(rawValue: 64)
    /// The readings one by one: nothing smaller will do.
    public static let each = ReadingNeeds(rawValue: 128)
}
