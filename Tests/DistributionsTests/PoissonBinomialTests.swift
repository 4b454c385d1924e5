import Distributions
import Foundation
import Testing

struct PoissonBinomialTests {
    /// Of equal probabilities it is the binomial: log C(n, k) + k log p + (n - k) log(1 - p).
    @Test(arguments: [(5, 0.3), (24, 0.5), (25, 0.02), (400, 0.11), (3000, 0.4)] as [(Int, Double)])
    func equalProbabilitiesAreBinomial(count: Int, p: Double) {
        let distribution = PoissonBinomial([Double](repeating: p, count: count))
        for (place, mass) in distribution.masses.enumerated() {
            let (n, k) = (Double(count), Double(distribution.first + place))
            let ways: Double = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
            let odds: Double = k * log(p) + (n - k) * log1p(-p)
            let exact = exp(ways + odds)
            #expect(abs(mass - exact) < 1e-12, "\(k)")
        }
        #expect(abs(distribution.mean - Double(count) * p) < 1e-9)
        #expect(abs(distribution.masses.reduce(0, +) - 1) < 1e-12)
    }

    /// By enumeration of all 2^10 outcomes.
    @Test func unequalProbabilitiesByEnumeration() {
        let p = (0..<10).map { 0.03 + 0.09 * Double($0) }
        var exact = [Double](repeating: 0, count: 11)
        for outcome in 0..<1024 {
            let chance = p.indices.reduce(1.0) { $0 * (outcome >> $1 & 1 == 1 ? p[$1] : 1 - p[$1]) }
            exact[outcome.nonzeroBitCount] += chance
        }
        let distribution = PoissonBinomial(p)
        #expect(distribution.first == 0)
        for count in exact.indices {
            #expect(abs(distribution.masses[count] - exact[count]) < 1e-15)
            #expect(abs(distribution.cumulative(count) - exact[...count].reduce(0, +)) < 1e-14)
        }
        #expect(distribution.cumulative(-1) == 0 && distribution.cumulative(99) == 1)
    }

    /// By halves and cut tails it is what row by row gives.
    @Test func halvesChangeNothing() {
        let p = (0..<500).map { 0.001 + 0.9 * (sin(Double($0)) + 1) / 2 }
        var whole = [1.0]
        for one in p {
            whole.append(0)
            for k in stride(from: whole.count - 1, to: 0, by: -1) {
                whole[k] = whole[k] * (1 - one) + whole[k - 1] * one
            }
            whole[0] *= 1 - one
        }
        let distribution = PoissonBinomial(p)
        #expect(distribution.masses.count < 400)
        for (k, mass) in whole.enumerated() {
            let own = (distribution.first..<distribution.first + distribution.masses.count).contains(k)
            #expect(abs((own ? distribution.masses[k - distribution.first] : 0) - mass) < 1e-14, "\(k)")
        }
    }

    @Test func certainRowsMoveItAlone() {
        let distribution = PoissonBinomial([1, 1, 0, 0.5, 1])
        #expect(distribution.cumulative(2) == 0 && abs(distribution.cumulative(3) - 0.5) < 1e-15)
        #expect(distribution.interval() == 3...4)
        #expect(PoissonBinomial([]).interval() == 0...0 && PoissonBinomial([]).mean == 0)
    }

    /// At most the tail lies outside on either side, and one number less would leave more outside.
    @Test(arguments: [0.025, 0.1]) func theIntervalCutsNoMoreThanTheTail(tail: Double) {
        for count in [3, 10, 60, 700] {
            let distribution = PoissonBinomial((0..<count).map { 0.05 + 0.3 * Double($0) / Double(count) })
            let range = distribution.interval(tail: tail)
            #expect(distribution.cumulative(range.lowerBound - 1) <= tail)
            #expect(distribution.cumulative(range.lowerBound) > tail)
            #expect(1 - distribution.cumulative(range.upperBound) <= tail + 1e-12)
            #expect(1 - distribution.cumulative(range.upperBound - 1) > tail)
        }
    }

    @Test func aMixtureIsTheMeanOfItsParts() {
        let (a, b) = (PoissonBinomial([0.1, 0.2]), PoissonBinomial([1, 0.9, 0.7, 1]))
        let both = PoissonBinomial(mixtureOf: [a, b])
        for k in 0...4 { #expect(abs(both.cumulative(k) - (a.cumulative(k) + b.cumulative(k)) / 2) < 1e-15) }
        #expect(abs(both.mean - (0.3 + 3.6) / 2) < 1e-14)
    }
}
