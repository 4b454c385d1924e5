/// A natural cubic spline through given heights at its knots: cubic between knots, with continuous second derivative, and a
/// straight line before the first and after the last knot.
///
/// Between knots tᵢ and tᵢ₊₁, h apart, with a = (tᵢ₊₁ - x) / h and b = 1 - a:
/// s(x) = a yᵢ + b yᵢ₊₁ + ((a³ - a) mᵢ + (b³ - b) mᵢ₊₁) h² / 6, m the second derivatives at the knots, which solve a
/// tridiagonal system with m = 0 at both ends (de Boor, A Practical Guide to Splines, 1978, chapter 4).
package struct NaturalSpline: Sendable {
    package let knots: [Double]
    package let heights: [Double]
    /// Second derivatives at the knots.
    package let bends: [Double]
    /// Of the lines before the first and after the last knot.
    package let slopes: (before: Double, after: Double)

    /// The spline that is 1 at one knot and 0 at all others. Unlike powers cut off at the knots, which are almost the same
    /// column twice, these are local: ridge can hold back one stretch of the curve and leave the rest.
    /// Precondition: at least 3 knots, rising; `place` is one of them.
    package init(cardinal place: Int, knots: [Double]) {
        precondition(knots.count >= 3 && knots.indices.contains(place), "a natural spline has 3 knots or more")
        self.init(knots: knots, heights: knots.indices.map { $0 == place ? 1 : 0 })
    }

    /// The spline through heights: the sum of the cardinal ones, each times its height.
    package init(knots: [Double], heights: [Double]) {
        let bends = NaturalSpline.bends(knots, heights)
        let last = knots.count - 1
        let (first, final) = (knots[1] - knots[0], knots[last] - knots[last - 1])
        (self.knots, self.heights, self.bends) = (knots, heights, bends)
        slopes = (
            (heights[1] - heights[0]) / first - first * bends[1] / 6,
            (heights[last] - heights[last - 1]) / final + final * bends[last - 1] / 6
        )
    }

    /// Second derivatives at the knots: forward elimination and back substitution, stable because the system is diagonally
    /// dominant.
    private static func bends(_ knots: [Double], _ heights: [Double]) -> [Double] {
        let last = knots.count - 1
        var (upper, right) = ([Double](repeating: 0, count: last + 1), [Double](repeating: 0, count: last + 1))
        for i in 1..<last {
            let (before, after) = (knots[i] - knots[i - 1], knots[i + 1] - knots[i])
            let bend = 6 * ((heights[i + 1] - heights[i]) / after - (heights[i] - heights[i - 1]) / before)
            let pivot = 2 * (before + after) - before * upper[i - 1]
            upper[i] = after / pivot
            right[i] = (bend - before * right[i - 1]) / pivot
        }
        for i in stride(from: last - 1, to: 0, by: -1) { right[i] -= upper[i] * right[i + 1] }
        return right
    }

    /// s(x). Precondition: `x` is not NaN.
    package func value(at x: Double) -> Double {
        let last = knots.count - 1
        if x <= knots[0] { return heights[0] + slopes.before * (x - knots[0]) }
        if x >= knots[last] { return heights[last] + slopes.after * (x - knots[last]) }
        var place = 0
        while x > knots[place + 1] { place += 1 }
        let h = knots[place + 1] - knots[place]
        let (a, b) = ((knots[place + 1] - x) / h, (x - knots[place]) / h)
        return a * heights[place] + b * heights[place + 1]
            + ((a * a * a - a) * bends[place] + (b * b * b - b) * bends[place + 1]) * h * h / 6
    }
}
