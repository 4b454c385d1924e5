/// A natural cubic spline of the log-odds with four knots, at the 5, 35, 65 and 95% points of the rows (Harrell, Regression
/// Modeling Strategies, 2.4.6: restricted cubic splines): constant, line, and two curved terms. With fewer distinct knots
/// it is a line; with one score, a constant.
struct SplineBasis: Sendable {
    /// One a level; terms beyond `count` are 0.
    let rows: [SIMD4<Double>]
    /// How many terms there are.
    let count: Int
    /// The coefficients with which the spline is the log-odds themselves.
    let identity: SIMD4<Double>

    static let shares = [0.05, 0.35, 0.65, 0.95]

    /// nil where a score with positive weight is infinite.
    init?(_ scored: ScoredOutcomes) {
        let logOdds = scored.levels.logOdds
        let used = logOdds.indices.filter { scored.events[$0] + scored.others[$0] > 0 }
        guard let highest = used.first, let lowest = used.last, logOdds[highest] < .infinity,
            logOdds[lowest] > -.infinity
        else { return nil }
        let knots = SplineBasis.knots(scored)
        let (origin, scale) = (logOdds[lowest], highest == lowest ? 1 : logOdds[highest] - logOdds[lowest])
        let scaled = knots.map { ($0 - origin) / scale }
        let isSpline = Set(knots).count == knots.count
        count = highest == lowest ? 1 : isSpline ? 4 : 2
        identity = count == 1 ? [origin, 0, 0, 0] : [origin, scale, 0, 0]
        rows = logOdds.map { [count] score in
            let x = (score - origin) / scale
            guard count > 1, x.isFinite else { return [1, 0, 0, 0] }
            return isSpline ? [1, x, SplineBasis.curve(x, 0, scaled), SplineBasis.curve(x, 1, scaled)] : [1, x, 0, 0]
        }
    }

    /// The least score at or below which a share of the weight lies: a weight of 2 is the row twice.
    static func knots(_ scored: ScoredOutcomes) -> [Double] {
        var knots: [Double] = []
        var below = 0.0
        for level in scored.events.indices.reversed() {
            below += scored.events[level] + scored.others[level]
            while knots.count < shares.count, below >= shares[knots.count] * scored.totalWeight * (1 - 1e-12), below > 0
            {
                knots.append(scored.levels.logOdds[level])
            }
        }
        return knots
    }

    /// Harrell's term j: cubic between the knots, straight beyond the outer ones.
    private static func curve(_ x: Double, _ j: Int, _ t: [Double]) -> Double {
        func cube(_ knot: Double) -> Double {
            let distance = max(0, x - knot)
            return distance * distance * distance
        }
        let (last, before) = (t[3], t[2])
        return cube(t[j]) - cube(before) * (last - t[j]) / (last - before) + cube(last) * (before - t[j])
            / (last - before)
    }
}
