import Dispatch
import Synchronization

/// `(0..<count).map(transform)` on all cores. The result is in index order, whatever the number of threads.
public func concurrentMap<Result: Sendable>(_ count: Int, _ transform: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
        let result = transform(index)
        results.withLock { $0[index] = result }
    }
    return results.withLock { $0.map { $0! } }
}

/// What `transform` makes of blocks of 0..<count, on all cores, one behind the other.
public func concurrentFlatMap<Element: Sendable>(
    _ count: Int, block: Int = 4096, _ transform: @Sendable (Range<Int>) -> [Element]
) -> [Element] {
    if count <= block { return transform(0..<count) }
    let parts = concurrentMap((count + block - 1) / block) { part in
        transform((part * block)..<min(count, (part + 1) * block))
    }
    var all: [Element] = []
    all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { all += part }
    return all
}
