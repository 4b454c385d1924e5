import Foundation

/// The χ² distribution with a whole number of degrees of freedom.
public enum ChiSquared {
    /// P(X ≥ x), accurate in the far tail. Precondition: `degrees` ≥ 1.
    ///
    /// Q(x; 1) = erfc √(x/2), Q(x; 2) = exp(-x/2), Q(x; k + 2) = Q(x; k) + (x/2)^(k/2) exp(-x/2) / Γ(k/2 + 1).
    public static func upperTail(_ x: Double, degrees: Int) -> Double {
        precondition(degrees >= 1, "at least one degree of freedom")
        guard x > 0 else { return x.isNaN ? x : 1 }
        let half = x / 2
        var sum = degrees % 2 == 1 ? erfc(half.squareRoot()) : exp(-half)
        var k = degrees % 2 == 1 ? 1.0 : 2.0
        while Int(k) < degrees {
            sum += exp(k / 2 * log(half) - half - lgamma(k / 2 + 1))
            k += 2
        }
        return min(sum, 1)
    }
}

/// A statistic that is χ² distributed in large samples where the hypothesis holds.
public struct ChiSquaredTest: Sendable, Equatable, Codable {
    /// At least 0; the larger, the less the hypothesis fits.
    public let statistic: Double
    /// Degrees of freedom of its distribution, at least 1.
    public let degreesOfFreedom: Int

    /// A statistic and its degrees of freedom; p follows.
    public init(statistic: Double, degreesOfFreedom: Int) {
        self.statistic = statistic
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(χ² ≥ statistic): how surprising the data would be under the hypothesis.
    public var p: Double { ChiSquared.upperTail(statistic, degrees: degreesOfFreedom) }
}

extension ChiSquared {
    /// The x with P(X ≥ x) = `tail`, for 0 < tail < 1; infinite at 0, 0 at 1. By bisection: exact to the last digits.
    public static func upperQuantile(_ tail: Double, degrees: Int) -> Double {
        guard tail > 0, tail < 1 else { return tail == 0 ? .infinity : tail == 1 ? 0 : .nan }
        var (low, high) = (0.0, Double(degrees))
        while upperTail(high, degrees: degrees) > tail { high *= 2 }
        while high - low > 4 * high.ulp {
            let middle = low + (high - low) / 2
            if upperTail(middle, degrees: degrees) > tail { low = middle } else { high = middle }
        }
        return high
    }
}
