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
    /// of threads. A part is added as soon as those before it are, by the thread that is done; at most `held` wait for that.
    public static func accumulate<Part: Sendable, Total: Sendable>(
        count: Int, threads: Int, held: Int, into total: inout Total, part: @Sendable (Int) -> Part,
        add: @Sendable (inout Total, Part) -> Void
    ) {
        guard min(threads, count) > 1 else {
            for index in 0..<count { add(&total, part(index)) }
            return
        }
        let sum = Mutex(OrderedSum<Part, Total>(total: total))
        let most = max(held, 2 * threads)
        forEach(count: count, threads: threads) { index in
            let value = part(index)
            // A thread that fell far behind must not leave the others' parts to pile up.
            while sum.withLock({ index >= $0.next + most }) { usleep(20) }
            sum.withLock {
                $0.waiting[index] = value
                while let ready = $0.waiting.removeValue(forKey: $0.next) {
                    add(&$0.total, ready)
                    $0.next += 1
                }
            }
        }
        total = sum.withLock { $0.total }
    }
}

/// A sum whose parts come in any order and are added in theirs.
private struct OrderedSum<Part: Sendable, Total: Sendable>: Sendable {
    var total: Total
    var next = 0
    var waiting: [Int: Part] = [:]

    init(total: Total) { self.total = total }
}
