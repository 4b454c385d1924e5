import CArrowADBC
import Glibc
import Tables

/// Rows in columns, to be handed to a driver.
struct DatabaseRows: Sendable {
    /// A column of one type; NaN, nil and -1 are null.
    enum Column: Sendable {
        case numbers([Double])
        case integers([Int64?])
        case texts(codes: [Int32], levels: [String])
    }

    let names: [String]
    let columns: [Column]
    let rowCount: Int

    init(_ frame: Frame) {
        names = frame.names
        columns = frame.columns.map { column in
            switch column.values {
            case .numbers(let values): .numbers(values)
            case .categories(let values): .texts(codes: values.codes, levels: values.levels)
            }
        }
        rowCount = frame.rowCount
    }

    /// Cells by what stands in a column: whole numbers where nothing else does, else numbers where no text does. A column
    /// without any is one of texts where its format says so, else of numbers.
    init(_ table: Table) {
        names = table.columns.map(\.name)
        rowCount = table.rows.count
        columns = table.columns.indices.map { index in
            DatabaseRows.column(table.rows.map { $0[index] }, isText: table.columns[index].format == .text)
        }
    }

    private static func column(_ cells: [Table.Cell], isText: Bool) -> Column {
        let filled = cells.filter { $0 != .missing }
        let isNumeric = filled.isEmpty ? !isText : filled.allSatisfy(\.isNumeric)
        guard isNumeric else {
            let texts = Categories(cells.map { $0 == .missing ? nil : $0.exactText })
            return .texts(codes: texts.codes, levels: texts.levels)
        }
        let whole = cells.map { cell -> Int64? in if case .integer(let value) = cell { Int64(value) } else { nil } }
        if !filled.isEmpty, whole.count(where: { $0 != nil }) == filled.count { return .integers(whole) }
        return .numbers(
            cells.map { cell in
                switch cell {
                case .number(let value): value
                case .integer(let value): Double(value)
                case .text, .series, .missing: .nan
                }
            })
    }
}

/// An Arrow stream over rows in memory, in batches, for a driver to take. Who takes it releases it.
final class ArrowWriter {
    private let rows: DatabaseRows
    private var next = 0

    /// Texts of a batch stay below 2^31 bytes.
    private static let batchRows = 1 << 15

    private init(_ rows: DatabaseRows) { self.rows = rows }

    /// Fills a stream, which keeps the rows alive until it is released.
    static func fill(_ stream: UnsafeMutablePointer<ArrowArrayStream>, with rows: DatabaseRows) {
        stream.initialize(to: ArrowArrayStream())
        // Invariant of all callbacks: the private data are what was put there, retained once and released once.
        stream.pointee.private_data = Unmanaged.passRetained(ArrowWriter(rows)).toOpaque()
        stream.pointee.get_schema = { stream, out in
            ArrowWriter.of(stream!).schema(out!)
            return 0
        }
        stream.pointee.get_next = { stream, out in
            ArrowWriter.of(stream!).batch(out!)
            return 0
        }
        stream.pointee.get_last_error = { _ in nil }
        stream.pointee.release = { stream in
            Unmanaged<ArrowWriter>.fromOpaque(stream!.pointee.private_data!).release()
            stream!.pointee.release = nil
        }
    }

    private static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>) -> ArrowWriter {
        Unmanaged<ArrowWriter>.fromOpaque(stream.pointee.private_data!).takeUnretainedValue()
    }

    private func schema(_ out: UnsafeMutablePointer<ArrowSchema>) {
        ArrowWriter.fill(out, format: "+s", name: "", children: zip(rows.names, rows.columns).map { ($0, $1.format) })
    }

    private func batch(_ out: UnsafeMutablePointer<ArrowArray>) {
        out.initialize(to: ArrowArray())
        guard next < rows.rowCount else { return }
        let range = next..<min(rows.rowCount, next + ArrowWriter.batchRows)
        next = range.upperBound
        ArrowWriter.fill(out, length: range.count, buffers: [nil], nullCount: 0)
        let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>.allocate(capacity: rows.columns.count)
        for (index, column) in rows.columns.enumerated() {
            let child = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
            column.fill(child, range)
            children[index] = child
        }
        (out.pointee.n_children, out.pointee.children) = (Int64(rows.columns.count), children)
    }

    /// A schema on the heap, freed by its own release.
    private static func fill(
        _ out: UnsafeMutablePointer<ArrowSchema>, format: String, name: String, children: [(String, String)] = []
    ) {
        out.initialize(to: ArrowSchema())
        (out.pointee.format, out.pointee.name) = (UnsafePointer(strdup(format)), UnsafePointer(strdup(name)))
        // ARROW_FLAG_NULLABLE
        out.pointee.flags = 2
        if !children.isEmpty {
            let list = UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>.allocate(capacity: children.count)
            for (index, child) in children.enumerated() {
                list[index] = .allocate(capacity: 1)
                fill(list[index]!, format: child.1, name: child.0)
            }
            (out.pointee.n_children, out.pointee.children) = (Int64(children.count), list)
        }
        out.pointee.release = { schema in
            let schema = schema!
            for index in 0..<Int(schema.pointee.n_children) {
                let child = schema.pointee.children[index]!
                child.pointee.release?(child)
                child.deallocate()
            }
            schema.pointee.children?.deallocate()
            free(UnsafeMutablePointer(mutating: schema.pointee.format))
            free(UnsafeMutablePointer(mutating: schema.pointee.name))
            schema.pointee.release = nil
        }
    }

    /// An array over buffers that it frees when it is released, its children with it. A child that was moved elsewhere frees
    /// itself there.
    fileprivate static func fill(
        _ out: UnsafeMutablePointer<ArrowArray>, length: Int, buffers: [UnsafeMutableRawPointer?], nullCount: Int
    ) {
        out.initialize(to: ArrowArray())
        let list = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: buffers.count)
        for (index, buffer) in buffers.enumerated() { list[index] = UnsafeRawPointer(buffer) }
        (out.pointee.length, out.pointee.null_count) = (Int64(length), Int64(nullCount))
        (out.pointee.n_buffers, out.pointee.buffers) = (Int64(buffers.count), list)
        out.pointee.release = { array in
            let array = array!
            for index in 0..<Int(array.pointee.n_children) {
                let child = array.pointee.children[index]!
                child.pointee.release?(child)
                child.deallocate()
            }
            array.pointee.children?.deallocate()
            for index in 0..<Int(array.pointee.n_buffers) { array.pointee.buffers[index]?.deallocate() }
            array.pointee.buffers.deallocate()
            array.pointee.release = nil
        }
    }
}

extension DatabaseRows.Column {
    fileprivate var format: String {
        switch self {
        case .numbers: "g"
        case .integers: "l"
        case .texts: "u"
        }
    }

    /// An array of some rows.
    fileprivate func fill(_ out: UnsafeMutablePointer<ArrowArray>, _ range: Range<Int>) {
        let validity = validity(range)
        let buffers: [UnsafeMutableRawPointer]
        switch self {
        case .numbers(let values): buffers = [DatabaseRows.Column.copy(Array(values[range]))]
        case .integers(let values): buffers = [DatabaseRows.Column.copy(values[range].map { $0 ?? 0 })]
        case .texts(let codes, let levels): buffers = DatabaseRows.Column.texts(codes[range], levels)
        }
        ArrowWriter.fill(out, length: range.count, buffers: [validity.bits] + buffers, nullCount: validity.nullCount)
    }

    private func isNull(_ row: Int) -> Bool {
        switch self {
        case .numbers(let values): values[row].isNaN
        case .integers(let values): values[row] == nil
        case .texts(let codes, _): codes[row] < 0
        }
    }

    private func validity(_ range: Range<Int>) -> (bits: UnsafeMutableRawPointer, nullCount: Int) {
        var bytes = [UInt8](repeating: 0, count: (range.count + 7) / 8)
        var nullCount = 0
        for (place, row) in range.enumerated() {
            if isNull(row) { nullCount += 1 } else { bytes[place >> 3] |= 1 << UInt8(place & 7) }
        }
        return (DatabaseRows.Column.copy(bytes), nullCount)
    }

    private static func texts(_ codes: ArraySlice<Int32>, _ levels: [String]) -> [UnsafeMutableRawPointer] {
        var (offsets, bytes): ([Int32], [UInt8]) = ([0], [])
        for code in codes {
            if code >= 0 { bytes += levels[Int(code)].utf8 }
            offsets.append(Int32(bytes.count))
        }
        return [copy(offsets), copy(bytes)]
    }

    /// On the heap, with room behind it as Arrow recommends.
    private static func copy<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafeMutableRawPointer {
        let count = values.count * MemoryLayout<Value>.stride
        let block = UnsafeMutableRawPointer.allocate(byteCount: count + 64, alignment: 64)
        // Invariant: the block is longer than the values.
        values.withUnsafeBytes { if let start = $0.baseAddress { block.copyMemory(from: start, byteCount: count) } }
        (block + count).initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        return block
    }
}
