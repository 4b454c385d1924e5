/// The terms that a numeric predictor enters by. Each form holds the predictor itself as its first column, so that a
/// penalised fit can fall back to a line; the model stays a sum of one term a predictor.
public enum NumericTerms: String, Sendable, CaseIterable {
    /// The predictor as it is.
    case linear
    /// A natural cubic spline: up to 10 knots at evenly spaced quantiles, the columns between the first and the last knot
    /// being 1 at their own knot and 0 at all others; a straight line outside the knots.
    case splines
    /// Steps at up to 14 quantiles (15 bins): a column is 1 above its edge. Constant outside the edges but for the linear
    /// column. Takes jumps (a rate that differs in the first month) where a smooth curve would blur them.
    case bins

    /// Stretches of a curve with fewer rows (by weight) are not told apart: as with rare levels.
    static let minimumStretch = 20.0
    /// Harrell's rule of 3 to 7 knots goes with unpenalised fits; with ridge 10 lost nothing (Telco, TV subscriptions).
    static let largestKnotCount = 10
    static let binCount = 15
    /// A curve through fewer distinct values would be a level each.
    static let minimumDistinct = 6

    /// The columns beside the linear one. Knots and edges are learned from known values of positive weight, halfway between
    /// two neighbouring values, so that none is the value of a row. Empty where the values cannot carry a curve.
    /// - Parameter isMonotone: columns that rise, for coefficients of one sign. Steps do so as they are.
    func sources(
        _ values: [Double], _ weights: [Double]?, fill: Double, isMonotone: Bool = false
    ) -> [DesignColumn.Source] {
        switch self {
        case .linear: return []
        case .bins:
            let spread = ValueSpread(values, weights)
            // The one edge of two values says what the linear column says.
            guard spread.distinctCount > 2 else { return [] }
            return spread.quantileCuts(Self.binCount - 1).map { .step(edge: $0, fill: fill) }
        case .splines:
            let spread = ValueSpread(values, weights)
            guard spread.distinctCount >= Self.minimumDistinct else { return [] }
            let knots = spread.cuts(
                (0..<Self.largestKnotCount).map { (Double($0) + 0.5) / Double(Self.largestKnotCount) })
            guard knots.count > 2 else { return [] }
            guard !isMonotone else { return knots.indices.map { .monotone(knots: knots, place: $0, fill: fill) } }
            return (1..<knots.count - 1).map { .spline(knots: knots, place: $0, fill: fill) }
        }
    }
}

/// The known values of a column with their weight, to cut it at quantiles.
struct ValueSpread {
    private let values: [Double]
    /// Weight of all values up to and including each.
    private let cumulative: [Double]

    init(_ column: [Double], _ weights: [Double]?) {
        let rows = column.indices.filter { !column[$0].isNaN && weights?[$0] != 0 }
        var values: [Double] = []
        var cumulative: [Double] = []
        var total = 0.0
        for row in rows.sorted(by: { column[$0] < column[$1] }) {
            total += weights?[row] ?? 1
            if values.last == column[row] {
                cumulative[cumulative.count - 1] = total
            } else {
                values.append(column[row])
                cumulative.append(total)
            }
        }
        (self.values, self.cumulative) = (values, cumulative)
    }

    var distinctCount: Int { values.count }

    /// Cuts into up to `count` + 1 parts of equal weight.
    func quantileCuts(_ count: Int) -> [Double] { cuts((0..<count).map { Double($0 + 1) / Double(count + 1) }) }

    /// Cuts at these shares of the weight (rising), each halfway between the quantile (the smallest value that so much of
    /// the weight does not exceed) and the next value; only those that leave `minimumStretch` on either side and between.
    func cuts(_ shares: [Double]) -> [Double] {
        guard let total = cumulative.last else { return [] }
        var cuts: [Double] = []
        var (below, place) = (0.0, 0)
        for share in shares {
            while cumulative[place] < share * total { place += 1 }
            guard cumulative[place] - below >= NumericTerms.minimumStretch,
                total - cumulative[place] >= NumericTerms.minimumStretch
            else { continue }
            let cut = values[place] + (values[place + 1] - values[place]) / 2
            cuts.append(cut < values[place + 1] ? cut : values[place])
            below = cumulative[place]
        }
        return cuts
    }
}
