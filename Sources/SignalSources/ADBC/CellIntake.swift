import Signals
import Tables

/// Something wrong with a row of a batch.
struct CellFault {
    let row: Int
    let found: String?
    let problem: String
    let expected: String?
    let hint: String?

    init(row: Int, found: String? = nil, _ problem: String, expected: String? = nil, hint: String? = nil) {
        (self.row, self.found, self.problem, self.expected, self.hint) = (row, found, problem, expected, hint)
    }

    init(row: Int, found: String, _ words: ValueFault) {
        self.init(row: row, found: found, words.problem, expected: words.expected, hint: words.hint)
    }
}

/// Takes a column of a database in, batch by batch, as what a table of a portfolio has there. A CSV with the same texts gives
/// the same cells: null and blank are missing, a date is midnight in the business time zone, an instant needs a zone.
///
/// | asked for | taken from |
/// |---|---|
/// | number | whole numbers up to 2^53, floating-point numbers that are finite, decimals, truth values (1, 0), texts |
/// | text | texts, and all else as a CSV has it |
/// | time | timestamps with a zone, dates, texts; timestamps without a zone where they are said to be UTC |
/// | day | dates, texts, timestamps that are a midnight |
struct CellIntake {
    let request: CellRequest
    private let clock: DatabaseClock
    private let padded = PaddedText()
    let texts = TextIntake()
    private(set) var numbers: [Double] = []
    private(set) var times: [Int64] = []
    private(set) var days: [Int32] = []
    private(set) var codes: [Int32] = []
    private let decimals = DecimalParser()

    init(_ request: CellRequest, _ clock: DatabaseClock) { (self.request, self.clock) = (request, clock) }

    /// What has been taken in, as one column.
    var column: CellColumn {
        switch request.kind {
        case .skip: .skipped
        case .number: .numbers(numbers)
        case .text: .texts(codes: codes, levels: texts.dictionary.texts())
        case .time: .times(times)
        case .day: .days(days)
        }
    }

    /// Forgets the rows, and keeps the numbers of texts.
    mutating func clear() {
        numbers.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        days.removeAll(keepingCapacity: true)
        codes.removeAll(keepingCapacity: true)
    }

    /// Adds the rows of a batch. What is wrong with them is told by `fault`; a type that says nothing is returned as what was
    /// expected.
    mutating func add(_ column: ArrowColumn, _ fault: (CellFault) -> Void) -> String? {
        let unfit: String?
        switch request.kind {
        case .skip: return nil
        case .number: unfit = addNumbers(column, fault)
        case .text: unfit = addTexts(column, fault)
        case .time: unfit = addTimes(column, fault)
        case .day: unfit = addDays(column, fault)
        }
        if unfit == nil, request.isRequired { checkFilled(column, fault) }
        return unfit
    }

    private func checkFilled(_ column: ArrowColumn, _ fault: (CellFault) -> Void) {
        let first = count - column.rowCount
        for row in 0..<column.rowCount where isMissing(first + row) {
            if column.isNull(row) || (column.text(at: row) ?? "").trimmedSpaces.isEmpty {
                fault(CellFault(row: row, column.isNull(row) ? "is NULL" : "is empty"))
            }
        }
    }

    var count: Int { numbers.count + times.count + days.count + codes.count }

    private func isMissing(_ row: Int) -> Bool {
        switch request.kind {
        case .skip: false
        case .number: numbers[row].isNaN
        case .text: codes[row] < 0
        case .time: times[row] == TimeParser.missingTime
        case .day: days[row] == TimeParser.missingDay
        }
    }
}

extension CellIntake {
    private mutating func addTexts(_ column: ArrowColumn, _ fault: (CellFault) -> Void) -> String? {
        let codes = column.codes(texts, dropsBlanks: true) { row in
            fault(
                CellFault(
                    row: row, "holds bytes that are no UTF-8",
                    hint: "set the database's or the connection's encoding to UTF-8"))
        }
        guard let codes else { return "text" }
        self.codes += codes
        return nil
    }

    private mutating func addNumbers(_ column: ArrowColumn, _ fault: (CellFault) -> Void) -> String? {
        var values: [Double]
        switch column.field.type {
        case .null: values = [Double](repeating: .nan, count: column.rowCount)
        case .bool: values = column.bools().map { $0 ? 1 : 0 }
        case .float:
            values = column.floats()
            for row in values.indices where !values[row].isFinite && !column.isNull(row) {
                fault(notFinite(row, values[row]))
            }
        case .decimal(_, let scale):
            let digits = column.decimalDigits()
            values = digits.map { DecimalText.value($0, scale: scale) }
            if scale == 0 { checkExact(column, fault) { digits[$0].magnitude <= 1 << 53 } }
        case .integer:
            let whole = column.integers() ?? [Int64](repeating: .max, count: column.rowCount)
            values = whole.map(Double.init)
            checkExact(column, fault) { whole[$0].magnitude <= 1 << 53 }
        case .text, .textView: values = parsedNumbers(column, fault)
        case .day32, .day64, .timestamp, .other: return "a number"
        }
        for row in column.nullRows() { values[row] = .nan }
        numbers += values
        return nil
    }

    private func notFinite(_ row: Int, _ value: Double) -> CellFault {
        let found = value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity"
        return CellFault(row: row, found: found, ValueFault(.number, found))
    }

    private func checkExact(_ column: ArrowColumn, _ fault: (CellFault) -> Void, _ isExact: (Int) -> Bool) {
        for row in 0..<column.rowCount where !isExact(row) && !column.isNull(row) {
            fault(
                CellFault(
                    row: row, found: column.text(at: row), "is a whole number that a Double would round",
                    expected: "up to 2^53"))
        }
    }

    private func parsedNumbers(_ column: ArrowColumn, _ fault: (CellFault) -> Void) -> [Double] {
        var values = [Double](repeating: .nan, count: column.rowCount)
        forEachTrimmed(column) { row, text, count in
            // Invariant: zeros stand behind the text, which no number holds.
            if let (value, end) = decimals.parse(text, at: 0), end == count, value.isFinite {
                values[row] = value
            } else {
                let found = String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
                fault(CellFault(row: row, found: found, ValueFault(.number, found)))
            }
        }
        return values
    }

    private mutating func addTimes(_ column: ArrowColumn, _ fault: (CellFault) -> Void) -> String? {
        var values = [Int64](repeating: TimeParser.missingTime, count: column.rowCount)
        switch column.field.type {
        case .null: break
        case .day32, .day64, .timestamp:
            guard let clock = clock.reader(of: column.field.type) else {
                return "a timestamp with time zone, or timestamps=utc"
            }
            let counts = column.integers() ?? []
            var reader = clock
            let nulls = Set(column.nullRows())
            for row in counts.indices where nulls.isEmpty || !nulls.contains(row) {
                guard let time = reader.time(counts[row]) else {
                    fault(clock.fault(row, column))
                    continue
                }
                values[row] = time
            }
        case .text, .textView:
            var parser = clock.parser
            forEachTrimmed(column) { row, text, count in
                switch parser.time(text, count) {
                case .value(let time): values[row] = time
                case .fault(let problem):
                    let found = String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
                    fault(CellFault(row: row, found: found, ValueFault(.time(problem), found)))
                }
            }
        case .bool, .integer, .float, .decimal, .other: return "a timestamp, a date or a text"
        }
        times += values
        return nil
    }

    private mutating func addDays(_ column: ArrowColumn, _ fault: (CellFault) -> Void) -> String? {
        var values = [Int32](repeating: TimeParser.missingDay, count: column.rowCount)
        switch column.field.type {
        case .null: break
        case .day32, .day64, .timestamp:
            let counts = column.integers() ?? []
            for row in counts.indices where !column.isNull(row) {
                guard let day = clock.day(counts[row], column.field.type) else {
                    fault(clock.dayFault(row, column))
                    continue
                }
                values[row] = day
            }
        case .text, .textView:
            forEachTrimmed(column) { row, text, count in
                switch TimeParser.day(text, count) {
                case .success(let day): values[row] = day.number
                case .failure(let problem):
                    let found = String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
                    fault(CellFault(row: row, found: found, ValueFault(.day(problem), found)))
                }
            }
        case .bool, .integer, .float, .decimal, .other: return "a date or a text"
        }
        days += values
        return nil
    }

    /// Texts that are not blank, without blanks at both ends.
    private func forEachTrimmed(_ column: ArrowColumn, _ body: (Int, UnsafePointer<UInt8>, Int) -> Void) {
        column.forEachText { row, bytes in
            var text = bytes[...]
            while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
            while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
            if !text.isEmpty { body(row, padded.copy(UnsafeBufferPointer(rebasing: text)), text.count) }
        }
    }
}
