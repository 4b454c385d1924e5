/// Puts the stretches of all columns together, in file order.
struct PartMerge: Sendable {
    private let parsers: [PartParser]
    private let tasks: [ColumnTask]
    private let firstRows: [Int]
    private let isMisjudged: [Bool]
    let rowCount: Int
    let blankLines: Int
    let failures: [CellFailure]
    let failureCount: Int

    init(_ parsers: [PartParser], tasks: [ColumnTask], firstRows: [Int]) {
        (self.parsers, self.tasks, self.firstRows) = (parsers, tasks, firstRows)
        rowCount = parsers.reduce(0) { $0 + $1.rows }
        blankLines = parsers.reduce(0) { $0 + $1.blankLines }
        let isMisjudged = tasks.indices.map { PartMerge.isMisjudged($0, parsers, tasks, firstRows) }
        self.isMisjudged = isMisjudged
        // Failures of a column that is no number column after all are none.
        failures = parsers.flatMap { $0.failures.filter { $0.column < 0 || !isMisjudged[$0.column] } }
        failureCount = parsers.reduce(0) { total, parser in
            let dropped = parser.columns.indices.reduce(0) {
                $0 + (isMisjudged[$1] ? parser.columns[$1].failureCount : 0)
            }
            return total + parser.failureCount - dropped
        }
    }

    private static func isMisjudged(
        _ column: Int, _ parsers: [PartParser], _ tasks: [ColumnTask], _ firstRows: [Int]
    ) -> Bool {
        guard tasks[column].request.isGuessedNumber else { return false }
        return GuessTally(parsers, column).isMisjudged
    }

    /// The columns without the gaps that blank lines and line feeds inside quotes have left between the parts.
    func columns(threads: Int) -> [CellColumn] {
        Parallel.map(tasks.count, threads: threads) { isMisjudged[$0] ? .misjudged : column($0) }
    }

    private func column(_ column: Int) -> CellColumn {
        let task = tasks[column]
        switch task.request.kind {
        case .skip: return .skipped
        case .number: return .numbers(joined(task.numbers!))
        case .time: return .times(joined(task.times!))
        case .day: return .days(joined(task.integers!))
        case .text:
            let levels = renumber(column, task.integers!)
            return .texts(codes: joined(task.integers!), levels: levels)
        }
    }

    private func joined<Element>(_ slab: Slab<Element>) -> [Element] {
        var row = 0
        for (part, parser) in parsers.enumerated() {
            // Invariant: a part holds at most as many rows as lie between its first row and the next part's, so rows
            // move down or stay.
            slab.move(from: firstRows[part], to: row, count: parser.rows)
            row += parser.rows
        }
        return slab.take(count: row)
    }

    /// Gives the texts of all parts one numbering by first appearance in the file.
    private func renumber(_ column: Int, _ slab: Slab<Int32>) -> [String] {
        guard let all = parsers.first?.dictionaries[column] else { return [] }
        for part in parsers.indices.dropFirst() {
            let numbers = all.merge(parsers[part].dictionaries[column])
            // Invariant: codes of this part are below its dictionary's count, or -1.
            let codes = slab.start + firstRows[part]
            for row in 0..<parsers[part].rows where codes[row] >= 0 { codes[row] = numbers[Int(codes[row])] }
        }
        return all.texts()
    }
}

/// What was met in a column that was guessed to be numbers.
struct GuessTally {
    private var hasPlainText = false
    private var hasNumbers = false
    private(set) var failureCount = 0
    /// How many of the failures are words such as `NA`.
    private var missingWordCount = 0

    init() {}

    init(_ parsers: [PartParser], _ column: Int) { add(parsers, column) }

    /// Takes in the next rows of the file.
    mutating func add(_ parsers: [PartParser], _ column: Int) {
        for parser in parsers {
            let cursor = parser.columns[column]
            hasPlainText = hasPlainText || cursor.hasPlainText
            failureCount += cursor.failureCount
            missingWordCount += cursor.missingWordCount
            // Behind plain text nothing was written.
            guard !hasPlainText, !hasNumbers else { continue }
            hasNumbers = parser.holdsNumber(column)
        }
    }

    /// A guessed number column is text where plain text stands in it, or nothing but words such as `NA`.
    var isMisjudged: Bool {
        hasPlainText || (failureCount > 0 && failureCount == missingWordCount && !hasNumbers)
    }
}
