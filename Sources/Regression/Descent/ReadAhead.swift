import Dispatch
import Synchronization

/// Blocks that are made ready on another thread, each while the one before it is worked on. Order and contents are the same.
struct ReadAhead<Blocks: RowBlocks>: RowBlocks {
    private let desk: Desk
    private var isAtEnd = false

    /// Begins to read at once.
    init(_ blocks: Blocks) {
        desk = Desk(blocks)
        desk.read()
    }

    mutating func next() throws -> RowBlock? {
        guard !isAtEnd else { return nil }
        let block = desk.take()
        if case .success(.some) = block { desk.read() } else { isAtEnd = true }
        return try block.get()
    }

    /// Where one thread leaves a block and the other picks it up. `read` and `take` alternate.
    private final class Desk: Sendable {
        /// nil while they are read from: they have one owner then, so that nothing is copied.
        private let blocks: Mutex<Blocks?>
        private let block = Mutex<Result<RowBlock?, any Error>>(.success(nil))
        private let isReady = DispatchSemaphore(value: 0)

        init(_ blocks: Blocks) { self.blocks = Mutex(blocks) }

        func read() {
            DispatchQueue.global(qos: .userInitiated).async { [self] in
                var own = blocks.withLock { blocks in
                    defer { blocks = nil }
                    return blocks
                }
                let found = Result { try own?.next() ?? nil }
                blocks.withLock { $0 = own }
                own = nil
                block.withLock { $0 = found }
                isReady.signal()
            }
        }

        func take() -> Result<RowBlock?, any Error> {
            isReady.wait()
            return block.withLock { block in
                defer { block = .success(nil) }
                return block
            }
        }
    }
}
