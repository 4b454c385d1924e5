import Distributions
import Testing

/// Values by mpmath 1.3, 50 digits: betainc(a, b, 0, x, regularized=True); F and χ² by it and gammainc.
struct BetaTests {
    @Test func incompleteBeta() {
        let values: [(x: Double, a: Double, b: Double, p: Double)] = [
            (0.3, 6, 14, 0.5261374757264858),
            (0.05, 6, 14, 0.00024068987676022379),
            (0.9, 6, 14, 0.99999999992872274),
            (0.5, 0.5, 0.5, 0.5),
            (0.001, 2, 30, 0.00045610371902168263),
            (0.99, 40, 3, 0.9914161462002665),
            (0.2, 1, 1, 0.20000000000000001),
            (0.7, 7, 14, 0.99973895299294053),
        ]
        for value in values { #expect(abs(Beta.cdf(value.x, value.a, value.b) / value.p - 1) < 1e-12, "\(value)") }
        #expect(Beta.cdf(0, 2, 3) == 0 && Beta.cdf(1, 2, 3) == 1 && Beta.cdf(.nan, 2, 3).isNaN)
    }

    @Test func tailOfF() {
        let values: [(f: Double, m: Double, n: Double, p: Double)] = [
            (2.5, 4, 96, 0.047525796485254472),
            (1.0, 1, 5, 0.36321746764912263),
            (30, 4, 20, 3.3884131814425169e-8),
            (0.2, 3, 1000, 0.89640493767790666),
        ]
        for value in values {
            #expect(abs(Beta.upperTailOfF(value.f, value.m, value.n) / value.p - 1) < 1e-11, "\(value)")
        }
        #expect(Beta.upperTailOfF(0, 2, 3) == 1)
    }

    @Test func quantileOfChiSquaredInvertsItsTail() {
        for degrees in [1, 4, 9, 40] {
            for tail in [0.5, 0.05, 1e-3, 1e-9] {
                let x = ChiSquared.upperQuantile(tail, degrees: degrees)
                #expect(abs(ChiSquared.upperTail(x, degrees: degrees) / tail - 1) < 1e-11)
            }
        }
        #expect(abs(ChiSquared.upperQuantile(0.05, degrees: 9) - 16.918977604620448) < 1e-11)  // R: qchisq(.95, 9)
    }
}
