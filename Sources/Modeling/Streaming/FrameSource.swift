import Tables

/// Some rows of a table that is read piece by piece.
public struct FramePiece: Sendable {
    /// The rows, all columns.
    public let frame: Frame
    /// The number of the first row within the table, from 0.
    public let firstRow: Int

    /// Rows, and how many came before them.
    public init(frame: Frame, firstRow: Int) { (self.frame, self.firstRow) = (frame, firstRow) }
}

/// Pieces of a table, in order.
public protocol FramePieces: Sendable {
    /// nil behind the last one. What it throws goes through to whoever trains.
    mutating func next() throws -> FramePiece?
}

/// A table that is one frame.
struct OneFrame: FrameSource {
    let frame: Frame

    func open() -> Pieces { Pieces(frame: frame) }

    struct Pieces: FramePieces {
        fileprivate(set) var frame: Frame?

        mutating func next() -> FramePiece? {
            defer { frame = nil }
            return frame.map { FramePiece(frame: $0, firstRow: 0) }
        }
    }
}

/// A table that can be read from the beginning as often as a training needs.
public protocol FrameSource {
    /// One reading of the table, piece by piece.
    associatedtype Pieces: FramePieces
    /// All columns have the same type in every piece and every reading.
    func open() throws -> Pieces
}
