/// Finds where fields end, by RFC 4180: a field is bare (no quote, no bare CR inside) or wholly in quotes, where a
/// quote is doubled; records end in LF or CRLF.
///
/// `@unchecked Sendable`: `base` leads to bytes that nobody writes.
struct FieldScanner: @unchecked Sendable {
    let base: UnsafePointer<UInt8>
    /// Behind the last byte; zeros follow (`InputBytes.padding`).
    let end: Int
    let delimiter: UInt8
    private let delimiters: UInt64
    /// Holds an unescaped field until the next one is scanned, with padding.
    private var scratch: [UInt8] = []

    init(_ input: InputBytes, delimiter: UInt8) {
        (base, end, self.delimiter) = (input.base, input.count, delimiter)
        delimiters = UInt64(delimiter) &* 0x0101_0101_0101_0101
    }

    /// A field that was found. `text` points into the file, or to `scratch` where quotes were doubled.
    struct Cell {
        let text: UnsafePointer<UInt8>
        let count: Int
        /// Index of what follows: a delimiter, a line end or the end of the file.
        let next: Int
    }

    /// What breaks the grammar; records after it cannot be told apart.
    struct Fault: Error {
        let offset: Int
        let problem: CellProblem
    }

    static let fieldLimit = (1 << 20) - 1

    mutating func cell(at start: Int) -> Result<Cell, Fault> {
        base[start] == UInt8(ascii: "\"") ? quoted(start) : bare(start)
    }

    /// The text of a field of the common sort: not empty, no blank at its ends, no quote inside, at most 64 bytes, in quotes or
    /// not, and a delimiter or line end behind it. nil for any other, of which `cell` tells all.
    @inline(__always)
    func plainField(at start: Int) -> Range<Int>? {
        let isQuoted = base[start] == UInt8(ascii: "\"")
        let first = start + (isQuoted ? 1 : 0)
        var stop = first
        // Words at the end of the input reach into its padding.
        while true {
            let hits = isQuoted ? FieldScanner.zeroBytes(base.word(at: stop) ^ 0x2222_2222_2222_2222) : specials(stop)
            if hits != 0 {
                stop += hits.trailingZeroBitCount / 8
                break
            }
            stop += 8
            if stop - first > 64 || stop > end { return nil }
        }
        guard stop > first, stop < end, base[first] > 0x20, base[stop - 1] > 0x20 else { return nil }
        let next = isQuoted ? stop + 1 : stop
        let isEnd = base[next] == delimiter || base[next] == 0x0A || (base[next] == 0x0D && base[next + 1] == 0x0A)
        return isEnd ? first..<stop : nil
    }

    /// The index behind a plain field: of its delimiter or line end.
    @inline(__always)
    func behind(_ plain: Range<Int>) -> Int {
        plain.upperBound + (base[plain.upperBound] == UInt8(ascii: "\"") ? 1 : 0)
    }

    /// Whether a field's text stands in the file rather than in `scratch`.
    func holds(_ cell: Cell) -> Bool { cell.text >= base && cell.text < base + end }

    /// Whether a record ends here: LF, CRLF or the end of the file.
    @inline(__always)
    func isRecordEnd(_ index: Int) -> Bool {
        base[index] == 0x0A || index >= end || (base[index] == 0x0D && base[index + 1] == 0x0A)
    }

    /// The index behind a record end. Precondition: `isRecordEnd(index)`.
    @inline(__always)
    func afterRecordEnd(_ index: Int) -> Int { min(index + (base[index] == 0x0D ? 2 : 1), end) }

    private func bare(_ start: Int) -> Result<Cell, Fault> {
        let stop = firstSpecial(from: start)
        if stop - start > FieldScanner.fieldLimit { return .failure(Fault(offset: start, problem: .fieldTooLong)) }
        if stop < end, base[stop] == UInt8(ascii: "\"") { return .failure(Fault(offset: stop, problem: .bareQuote)) }
        if stop < end, base[stop] == 0x0D, base[stop + 1] != 0x0A {
            return .failure(Fault(offset: stop, problem: .bareCarriageReturn))
        }
        return .success(Cell(text: base + start, count: stop - start, next: stop))
    }

    /// The first delimiter, quote, CR or LF from `start` on, or the end; eight bytes a step.
    @inline(__always)
    private func firstSpecial(from start: Int) -> Int {
        var index = start
        while index < end {
            let hits = specials(index)
            if hits != 0 { return min(index + hits.trailingZeroBitCount / 8, end) }
            index += 8
        }
        return end
    }

    /// The high bit of each byte of a word that may end or break a bare field.
    @inline(__always)
    private func specials(_ index: Int) -> UInt64 {
        let word = base.word(at: index)
        return FieldScanner.zeroBytes(word ^ delimiters) | FieldScanner.zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
            | FieldScanner.zeroBytes(word ^ 0x0D0D_0D0D_0D0D_0D0D)
            | FieldScanner.zeroBytes(word ^ 0x2222_2222_2222_2222)
    }

    /// The high bit of each zero byte; only the lowest set bit is certain, and only that is used.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    private mutating func quoted(_ start: Int) -> Result<Cell, Fault> {
        var index = start + 1
        var hasEscapes = false
        while index < end {
            guard base[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            guard base[index + 1] == UInt8(ascii: "\"") else { return closed(start, index, hasEscapes) }
            hasEscapes = true
            index += 2
        }
        return .failure(Fault(offset: start, problem: .unterminatedQuote))
    }

    private mutating func closed(_ start: Int, _ quote: Int, _ hasEscapes: Bool) -> Result<Cell, Fault> {
        let next = quote + 1
        if quote - start > FieldScanner.fieldLimit { return .failure(Fault(offset: start, problem: .fieldTooLong)) }
        guard (next < end && base[next] == delimiter) || isRecordEnd(next) else {
            return .failure(Fault(offset: next, problem: .textAfterQuote))
        }
        guard hasEscapes else { return .success(Cell(text: base + start + 1, count: quote - start - 1, next: next)) }
        return .success(unescaped(start + 1..<quote, next))
    }

    private mutating func unescaped(_ range: Range<Int>, _ next: Int) -> Cell {
        scratch.removeAll(keepingCapacity: true)
        var index = range.lowerBound
        while index < range.upperBound {
            scratch.append(base[index])
            index += base[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        let count = scratch.count
        scratch.append(contentsOf: repeatElement(0, count: 8))
        // Invariant: `scratch` keeps its block until the next field is scanned, and the cell is used up before that.
        let text = scratch.withUnsafeBufferPointer { $0.baseAddress! }
        return Cell(text: text, count: count, next: next)
    }
}

/// What can be wrong with a field or a record.
enum CellProblem: Equatable, Sendable {
    case bareQuote, textAfterQuote, unterminatedQuote, bareCarriageReturn, fieldTooLong
    case fieldCount(found: Int)
    case nulByte
    case notUTF8(String)
    case empty
    case number
    case time(TimeFault)
    case day(TimeFault)
}
