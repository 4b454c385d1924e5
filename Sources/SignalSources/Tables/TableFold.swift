import Tables

extension TableSource {
    /// Hands the table over piece by piece, column types inferred as `read` infers them, with memory that does not grow with the
    /// file.
    ///
    /// Types are guessed from the first rows. Where a later row shows that a guess was wrong (text in a column of numbers),
    /// the types of all columns are judged by a pass of their own and everything begins anew from `initial`.
    ///
    /// - Parameters:
    ///   - options: how it is done; the defaults are those of the commands.
    ///   - initial: what the fold begins with.
    ///   - rows: of a piece, about.
    ///   - add: takes the next piece in; `doneShare` is the share of the file that has been read.
    /// - Returns: the state behind the last row, and the types that were settled on, for `chunks`.
    /// - Throws: the errors that `read` would throw, and what `add` throws.
    public func fold<State>(
        _ options: TableOptions = TableOptions(), rows: Int = 65_536, from initial: State,
        _ add: (inout State, _ chunk: TableChunk, _ doneShare: Double) throws -> Void
    ) throws -> (state: State, types: [String: TableColumnType]) {
        try check(options)
        var fixed = options.requests
        for name in options.ignored { fixed[name] = CellRequest(.skip) }
        var requests = file.guesses(fixed: fixed)
        if let state = try fold(requests, options.reading, rows, initial, add) { return (state, types(requests)) }
        for column in try file.misjudged(requests, options.reading, rows: rows) {
            requests[column] = CellRequest(.text)
        }
        // Every column has been judged by the whole file: what is still a guess holds numbers.
        requests = requests.map { CellRequest($0.kind) }
        guard let state = try fold(requests, options.reading, rows, initial, add) else {
            preconditionFailure("no guess is left that could be wrong")
        }
        return (state, types(requests))
    }

    /// nil where a guess turned out to be doubtful.
    private func fold<State>(
        _ requests: [CellRequest], _ reading: CSVReading, _ rows: Int, _ initial: State,
        _ add: (inout State, TableChunk, Double) throws -> Void
    ) throws -> State? {
        let hasGuesses = requests.contains(where: \.isGuessedNumber)
        var state = initial
        var chunks = TableChunks(file: file, requests: requests, reading: reading, rows: max(1, rows))
        while true {
            let chunk: TableChunk?
            do {
                chunk = try chunks.judgedNext()
            } catch let error as SourceErrors {
                if hasGuesses { return nil }
                throw error
            } catch is Misjudged {
                return nil
            }
            guard let chunk else { return state }
            try add(&state, chunk, chunks.doneShare)
        }
    }

    private func types(_ requests: [CellRequest]) -> [String: TableColumnType] {
        var types: [String: TableColumnType] = [:]
        for (name, request) in zip(columnNames, requests) {
            switch request.kind {
            case .number: types[name] = .number
            case .text: types[name] = .category
            case .skip, .time, .day: break
            }
        }
        return types
    }
}

/// Text stands in a column that was guessed to be numbers.
private struct Misjudged: Error {}

extension TableChunks {
    fileprivate mutating func judgedNext() throws -> TableChunk? {
        guard let chunk = try next() else { return nil }
        if chunk.frame.columns.count < wantedCount { throw Misjudged() }
        return chunk
    }
}

extension CSVFile {
    /// The guessed columns that are text after all, judged by the whole file, a piece at a time.
    /// - Throws: the errors of all other columns, as reading the file whole would.
    func misjudged(_ requests: [CellRequest], _ reading: CSVReading, rows: Int) throws(SourceErrors) -> [Int] {
        var survey = GuessSurvey(requests)
        var pieces = TableChunks(file: self, requests: requests, reading: reading, rows: rows)
        while let range = pieces.nextRange(), !survey.isBroken {
            let split = RecordSplit(scanner, range, parts: 1, threads: 1)
            let tasks = requests.map { ColumnTask($0, capacity: split.capacity) }
            let parsers = parsers(split, tasks, reading)
            survey.add(parsers)
            pieces.advance(behind: range, rows: parsers.reduce(0) { $0 + $1.rows })
        }
        let (failures, count) = survey.failures
        if count > 0 { throw PlaceFinder(input: input).errors(failures, names: names, count: count) }
        return survey.misjudged
    }
}

/// Failures and doubts of a file so far.
private struct GuessSurvey {
    private let requests: [CellRequest]
    private var tallies: [GuessTally]
    /// The first of each column; those of records under -1.
    private var found: [Int: [CellFailure]] = [:]
    private var count = 0
    private(set) var isBroken = false

    init(_ requests: [CellRequest]) {
        self.requests = requests
        tallies = requests.map { _ in GuessTally() }
    }

    mutating func add(_ parsers: [PartParser]) {
        for column in requests.indices where requests[column].isGuessedNumber { tallies[column].add(parsers, column) }
        for parser in parsers {
            count += parser.failureCount
            isBroken = isBroken || parser.isBroken
            for failure in parser.failures where found[failure.column, default: []].count < SourceErrors.limit {
                found[failure.column, default: []].append(failure)
            }
        }
    }

    var misjudged: [Int] { requests.indices.filter { requests[$0].isGuessedNumber && tallies[$0].isMisjudged } }

    /// Failures of a column that is no number column after all are none.
    var failures: (first: [CellFailure], count: Int) {
        let dropped = Set(misjudged)
        return (
            found.filter { !dropped.contains($0.key) }.flatMap(\.value),
            count - dropped.reduce(0) { $0 + tallies[$1].failureCount }
        )
    }
}
