/// Numbers in order as a row of blocks, for where a course tells more than its last value.
///
/// Eight heights from the least to the greatest; all the same are half high, a gap (nil) is `·`. Heights are relative to the
/// row alone: two sparklines cannot be compared. The numbers stand in CSV and JSON. Blocks are text (U+2581 to U+2588), so
/// they need neither colour nor a capable terminal.
public enum Sparkline {
    /// One character a number.
    public static func text(_ values: [Double?]) -> String {
        let known = values.compactMap(\.self)
        guard let least = known.min(), let greatest = known.max() else {
            return values.isEmpty ? NumberFormat.missing : String(repeating: gap, count: values.count)
        }
        return values.map { $0.map { blocks[height($0, least, greatest)] } ?? gap }.joined()
    }

    private static let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let gap = "·"

    private static func height(_ value: Double, _ least: Double, _ greatest: Double) -> Int {
        guard greatest > least else { return 3 }
        // By halves: the span of two finite numbers may overflow.
        let share = (value / 2 - least / 2) / (greatest / 2 - least / 2)
        return min(7, Int(share * 8))
    }
}
