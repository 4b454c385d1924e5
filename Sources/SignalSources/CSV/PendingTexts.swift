/// Texts of one column that wait for their numbers. A look-up in a long dictionary waits for memory; done many at a time,
/// the waits overlap.
///
/// `@unchecked Sendable`: belongs to one parser, which one thread runs.
final class PendingTexts: @unchecked Sendable {
    static let capacity = 64

    struct Entry {
        /// Invariant: points into the file's bytes, which outlive the parser.
        let text: UnsafePointer<UInt8>
        let length: Int
        let row: Int
    }

    private let entries: UnsafeMutablePointer<Entry>
    private(set) var count = 0

    init() { entries = .allocate(capacity: PendingTexts.capacity) }

    deinit { entries.deallocate() }

    var isFull: Bool { count == PendingTexts.capacity }

    /// Precondition: not full.
    func append(_ entry: Entry) {
        (entries + count).initialize(to: entry)
        count += 1
    }

    /// Numbers all that wait, in their order.
    func settle(_ dictionary: TextDictionary, into codes: UnsafeMutablePointer<Int32>) {
        // Invariant: the first `count` entries are initialised; their rows are places of the column.
        dictionary.touch(UnsafeBufferPointer(start: entries, count: count))
        for place in 0..<count {
            let entry = entries[place]
            codes[entry.row] = dictionary.code(entry.text, entry.length)
        }
        count = 0
    }
}
