/// What a column of a file is to be read as.
package enum CellKind: Sendable, Equatable {
    /// Only its grammar is checked.
    case skip
    case number
    /// Dictionary-encoded text; blank is missing.
    case text
    /// Nanoseconds since 1970; `TimeParser.missingTime` where blank.
    case time
    /// Day numbers; `TimeParser.missingDay` where blank.
    case day
}

/// A column that is asked of a file.
package struct CellRequest: Sendable, Equatable {
    package var kind: CellKind
    /// A blank field is an error.
    package var isRequired: Bool
    /// The kind is a guess from a sample: a number column in which plain text stands is a text column after all.
    package var isGuess: Bool

    package init(_ kind: CellKind, isRequired: Bool = false, isGuess: Bool = false) {
        (self.kind, self.isRequired, self.isGuess) = (kind, isRequired, isGuess)
    }

    var isGuessedNumber: Bool { isGuess && kind == .number }
}

/// A whole column as it was read.
package enum CellColumn: Sendable {
    case skipped
    case numbers([Double])
    case texts(codes: [Int32], levels: [String])
    case times([Int64])
    case days([Int32])
    /// A guessed number column in which plain text stands; it must be read again.
    case misjudged
}

extension CellColumn {
    /// Each is nil where the column is of another kind.
    var numbers: [Double]? { if case .numbers(let values) = self { values } else { nil } }
    var times: [Int64]? { if case .times(let values) = self { values } else { nil } }
    var days: [Int32]? { if case .days(let values) = self { values } else { nil } }
    var texts: (codes: [Int32], levels: [String])? {
        if case .texts(let codes, let levels) = self { (codes, levels) } else { nil }
    }
}

/// Where a field or record is wrong.
struct CellFailure: Sendable {
    let offset: Int
    let length: Int
    /// -1 where the whole record is meant.
    let column: Int
    let problem: CellProblem
}

/// An array that several threads fill, each its own stretch.
///
/// `@unchecked Sendable`: stretches do not overlap, and the array is taken only after all threads have ended.
final class Slab<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    private var array: [Element]
    let start: UnsafeMutablePointer<Element>

    /// Invariant: elements are plain bits, every one of the `count` that `take` keeps has been written before it is
    /// read, and the array is not touched until `take`, so its block stays where it is.
    init(capacity: Int) {
        let capacity = max(1, capacity)
        var block: UnsafeMutablePointer<Element>?
        array = Array(unsafeUninitializedCapacity: capacity) { buffer, count in
            block = buffer.baseAddress
            count = capacity
        }
        start = block!
    }

    /// Moves a stretch down; the stretches may overlap.
    func move(from: Int, to: Int, count: Int) {
        if from != to { (start + to).update(from: start + from, count: count) }
    }

    func take(count: Int) -> [Element] {
        var taken: [Element] = []
        swap(&taken, &array)
        taken.removeLast(taken.count - count)
        return taken
    }
}
