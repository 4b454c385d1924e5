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

    private let dictionary: TextDictionary
    private let codes: UnsafeMutablePointer<Int32>
    private let entries: UnsafeMutablePointer<Entry>
    private var count = 0

    /// - Parameter codes: where the numbers go, by row.
    init(_ dictionary: TextDictionary, codes: UnsafeMutablePointer<Int32>) {
        (self.dictionary, self.codes) = (dictionary, codes)
        entries = .allocate(capacity: PendingTexts.capacity)
    }

    deinit { entries.deallocate() }

    /// Numbers a text now where the dictionary is short, and with others later where it is long.
    func store(_ entry: Entry) {
        guard dictionary.isLong else {
            codes[entry.row] = dictionary.code(entry.text, entry.length)
            return
        }
        if count == PendingTexts.capacity { settle() }
        (entries + count).initialize(to: entry)
        count += 1
    }

    /// Numbers a text that does not stay where it is.
    func storeNow(_ entry: Entry) {
        settle()
        codes[entry.row] = dictionary.code(entry.text, entry.length)
    }

    /// Numbers all that wait, in their order.
    func settle() {
        // Invariant: the first `count` entries are initialised; their rows are places of the column.
        dictionary.touch(UnsafeBufferPointer(start: entries, count: count))
        for place in 0..<count {
            let entry = entries[place]
            codes[entry.row] = dictionary.code(entry.text, entry.length)
        }
        count = 0
    }
}
