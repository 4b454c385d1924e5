import Tables
import Testing

struct SeededGeneratorTests {
    @Test func sameSeedSameNumbersAndStreamsDiffer() {
        var a = SeededGenerator(seed: 7)
        var b = SeededGenerator(seed: 7)
        var c = SeededGenerator(seed: 7, stream: 1)
        let first = (0..<5).map { _ in a.next() }
        #expect(first == (0..<5).map { _ in b.next() })
        #expect(first != (0..<5).map { _ in c.next() })
        // Fixed for ever: models and folds are reproducible across versions.
        #expect(first[0] == SeededGeneratorTests.expectedFirst)
    }

    static let expectedFirst: UInt64 = 15_466_110_267_033_643_127

    @Test func uniformHasTheRightMoments() {
        var generator = SeededGenerator(seed: 1)
        let draws = (0..<100_000).map { _ in generator.uniform() }
        let mean = draws.reduce(0, +) / 1e5
        #expect(abs(mean - 0.5) < 5 * (1.0 / 12 / 1e5).squareRoot())
        #expect(draws.allSatisfy { (0..<1).contains($0) })
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[generator.below(7)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }

    @Test func concurrentMapKeepsOrder() {
        #expect(concurrentMap(1000) { $0 * $0 } == (0..<1000).map { $0 * $0 })
    }
}
