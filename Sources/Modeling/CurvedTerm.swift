import LinearAlgebra

/// What a predictor with bent terms does, in one figure: its columns' weights say nothing each alone.
public struct CurvedTerm: Sendable, Equatable {
    public enum Direction: String, Sendable {
        case rising, falling
        /// Neither: risk goes up on one stretch and down on another.
        case turning
    }

    public let predictor: String
    /// Standard deviation of the term over training rows, in log-odds before calibration: for a line it would be the
    /// weight of one standard deviation, without its sign.
    public let deviation: Double
    /// By the correlation of the term with its predictor over training rows: rising above 0.9, falling below -0.9.
    public let direction: Direction
    /// Places of its columns in the design, the linear one first; the indicator of missing values stands apart.
    public let columns: [Int]
}

extension PreparedFit {
    /// The bent terms of a fit of this design, in design order.
    func curvedTerms(_ weights: [Double]) -> [CurvedTerm] {
        let columns = preparation.columns
        let curved = Set(columns.filter(\.isCurved).map(\.predictor))
        return columns.indices.compactMap { first in
            guard case .number = columns[first].source, curved.contains(columns[first].predictor) else { return nil }
            let name = columns[first].predictor
            let places = [first] + columns.indices.filter { columns[$0].isCurved && columns[$0].predictor == name }
            return curvedTerm(name, places, weights)
        }
    }

    private func curvedTerm(_ predictor: String, _ places: [Int], _ weights: [Double]) -> CurvedTerm {
        var term = [Double](repeating: 0, count: design.rows)
        for place in places {
            let (weight, mean) = (weights[place + 1], preparation.columns[place].mean)
            for (row, value) in design.column(place).enumerated() { term[row] += weight * (value - mean) }
        }
        let moments = Moments(term, data.weights)
        let line = Moments(design.column(places[0]), data.weights)
        var product = 0.0
        for (row, value) in design.column(places[0]).enumerated() {
            product += (data.weights?[row] ?? 1) * (value - line.mean) * (term[row] - moments.mean)
        }
        let size = moments.deviation * line.deviation * moments.weight
        let correlation = size > 0 ? product / size : 0
        return CurvedTerm(
            predictor: predictor, deviation: moments.deviation,
            direction: correlation > 0.9 ? .rising : correlation < -0.9 ? .falling : .turning, columns: places)
    }
}
