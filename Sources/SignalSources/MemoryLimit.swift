import Tables

/// Says before a row is read that a portfolio would take more memory than it may.
///
/// Reckoned: 96 MiB of the program's own, and twice the bytes of the tables as CSV; measured with 5.8 million readings of 20 000
/// accounts, which are reckoned at 733 MB: 570 MB to check them, 665 MB to learn from them. Not promised: that long free texts,
/// or many features, take no more.
struct MemoryLimit {
    let bytes: Int

    private static let ownBytes = 96 << 20
    private static let bytesPerByte = 2
    /// Of a reading in a CSV; what a row of a database is taken for.
    static let bytesPerRow = 52
    /// Event tables shrink to a sixth or an eighth.
    static let bytesPerPackedByte = 6

    /// - Parameters:
    ///   - tableBytes: what is held, as bytes of CSV.
    ///   - place: where it is, for people.
    func check(_ tableBytes: Int, of place: String) throws(SourceErrors) {
        let needed = MemoryLimit.ownBytes + tableBytes * MemoryLimit.bytesPerByte
        guard needed > bytes else { return }
        throw SourceErrors(
            SourceError(
                .usage, file: place, problem: "would take about \(MemoryLimit.words(needed)) of memory",
                expected: "at most \(MemoryLimit.words(bytes)), as --memory says",
                hint: "features --memory keeps readings on disk"))
    }

    private static func words(_ bytes: Int) -> String {
        bytes < 1_000_000_000
            ? "\(NumberFormat.fixed(Double(bytes) / 1e6, 0)) MB" : "\(NumberFormat.fixed(Double(bytes) / 1e9, 1)) GB"
    }
}
