import Dispatch
import Foundation

/// Work on several threads, with results in order.
enum Parallel {
    static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// `body` of 0..<count, each once. `threads` of 1 stays on the calling thread.
    static func map<Value: Sendable>(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        if threads <= 1 || count <= 1 { return (0..<count).map(body) }
        return Array(unsafeUninitializedCapacity: count) { buffer, filled in
            // Invariant: iteration i initialises element i alone, and all have ended before the count is set.
            nonisolated(unsafe) let start = buffer.baseAddress!
            DispatchQueue.concurrentPerform(iterations: count) { (start + $0).initialize(to: body($0)) }
            filled = count
        }
    }
}
