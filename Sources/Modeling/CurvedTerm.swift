import LinearAlgebra

/// What a predictor with bent terms does, in one figure: its columns' weights say nothing each alone.
public struct CurvedTerm: Sendable, Equatable {
    /// Which way a term may go.
    public enum Direction: String, Sendable {
        /// More of the predictor means a lower, or a higher, probability of churn over all its range; other curves are
        /// bent.
        case rising, falling
        /// Neither: risk goes up on one stretch and down on another.
        case turning
    }

    /// The predictor.
    public let predictor: String
    /// Standard deviation of the term over training rows, in log-odds before calibration: for a line it would be the
    /// weight of one standard deviation, without its sign.
    public let deviation: Double
    /// Read at 20 places, one in each twentieth of the training rows in order of the predictor: rising where the term never
    /// falls from a height it had reached by more than a quarter of its range, falling likewise, else turning.
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
        let range = (heights.max() ?? 0) - (heights.min() ?? 0)
        if CurvedTerm.largestFall(heights) <= 0.25 * range { return .rising }
        return CurvedTerm.largestFall(heights.map { -$0 }) <= 0.25 * range ? .falling : .turning
    }
}

extension CurvedTerm {
    /// By how much the heights come down from the highest before.
    fileprivate static func largestFall(_ heights: [Double]) -> Double {
        var (top, fall) = (-Double.infinity, 0.0)
        for height in heights {
            top = max(top, height)
            fall = max(fall, top - height)
        }
        return fall
    }
}
