import LinearAlgebra
import Regression
import Tables

/// A table on disk as blocks of design rows, prepared as it is read.
///
/// Blocks hold a fixed number of rows, whatever the pieces of the table are, so that nothing that is learned from them depends on
/// how the table was cut. Rows without an outcome are left out.
struct DesignRows<Source: FrameSource>: RowSource {
    let source: Source
    let table: SurveyedTable
    let holdOut: RowHoldOut

    var columns: Int { table.preparation.columns.count }

    /// About 32 MB: long enough for whole batches and for threads to share, short enough for several to be held.
    var blockRows: Int { min(65_536, max(1024, (1 << 22) / max(1, columns) / 1024 * 1024)) }

    func open() throws -> DesignBlocks<Source.Pieces> {
        DesignBlocks(pieces: try source.open(), table: table, holdOut: holdOut, blockRows: blockRows)
    }
}

/// Which rows of a table the descent is judged by: by chance, from the row's number and a seed.
struct RowHoldOut: Sendable {
    let share: Double
    let seed: UInt64

    /// None.
    static let none = RowHoldOut(share: 0, seed: 0)

    private init(share: Double, seed: UInt64) { (self.share, self.seed) = (share, seed) }

    /// The share is a twentieth, less where that would be more rows than `limit` or than `bytes` of memory hold.
    init(rows: Int, columns: Int, seed: UInt64, limit: Int = 50_000, bytes: Int = 64 << 20) {
        let most = min(limit, bytes / 8 / max(1, columns))
        share = min(0.05, Double(most) / Double(max(1, rows)))
        self.seed = seed
    }

    func contains(_ row: Int) -> Bool {
        var generator = SeededGenerator(seed: seed, stream: UInt64(row))
        return generator.uniform() < share
    }
}

struct DesignBlocks<Pieces: FramePieces>: RowBlocks {
    private var pieces: Pieces
    private let table: SurveyedTable
    private let holdOut: RowHoldOut
    private var learned: BlockFiller
    private var held: BlockFiller
    private var ready: [RowBlock] = []
    private var isAtEnd = false

    init(pieces: Pieces, table: SurveyedTable, holdOut: RowHoldOut, blockRows: Int) {
        (self.pieces, self.table, self.holdOut) = (pieces, table, holdOut)
        let (columns, isWeighted) = (table.preparation.columns.count, table.roles.weight != nil)
        learned = BlockFiller(rows: blockRows, columns: columns, isWeighted: isWeighted, isHeldOut: false)
        held = BlockFiller(rows: 1024, columns: columns, isWeighted: isWeighted, isHeldOut: true)
    }

    mutating func next() throws -> RowBlock? {
        while ready.isEmpty, !isAtEnd {
            if let piece = try pieces.next() {
                try add(piece)
            } else {
                isAtEnd = true
                ready = [held.rest(), learned.rest()].compactMap(\.self)
            }
        }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    private mutating func add(_ piece: FramePiece) throws {
        let outcome = try OutcomeColumn(piece, table.roles)
        let event = outcome.levels.firstIndex(of: table.event).map { Int32($0) } ?? .max
        let x: Matrix
        do { x = try table.preparation.matrix(piece.frame) } catch { throw TrainingError.preparation(error) }
        let rows = PieceRows(
            x: x, outcomes: outcome.codes.map { $0 == event ? 1 : 0 }, weights: outcome.weights)
        var (learnedRows, heldRows): ([Int], [Int]) = ([], [])
        for row in outcome.codes.indices where outcome.codes[row] >= 0 {
            if holdOut.contains(piece.firstRow + row) { heldRows.append(row) } else { learnedRows.append(row) }
        }
        ready += held.append(rows, heldRows)
        ready += learned.append(rows, learnedRows)
    }
}

/// Prepared rows of a piece.
private struct PieceRows {
    let x: Matrix
    let outcomes: [Double]
    let weights: [Double]?
}

/// Collects rows until a block of them is full.
private struct BlockFiller {
    private let rows: Int
    private let columns: Int
    private let isWeighted: Bool
    private let isHeldOut: Bool
    private var values: [Double] = []
    private var outcomes: [Double] = []
    private var weights: [Double] = []

    init(rows: Int, columns: Int, isWeighted: Bool, isHeldOut: Bool) {
        (self.rows, self.columns, self.isWeighted, self.isHeldOut) = (rows, columns, isWeighted, isHeldOut)
    }

    /// Takes in the rows at `places` of a piece and gives out the blocks that they fill.
    mutating func append(_ piece: PieceRows, _ places: [Int]) -> [RowBlock] {
        var blocks: [RowBlock] = []
        var rest = places[...]
        while !rest.isEmpty {
            let taken = rest.prefix(rows - outcomes.count)
            copy(piece, taken)
            rest = rest.dropFirst(taken.count)
            if outcomes.count == rows, let block = flush(rows) { blocks.append(block) }
        }
        return blocks
    }

    private mutating func copy(_ piece: PieceRows, _ places: ArraySlice<Int>) {
        if values.isEmpty { values = [Double](repeating: 0, count: rows * columns) }
        let (source, stride) = (piece.x.values, piece.x.rows)
        for column in 0..<columns {
            var target = column * rows + outcomes.count
            let start = column * stride
            for place in places {
                values[target] = source[start + place]
                target += 1
            }
        }
        for place in places { outcomes.append(piece.outcomes[place]) }
        if isWeighted, let own = piece.weights { for place in places { weights.append(own[place]) } }
    }

    /// The last rows, fewer than a block; nil where there is none.
    mutating func rest() -> RowBlock? { flush(outcomes.count) }

    private mutating func flush(_ count: Int) -> RowBlock? {
        guard count > 0 else { return nil }
        var full = values
        (values, full) = ([], count == rows ? full : shortened(full, to: count))
        defer { (outcomes, weights) = ([], []) }
        return RowBlock(
            x: Matrix(rows: count, columns: columns, columnMajor: full), outcome: outcomes,
            weights: isWeighted ? weights : nil, isHeldOut: isHeldOut)
    }

    private func shortened(_ full: [Double], to count: Int) -> [Double] {
        (0..<columns).flatMap { full[$0 * rows..<$0 * rows + count] }
    }
}
