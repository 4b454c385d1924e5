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
    /// Where at least 80% of the way that the term goes, up and down, from one twentieth of the training rows to the next in
    /// order of the predictor, is up or down; else turning.
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
        return CurvedTerm(
            predictor: predictor, deviation: moments.deviation,
            direction: direction(term, along: design.column(places[0])), columns: places)
    }

    private func direction(_ term: [Double], along line: [Double]) -> CurvedTerm.Direction {
        let order = line.indices.sorted { line[$0] < line[$1] }
        let total = order.reduce(0) { $0 + (data.weights?[$1] ?? 1) }
        var (heights, passed) = ([Double](), 0.0)
        for row in order {
            passed += data.weights?[row] ?? 1
            // The first row past the middle of each twentieth.
            while passed > total * (Double(heights.count) + 0.5) / 20 { heights.append(term[row]) }
        }
        let moves = zip(heights.dropFirst(), heights).map { $0 - $1 }
        let (up, all) = (moves.reduce(0) { $0 + max($1, 0) }, moves.reduce(0) { $0 + abs($1) })
        return up >= 0.8 * all ? .rising : up <= 0.2 * all ? .falling : .turning
    }
}
