import Tables

/// Puts batches together into a frame: numbers and truth values (1 and 0) as numbers, texts, dates and times as categories.
struct FrameOfBatches {
    private let fields: [ArrowField]
    private let place: String
    private var columns: [Column]
    private var rowCount = 0

    private enum Column {
        case numbers([Double])
        case texts(TextIntake, codes: [Int32])
    }

    init(fields: [ArrowField], _ place: String) {
        (self.fields, self.place) = (fields, place)
        columns = fields.map { $0.type.isNumber ? .numbers([]) : .texts(TextIntake(), codes: []) }
    }

    /// Of one batch.
    init(_ batch: ArrowBatch, _ place: String) throws(SourceErrors) {
        self.init(fields: batch.columns.map(\.field), place)
        try add(batch)
    }

    mutating func add(_ batch: ArrowBatch) throws(SourceErrors) {
        for (index, column) in batch.columns.enumerated() {
            switch columns[index] {
            case .numbers(var values):
                columns[index] = .numbers([])
                values += try numbers(column)
                columns[index] = .numbers(values)
            case .texts(let intake, var codes):
                columns[index] = .texts(intake, codes: [])
                codes += try texts(column, intake)
                columns[index] = .texts(intake, codes: codes)
            }
        }
        rowCount += batch.rowCount
    }

    private func numbers(_ column: ArrowColumn) throws(SourceErrors) -> [Double] {
        var values = try plainNumbers(column)
        for row in column.nullRows() { values[row] = .nan }
        return values
    }

    private func plainNumbers(_ column: ArrowColumn) throws(SourceErrors) -> [Double] {
        switch column.field.type {
        case .bool: return column.bools().map { $0 ? 1 : 0 }
        case .float: return column.floats()
        case .decimal(_, let scale):
            let digits = column.decimalDigits()
            if scale == 0 { try refuse(column) { digits[$0].magnitude > 1 << 53 } }
            return digits.map { DecimalText.value($0, scale: scale) }
        default:
            guard let whole = column.integers() else { throw tooLarge(column, row: 0) }
            try refuse(column) { whole[$0].magnitude > 1 << 53 }
            return whole.map(Double.init)
        }
    }

    private func refuse(_ column: ArrowColumn, where isTooLarge: (Int) -> Bool) throws(SourceErrors) {
        guard let row = (0..<column.rowCount).first(where: { isTooLarge($0) && !column.isNull($0) }) else { return }
        throw tooLarge(column, row: row)
    }

    private func tooLarge(_ column: ArrowColumn, row: Int) -> SourceErrors {
        SourceErrors(
            SourceError(
                file: place, field: column.name, found: column.text(at: row),
                problem: "is a whole number that a Double would round", expected: "up to 2^53"))
    }

    private func texts(_ column: ArrowColumn, _ intake: TextIntake) throws(SourceErrors) -> [Int32] {
        var bad: Int?
        let codes = column.codes(intake, dropsBlanks: false) { bad = bad ?? $0 }
        guard let codes else {
            throw SourceErrors(
                SourceError(
                    file: place, field: column.name,
                    problem: "is of a type that is not read: \(column.field.type.words)",
                    hint: "cast it in the query or in a view"))
        }
        if bad != nil {
            throw SourceErrors(SourceError(file: place, field: column.name, problem: "holds bytes that are no UTF-8"))
        }
        return codes
    }

    /// What has been added. Errors: two columns of one name.
    func frame() throws(SourceErrors) -> Frame {
        let names = fields.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw SourceErrors(SourceError(file: place, problem: "column \"\(twice)\" stands twice in the result"))
        }
        return Frame(
            columns: zip(names, columns).map { name, column in
                switch column {
                case .numbers(let values): FrameColumn(name, .numbers(values))
                case .texts(let intake, let codes):
                    FrameColumn(name, .categories(Categories(codes: codes, levels: intake.dictionary.texts())))
                }
            }, rowCount: rowCount)
    }
}

extension ArrowType {
    /// Whether values are numbers, or count as such.
    fileprivate var isNumber: Bool {
        switch self {
        case .bool, .integer, .float, .decimal: true
        case .null, .text, .textView, .day32, .day64, .timestamp, .other: false
        }
    }
}
