import Signals

/// Parses the records of one stretch of a file into its places in the columns.
///
/// `@unchecked Sendable`: its pointers lead to the mapped file, which nobody writes, and to places of its tasks that are its own.
struct PartParser: @unchecked Sendable {
    private var scanner: FieldScanner
    private let decimals = DecimalParser()
    private var clock: TimeParser
    private(set) var columns: [ColumnCursor]
    /// They own what the columns point to.
    private let tasks: [ColumnTask]
    private(set) var dictionaries: [TextDictionary]
    /// One a text column; the columns refer to them.
    private let pending: [PendingTexts]
    private let markers: [[UInt8]]
    private(set) var rows = 0
    private(set) var blankLines = 0
    private(set) var failures: [CellFailure] = []
    private(set) var failureCount = 0
    /// The grammar broke or the stretch did not end with a record: what follows cannot be trusted.
    private(set) var isBroken = false

    /// - Parameter dictionaries: one a column, which go on numbering; new ones where nil.
    init(
        _ scanner: FieldScanner, clock: TimeParser, tasks: [ColumnTask], firstRow: Int, markers: [[UInt8]],
        dictionaries: [TextDictionary]? = nil
    ) {
        (self.scanner, self.clock, self.tasks, self.markers) = (scanner, clock, tasks, markers)
        var columns = tasks.map { ColumnCursor($0, firstRow: firstRow) }
        let dictionaries = dictionaries ?? TextDictionary.one(perTextColumnOf: tasks.map(\.request))
        var pending: [PendingTexts] = []
        for column in columns.indices where columns[column].kind == .text {
            pending.append(PendingTexts(dictionaries[column], codes: columns[column].integers))
            columns[column].texts = Unmanaged.passUnretained(pending.last!)
        }
        (self.columns, self.dictionaries, self.pending) = (columns, dictionaries, pending)
    }

    /// Whether any number stands in a column of them.
    func holdsNumber(_ column: Int) -> Bool {
        // Invariant: rows below `rows` were written. Once nobody else names the tasks they would go before the last row is read.
        withExtendedLifetime(tasks) { (0..<rows).contains { columns[column].numbers[$0].isFinite } }
    }

    /// Parses the records of a range.
    mutating func run(_ range: Range<Int>, checksUTF8: Bool, checksNUL: Bool) {
        if checksNUL, let offset = range.first(where: { scanner.base[$0] == 0 }) {
            return breakOff(CellFailure(offset: offset, length: 0, column: -1, problem: .nulByte))
        }
        if checksUTF8, let fault = UTF8Check.firstFault(scanner.base, range) { return breakOff(CellFailure(fault)) }
        var index = range.lowerBound
        while index < range.upperBound {
            if scanner.isRecordEnd(index) {
                blankLines += 1
                index = scanner.afterRecordEnd(index)
            } else {
                index = record(at: index)
                if isBroken { return }
            }
        }
        for texts in pending { texts.settle() }
        isBroken = index > range.upperBound
    }

    /// A text in the file waits for its number where the dictionary is long; one that was unescaped does not stay where it
    /// is and cannot wait.
    private func storeText(_ text: UnsafePointer<UInt8>, _ length: Int, _ column: Int, stays: Bool) {
        let entry = PendingTexts.Entry(text: text, length: length, row: rows)
        // Invariant: `pending` holds what the columns refer to as long as the parser lives.
        columns[column].texts?._withUnsafeGuaranteedRef { stays ? $0.store(entry) : $0.storeNow(entry) }
    }

    private mutating func breakOff(_ failure: CellFailure) {
        failures.append(failure)
        failureCount += 1
        isBroken = true
    }

    /// Index behind the record.
    private mutating func record(at start: Int) -> Int {
        var index = start
        let last = columns.count - 1
        for column in 0...last {
            index = cell(column, at: index)
            if index < 0 { return start }
            if column < last {
                guard scanner.base[index] == scanner.delimiter, index < scanner.end else { return ragged(start) }
                index += 1
            }
        }
        guard scanner.isRecordEnd(index) else { return ragged(start) }
        rows += 1
        return scanner.afterRecordEnd(index)
    }

    /// Reads one field; the index of what follows it, or -1 where the grammar breaks.
    @inline(__always)
    private mutating func cell(_ column: Int, at index: Int) -> Int {
        if columns[column].kind == .number, let (value, end) = decimals.parse(scanner.base, at: index) {
            let stop = scanner.base[end]
            if stop == scanner.delimiter || scanner.isRecordEnd(end), value.isFinite {
                columns[column].numbers[rows] = value
                return end
            }
        } else if markers.isEmpty, let text = scanner.plainField(at: index) {
            switch columns[column].kind {
            case .text:
                storeText(scanner.base + text.lowerBound, text.count, column, stays: true)
                return scanner.behind(text)
            case .time:
                if case .value(let value) = clock.time(scanner.base + text.lowerBound, text.count) {
                    columns[column].times[rows] = value
                    return scanner.behind(text)
                }
            case .skip: return scanner.behind(text)
            case .day, .number: break
            }
        }
        return slowCell(column, at: index)
    }

    @inline(never)
    private mutating func slowCell(_ column: Int, at index: Int) -> Int {
        switch scanner.cell(at: index) {
        case .success(let cell):
            store(cell, column, offset: index)
            return cell.next
        case .failure(let fault):
            breakOff(CellFailure(fault))
            return -1
        }
    }

    private mutating func store(_ cell: FieldScanner.Cell, _ column: Int, offset: Int) {
        let kind = columns[column].kind
        if kind == .skip { return }
        let (text, count) = PartParser.trimmed(cell)
        if count == 0 || isMarker(text, count) {
            storeMissing(column, kind)
            if columns[column].isRequired { fail(column, cell, offset, .empty) }
            return
        }
        switch kind {
        case .skip: break
        case .text: storeText(cell.text, cell.count, column, stays: scanner.holds(cell))
        case .number: storeNumber(text, count, column, cell, offset)
        case .time:
            switch clock.time(text, count) {
            case .value(let value): columns[column].times[rows] = value
            case .fault(let fault): fail(column, cell, offset, .time(fault))
            }
        case .day:
            switch TimeParser.day(text, count) {
            case .success(let day): columns[column].integers[rows] = day.number
            case .failure(let fault): fail(column, cell, offset, .day(fault))
            }
        }
    }

    private mutating func storeNumber(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ column: Int, _ cell: FieldScanner.Cell, _ offset: Int
    ) {
        // The field ends in a delimiter, blank, quote or line end, which no number holds.
        if let (value, end) = decimals.parse(text, at: 0), end == count, value.isFinite {
            columns[column].numbers[rows] = value
            return
        }
        if columns[column].isGuess {
            let words = String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
            let fault = NumberFault(words)
            if fault.isPlainText {
                columns[column].hasPlainText = true
                columns[column].kind = .skip
                return
            }
            columns[column].missingWordCount += fault == .missingWord ? 1 : 0
        }
        columns[column].numbers[rows] = .nan
        fail(column, cell, offset, .number)
    }

    private func storeMissing(_ column: Int, _ kind: CellKind) {
        switch kind {
        case .number: columns[column].numbers[rows] = .nan
        case .text: columns[column].integers[rows] = -1
        case .time: columns[column].times[rows] = TimeParser.missingTime
        case .day: columns[column].integers[rows] = TimeParser.missingDay
        case .skip: break
        }
    }

    /// Keeps the first failures of each column, so that the first of the file are among them whatever the parts were.
    private mutating func fail(_ column: Int, _ cell: FieldScanner.Cell, _ offset: Int, _ problem: CellProblem) {
        columns[column].failureCount += 1
        failureCount += 1
        guard columns[column].failureCount <= SourceErrors.limit else { return }
        failures.append(CellFailure(offset: offset, length: cell.next - offset, column: column, problem: problem))
    }

    private var raggedCount = 0

    /// Counts the fields of a record that has too many or too few, and goes on behind it.
    private mutating func ragged(_ start: Int) -> Int {
        var (index, fields) = (start, 1)
        while true {
            guard case .success(let cell) = scanner.cell(at: index) else {
                _ = slowCell(0, at: index)
                return start
            }
            index = cell.next
            if scanner.isRecordEnd(index) { break }
            fields += 1
            index += 1
        }
        failureCount += 1
        raggedCount += 1
        if raggedCount <= SourceErrors.limit {
            failures.append(
                CellFailure(offset: start, length: index - start, column: -1, problem: .fieldCount(found: fields)))
        }
        return scanner.afterRecordEnd(index)
    }

    private func isMarker(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        !markers.isEmpty && markers.contains { $0.elementsEqual(UnsafeBufferPointer(start: text, count: count)) }
    }

    /// Without blanks and tabs at both ends.
    private static func trimmed(_ cell: FieldScanner.Cell) -> (UnsafePointer<UInt8>, Int) {
        var (text, count) = (cell.text, cell.count)
        while count > 0, text[count - 1] == 0x20 || text[count - 1] == 0x09 { count -= 1 }
        while count > 0, text[0] == 0x20 || text[0] == 0x09 { (text, count) = (text + 1, count - 1) }
        return (text, count)
    }
}
