import Dispatch
import Foundation
import Synchronization

/// Work split over threads such that the result cannot depend on how many there are.
public enum Parallel {
    /// Threads used where the caller names no number: the processors that are online.
    public static let defaultThreads = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Runs `body` for 0..<count on at most `threads` threads, each index once, in no order.
    public static func forEach(count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
        let workers = min(max(1, threads), count)
        guard workers > 1 else { return (0..<count).forEach(body) }
        let next = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                if index >= count { return }
                body(index)
            }
        }
    }

    /// Computes the parts 0..<count and adds them to `total` in that order, so that rounding is the same for every number
    /// of threads. At most `held` parts exist at a time.
    public static func accumulate<Part: Sendable, Total>(
        count: Int, threads: Int, held: Int, into total: inout Total, part: @Sendable (Int) -> Part,
        add: (inout Total, Part) -> Void
    ) {
        let wave = max(1, max(threads, held))
        for start in stride(from: 0, to: count, by: wave) {
            let size = min(wave, count - start)
            let slots = Mutex([Part?](repeating: nil, count: size))
            forEach(count: size, threads: threads) { index in
                let value = part(start + index)
                slots.withLock { $0[index] = value }
            }
            for case .some(let value) in slots.withLock({ $0 }) { add(&total, value) }
        }
    }
}
