/// One requested column, with the place its values go to.
final class ColumnTask: @unchecked Sendable {
    // `@unchecked Sendable`: immutable, and the slabs are filled in stretches that do not overlap.
    let request: CellRequest
    let numbers: Slab<Double>?
    let integers: Slab<Int32>?
    let times: Slab<Int64>?

    init(_ request: CellRequest, capacity: Int) {
        self.request = request
        numbers = request.kind == .number ? Slab(capacity: capacity) : nil
        integers = request.kind == .text || request.kind == .day ? Slab(capacity: capacity) : nil
        times = request.kind == .time ? Slab(capacity: capacity) : nil
    }
}

/// A column as the inner loop needs it: pointers to the next free places, no reference counting.
struct ColumnCursor {
    var kind: CellKind
    let isRequired: Bool
    let isGuess: Bool
    let numbers: UnsafeMutablePointer<Double>
    let integers: UnsafeMutablePointer<Int32>
    let times: UnsafeMutablePointer<Int64>
    /// Where texts get their numbers; the parser keeps it alive.
    var texts: Unmanaged<PendingTexts>?
    var failureCount = 0
    /// How many of the failures are words such as `NA`.
    var missingWordCount = 0
    var hasPlainText = false

    /// Invariant: only the pointer that the kind asks for is ever used; the others dangle.
    init(_ task: ColumnTask, firstRow: Int) {
        (kind, isRequired, isGuess) = (task.request.kind, task.request.isRequired, task.request.isGuess)
        let none = UnsafeMutableRawPointer(bitPattern: 64)!
        numbers = task.numbers.map { $0.start + firstRow } ?? none.assumingMemoryBound(to: Double.self)
        integers = task.integers.map { $0.start + firstRow } ?? none.assumingMemoryBound(to: Int32.self)
        times = task.times.map { $0.start + firstRow } ?? none.assumingMemoryBound(to: Int64.self)
    }
}
