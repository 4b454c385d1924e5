import Distributions
import Testing

/// Tails and quantiles of the normal and the chi-squared distribution; values by mpmath 1.3, 50 digits.
struct NormalTests {
    @Test func twoSidedTailsDoNotKnowTheSign() {
        #expect(abs(Normal.twoSidedP(1.959963984540054) - 0.05) < 1e-15)
        for z in [0.0, 0.3, 1.959963984540054, 7] { #expect(Normal.twoSidedP(-z) == Normal.twoSidedP(z)) }
        #expect(Normal.twoSidedP(0) == 1)
    }

    @Test func quantilesAreWhereTheTailIs() {
        for p in [1e-12, 0.001, 0.02, 0.3, 0.5, 0.8, 0.999] {
            #expect(abs(Normal.cdf(Normal.quantile(p)) - p) < 1e-14 * max(p, 0.01) * 100)
        }
        #expect(Normal.quantile(0) == -.infinity && Normal.quantile(1) == .infinity && Normal.quantile(1.1).isNaN)
    }

    @Test func chiSquaredTailsAndTheirQuantiles() {
        #expect(abs(ChiSquared.upperTail(3.841458820694124, degrees: 1) - 0.05) < 1e-14)
        #expect(abs(ChiSquared.upperTail(5.991464547107979, degrees: 2) - 0.05) < 1e-14)
        for degrees in [1, 2, 3, 7, 40] {
            for tail in [0.5, 0.05, 1e-6] {
                let x = ChiSquared.upperQuantile(tail, degrees: degrees)
                #expect(abs(ChiSquared.upperTail(x, degrees: degrees) / tail - 1) < 1e-12)
            }
        }
        #expect(ChiSquared.upperQuantile(0, degrees: 3) == .infinity && ChiSquared.upperQuantile(1, degrees: 3) == 0)
        #expect(ChiSquared.upperTail(0, degrees: 4) == 1 && ChiSquared.upperTail(.nan, degrees: 4).isNaN)
    }
}
