import Foundation

/// The beta distribution, and what follows from it.
public enum Beta {
    /// P(X ≤ x) of Beta(a, b), the regularised incomplete beta function, to about 14 digits of the smaller tail.
    /// Precondition: a, b > 0.
    ///
    /// The continued fraction of DLMF 8.17.22 by Lentz's method, on the side where it converges fast.
    public static func cdf(_ x: Double, _ a: Double, _ b: Double) -> Double {
        precondition(a > 0 && b > 0, "both shapes are positive")
        guard x > 0 else { return x.isNaN ? x : 0 }
        guard x < 1 else { return 1 }
        let front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))
        return x < (a + 1) / (a + b + 2)
            ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    /// P(F ≥ f) with `m` and `n` degrees of freedom.
    public static func upperTailOfF(_ f: Double, _ m: Double, _ n: Double) -> Double {
        f > 0 ? cdf(n / (n + m * f), n / 2, m / 2) : f.isNaN ? f : 1
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        var (c, d) = (1.0, 1 / (1 - (a + b) * x / (a + 1)))
        var value = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            (d, c) = (1 / (1 + even * d), 1 + even / c)
            value *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            (d, c) = (1 / (1 + odd * d), 1 + odd / c)
            value *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return value
    }
}
