/// A piece of a monotone curve: it rises from 0 to 1 between the neighbours of one knot, steepest at the knot, and is
/// constant elsewhere. A sum of such pieces with coefficients of one sign is monotone everywhere, whatever the data.
///
/// The I-spline of order 2 (Ramsay, Statistical Science 3, 1988): the integral of the hat function over l ≤ c ≤ r, scaled to
/// area 1: (x - l)² / ((c - l)(r - l)) up to c, 1 - (r - x)² / ((r - c)(r - l)) from there. Piecewise quadratic with a
/// continuous slope inside the knots; at the first and the last knot, where half the hat is missing, the slope jumps.
/// Rounding aside it never falls, because each branch is a square of a rising or falling number.
package struct MonotoneSpline: Sendable {
    package let left: Double
    package let center: Double
    package let right: Double

    /// Precondition: at least 2 knots, rising; `place` is one of them.
    package init(place: Int, knots: [Double]) {
        precondition(knots.count >= 2 && knots.indices.contains(place), "a monotone spline has 2 knots or more")
        left = knots[max(0, place - 1)]
        center = knots[place]
        right = knots[min(knots.count - 1, place + 1)]
    }

    /// Precondition: `x` is not NaN.
    package func value(at x: Double) -> Double {
        if x <= left { return 0 }
        if x >= right { return 1 }
        if x <= center { return (x - left) / (center - left) * ((x - left) / (right - left)) }
        return 1 - (right - x) / (right - center) * ((right - x) / (right - left))
    }
}
