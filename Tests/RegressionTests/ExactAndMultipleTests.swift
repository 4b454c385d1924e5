import Foundation
import Regression
import Tables
import Testing

@Suite struct FisherExactTests {
    /// Fisher's lady tasting tea, what is certain, and R 4.2.2
    /// `fisher.test(matrix(c(7, 3, 2, 12), 2), alternative = "greater")`.
    @Test(
        arguments: [
            ([3, 4, 1, 4], 17.0 / 70), ([4, 4, 0, 4], 1.0 / 70), ([0, 4, 0, 9], 1.0), ([0, 3, 2, 3], 1.0),
            ([7, 9, 3, 15], 0.00884127314333263),
        ] as [([Int], Double)])
    func tails(table: [Int], p: Double) {
        let (hits, count, others, otherCount) = (table[0], table[1], table[2], table[3])
        #expect(abs(FisherExact.upperTail(hits: hits, of: count, otherHits: others, of: otherCount) - p) < 1e-12)
    }

    /// By counting every way in which the marked ones can fall.
    @Test func agreesWithCounting() {
        for hits in 0...4 {
            for others in 0...5 {
                let marked = hits + others
                let ways = (0..<512).filter { $0.nonzeroBitCount == marked }
                let extreme = ways.count { ($0 & 0b1111).nonzeroBitCount >= hits }
                let p = FisherExact.upperTail(hits: hits, of: 4, otherHits: others, of: 5)
                #expect(abs(p - Double(extreme) / Double(ways.count)) < 1e-12)
            }
        }
    }
}

@Suite struct MultipleTestingTests {
    private let p = [0.041, 0.001, .nan, 0.06, 0.008, 0.039, 0.042]

    /// R 4.2.2 `p.adjust(c(.041, .001, .06, .008, .039, .042), "BH")` and `"holm"`.
    @Test func referenceValues() {
        let bh = [0.0504, 0.006, .nan, 0.06, 0.024, 0.0504, 0.0504]
        let holm = [0.156, 0.006, .nan, 0.156, 0.04, 0.156, 0.156]
        for (found, expected) in [
            (MultipleTesting.benjaminiHochberg(p), bh), (MultipleTesting.holm(p), holm),
        ] {
            for (a, b) in zip(found, expected) { #expect(a.isNaN ? b.isNaN : abs(a - b) < 1e-12) }
        }
        #expect(MultipleTesting.benjaminiHochberg([]).isEmpty)
        #expect(MultipleTesting.holm([0.7, 0.8]) == [1, 1])
    }
}

@Suite struct ClusteredScoreTestTests {
    private let x = [1.0, 0, 0, 1]
    private let y = [1.0, 0, 0, 0]

    @Test func byHand() throws {
        // U = .5; u = .375, .125, .125, -.125, so C = .1875, and I = .1875 too.
        let alone = try #require(ClusteredScoreTest.test([x], outcome: y))
        #expect(abs(alone.statistic - 4.0 / 3) < 1e-12 && alone.degreesOfFreedom == 1)
        // The first two rows together: C = .28125.
        let together = try #require(ClusteredScoreTest.test([x], outcome: y, clusters: [7, 7, 1, 3]))
        #expect(abs(together.statistic - 8.0 / 9) < 1e-12)
        // The last two together: u = .375, .125, 0, so C = .15625 is below I.
        let apart = try #require(ClusteredScoreTest.test([x], outcome: y, clusters: [7, 2, 1, 1]))
        #expect(abs(apart.statistic - 4.0 / 3) < 1e-12)
    }

    /// Ten rare rows that no event met, among many with few: the clustered variance alone would give χ² above 10.
    @Test func rareRowsWithoutAnEventSayLittle() throws {
        let x = (0..<300).map { $0 < 10 ? 1.0 : 0 }
        let y = (0..<300).map { $0 >= 10 && $0 % 8 == 0 ? 1.0 : 0 }
        let p = try #require(ClusteredScoreTest.test([x], outcome: y)).p
        #expect((0.2...0.3).contains(p), "\(p)")
    }

    @Test func whatDoesNotVaryIsNotTested() {
        #expect(ClusteredScoreTest.test([[2, 2, 2, 2]], outcome: y) == nil)
        #expect(ClusteredScoreTest.test([x, x.map { 3 - $0 }], outcome: y) == nil)
        #expect(ClusteredScoreTest.test([x], outcome: [1, 1, 1, 1]) == nil)
    }

    @Test func unitsCopiesAndCombinationsChangeNothing() throws {
        var generator = SeededGenerator(seed: 3)
        let columns = (0..<2).map { _ in (0..<90).map { _ in generator.uniform() } }
        let outcome = (0..<90).map { _ in generator.uniform() < 0.3 ? 1.0 : 0 }
        let clusters = (0..<90).map { Int32($0 / 3) }
        let whole = try #require(ClusteredScoreTest.test(columns, outcome: outcome, clusters: clusters)).statistic
        let mixed = [zip(columns[0], columns[1]).map { 5 * $0 + $1 - 2 }, columns[1].map { -3 * $0 }]
        let others = try #require(ClusteredScoreTest.test(mixed, outcome: outcome, clusters: clusters)).statistic
        #expect(abs(others - whole) < 1e-9 * whole)
        // Each row thrice within its account says no more than once.
        let thrice = try #require(
            ClusteredScoreTest.test(
                columns.map { $0 + $0 + $0 }, outcome: outcome + outcome + outcome,
                clusters: clusters + clusters + clusters)
        ).statistic
        #expect(thrice < 1.5 * whole)
        let threefold = try #require(
            ClusteredScoreTest.test(columns.map { $0 + $0 + $0 }, outcome: outcome + outcome + outcome)
        ).statistic
        #expect(threefold > 2.5 * whole)
    }

    /// Under the hypothesis, with skewed values and outcomes that move together within accounts, p below 5% about 5% of the
    /// time; far tails never too often.
    @Test func holdsItsLevel() {
        var generator = SeededGenerator(seed: 11)
        var (below5, below01) = (0, 0)
        let clusters = (0..<240).map { Int32($0 / 4) }
        for _ in 0..<2000 {
            let risk = (0..<60).map { _ in generator.uniform() < 0.15 ? 0.8 : 0.05 }
            let level = (0..<60).map { _ in exp(1.5 * generator.uniform() + generator.uniform()) }
            let outcome = clusters.map { generator.uniform() < risk[Int($0)] ? 1.0 : 0 }
            let x = clusters.map { level[Int($0)] * (1 + generator.uniform()) }
            let p = ClusteredScoreTest.test([x], outcome: outcome, clusters: clusters)?.p ?? .nan
            if p < 0.05 { below5 += 1 }
            if p < 0.001 { below01 += 1 }
        }
        #expect((50...150).contains(below5), "\(below5) of 2000")
        #expect(below01 <= 6, "\(below01) of 2000")
    }
}
