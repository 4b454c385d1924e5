import CArrowADBC

/// Some rows of a result in columns, where the driver put them: nothing is copied until a column is read.
///
/// `@unchecked Sendable`: written by the driver before anyone sees it, and only read afterwards.
final class ArrowBatch: @unchecked Sendable {
    let array: UnsafeMutablePointer<ArrowArray>
    private let fields: [ArrowField]

    init(_ fields: [ArrowField]) {
        self.fields = fields
        array = .allocate(capacity: 1)
        array.initialize(to: ArrowArray())
    }

    deinit {
        if let release = array.pointee.release { release(array) }
        array.deallocate()
    }

    /// Whether it is what a stream gives behind its last batch.
    var isEnd: Bool { array.pointee.release == nil }

    var rowCount: Int { Int(array.pointee.length) }

    var columns: [ArrowColumn] { fields.indices.map(column) }

    func column(_ index: Int) -> ArrowColumn { ArrowColumn(fields[index], self, array.pointee.children[index]!) }

    /// The column of a name; nil where there is none.
    func column(_ name: String) -> ArrowColumn? { fields.firstIndex { $0.name == name }.map(column) }
}

/// A column of a batch, which it keeps alive.
struct ArrowColumn {
    let field: ArrowField
    let rowCount: Int
    private let batch: ArrowBatch
    private let array: UnsafePointer<ArrowArray>
    /// Of the column's buffers, the place of row 0.
    private let first: Int

    fileprivate init(_ field: ArrowField, _ batch: ArrowBatch, _ array: UnsafePointer<ArrowArray>) {
        (self.field, self.batch, self.array) = (field, batch, array)
        rowCount = batch.rowCount
        first = Int(batch.array.pointee.offset + array.pointee.offset)
    }

    /// The column of one row.
    func one(_ row: Int) -> ArrowColumn { ArrowColumn(self, row) }

    private init(_ column: ArrowColumn, _ row: Int) {
        (field, batch, array) = (column.field, column.batch, column.array)
        (rowCount, first) = (1, column.first + row)
    }

    var name: String { field.name }

    /// Invariant of all reading below: a driver's buffers hold `offset + length` values in the layout of the column's format,
    /// and stand until the batch is released, which `batch` prevents.
    func values<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) -> UnsafePointer<Value> {
        UnsafePointer(array.pointee.buffers[1]!.assumingMemoryBound(to: Value.self)) + first
    }

    /// The bits that say which rows are not null; nil where all are.
    private var validity: UnsafePointer<UInt8>? {
        guard array.pointee.null_count != 0, array.pointee.n_buffers > 0 else { return nil }
        return array.pointee.buffers[0]?.assumingMemoryBound(to: UInt8.self)
    }

    private static func bit(_ bits: UnsafePointer<UInt8>, _ index: Int) -> Bool {
        bits[index >> 3] >> UInt8(index & 7) & 1 == 1
    }

    /// Rows that hold nothing, in order.
    func nullRows() -> [Int] {
        if field.type == .null { return Array(0..<rowCount) }
        guard let bits = validity else { return [] }
        return (0..<rowCount).filter { !ArrowColumn.bit(bits, first + $0) }
    }

    func isNull(_ row: Int) -> Bool {
        if field.type == .null { return true }
        return validity.map { !ArrowColumn.bit($0, first + row) } ?? false
    }

    func bools() -> [Bool] {
        let bits = array.pointee.buffers[1]!.assumingMemoryBound(to: UInt8.self)
        return (0..<rowCount).map { ArrowColumn.bit(bits, first + $0) }
    }

    /// Whole numbers of any width; nil where a number is beyond Int64. Null rows hold anything.
    func integers() -> [Int64]? {
        let rows = 0..<rowCount
        switch field.indices ?? field.type {
        case .integer(1, true): return rows.map { [v = values(Int8.self)] in Int64(v[$0]) }
        case .integer(2, true): return rows.map { [v = values(Int16.self)] in Int64(v[$0]) }
        case .integer(4, true), .day32: return rows.map { [v = values(Int32.self)] in Int64(v[$0]) }
        case .integer(1, false): return rows.map { [v = values(UInt8.self)] in Int64(v[$0]) }
        case .integer(2, false): return rows.map { [v = values(UInt16.self)] in Int64(v[$0]) }
        case .integer(4, false): return rows.map { [v = values(UInt32.self)] in Int64(v[$0]) }
        case .integer(_, false):
            let wide = values(UInt64.self)
            guard rows.allSatisfy({ wide[$0] <= UInt64(Int64.max) || isNull($0) }) else { return nil }
            return rows.map { Int64(truncatingIfNeeded: wide[$0]) }
        default: return Array(UnsafeBufferPointer(start: values(Int64.self), count: rowCount))
        }
    }

    /// Floating-point numbers of any width. Null rows hold anything.
    func floats() -> [Double] {
        switch field.type {
        case .float(2): (0..<rowCount).map { [v = values(UInt16.self)] in HalfFloat.value(v[$0]) }
        case .float(4): (0..<rowCount).map { [v = values(Float.self)] in Double(v[$0]) }
        default: Array(UnsafeBufferPointer(start: values(Double.self), count: rowCount))
        }
    }

    /// The digits of decimals, as whole numbers. Null rows hold anything.
    func decimalDigits() -> [Int128] {
        let rows = 0..<rowCount
        switch field.type {
        case .decimal(4, _): return rows.map { [v = values(Int32.self)] in Int128(v[$0]) }
        case .decimal(8, _): return rows.map { [v = values(Int64.self)] in Int128(v[$0]) }
        default:
            let words = UnsafeRawPointer(array.pointee.buffers[1]!) + first * 16
            return rows.map { row in
                let low = words.loadUnaligned(fromByteOffset: row * 16, as: UInt64.self)
                let high = words.loadUnaligned(fromByteOffset: row * 16 + 8, as: Int64.self)
                return Int128(high) << 64 | Int128(low)
            }
        }
    }

    /// Calls `body` for each row that is not null with the bytes of its text.
    func forEachText(_ body: (_ row: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Void) {
        guard field.indices == nil else { return forEachLevel(body) }
        let bits = validity
        let text = TextBuffers(array, field.type)
        for row in 0..<rowCount where bits == nil || ArrowColumn.bit(bits!, first + row) {
            body(row, text.bytes(first + row))
        }
    }

    /// The end of the last text, where all texts lie one behind the other: what lies before may be read. nil in other layouts.
    var textEnd: UnsafePointer<UInt8>? {
        guard field.indices == nil, case .text(let width) = field.type else { return nil }
        // Invariant: that of `values`; offsets have one value more than there are rows.
        guard let bytes = array.pointee.buffers[2]?.assumingMemoryBound(to: UInt8.self) else { return nil }
        return UnsafePointer(bytes)
            + (width == 4 ? Int(values(Int32.self)[rowCount]) : Int(values(Int64.self)[rowCount]))
    }

    private func forEachLevel(_ body: (_ row: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Void) {
        let (bits, codes) = (validity, integers() ?? [])
        let dictionary = UnsafePointer(array.pointee.dictionary!)
        let text = TextBuffers(dictionary, field.type)
        for row in 0..<rowCount where bits == nil || ArrowColumn.bit(bits!, first + row) {
            body(row, text.bytes(Int(dictionary.pointee.offset) + Int(codes[row])))
        }
    }
}

/// The texts of an array, in any of the layouts.
private struct TextBuffers {
    private let type: ArrowType
    private let array: UnsafePointer<ArrowArray>
    private let places: UnsafeRawPointer
    private let bytes: UnsafePointer<UInt8>?

    init(_ array: UnsafePointer<ArrowArray>, _ type: ArrowType) {
        (self.array, self.type) = (array, type)
        let none = UnsafeRawPointer(bitPattern: 64)!
        places = array.pointee.buffers[1] ?? none
        bytes = type == .textView ? nil : array.pointee.buffers[2]?.assumingMemoryBound(to: UInt8.self)
    }

    @inline(__always)
    func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        switch type {
        case .text(4): slice(places.assumingMemoryBound(to: Int32.self), index)
        case .text: slice(places.assumingMemoryBound(to: Int64.self), index)
        default: view(index)
        }
    }

    @inline(__always)
    private func slice<Offset: FixedWidthInteger>(
        _ offsets: UnsafePointer<Offset>, _ index: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let (start, end) = (Int(offsets[index]), Int(offsets[index + 1]))
        return UnsafeBufferPointer(start: bytes.map { $0 + start }, count: end - start)
    }

    /// 16 bytes a text: its length, then the text itself where it has at most 12 bytes; else four bytes of it, the number of a
    /// buffer and the place there.
    private func view(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = places + index * 16
        let length = Int(entry.loadUnaligned(as: Int32.self))
        if length <= 12 {
            return UnsafeBufferPointer(start: (entry + 4).assumingMemoryBound(to: UInt8.self), count: length)
        }
        let buffer = Int(entry.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let offset = Int(entry.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        let data = array.pointee.buffers[2 + buffer]!.assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: data + offset, count: length)
    }
}

/// IEEE 754 numbers of 16 bits, exactly.
package enum HalfFloat {
    package static func value(_ bits: UInt16) -> Double {
        let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
        let sign: Double = bits >> 15 == 1 ? -1 : 1
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
        }
    }
}
