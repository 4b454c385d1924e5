extension Profile {
    /// Share of the whole that each measure has when all are known; 0 for pilots. Sums to 1.
    public var weights: [Double] {
        let groupSum = groups.reduce(0) { $0 + $1.weight }
        return groups.flatMap { group in
            let sum = group.counted.reduce(0) { $0 + $1.weight }
            return group.measures.map { $0.isPilot || sum == 0 ? 0 : group.weight / groupSum * $0.weight / sum }
        }
    }

    /// Scores before caps of rows with these points, by measure; NaN where no counted measure has points.
    package func totals(_ filled: [[Double]], rowCount: Int) -> [Double] {
        var total = PointMeans(rowCount)
        var rest = filled[...]
        for group in groups {
            var mean = PointMeans(rowCount)
            for (measure, points) in zip(group.measures, rest) where !measure.isPilot {
                mean.add(points, weight: measure.weight)
            }
            rest = rest.dropFirst(group.measures.count)
            total.add(mean.values, weight: group.weight)
        }
        return total.values.map { $0.isNaN ? .nan : min(100, max(0, $0)) }
    }
}

/// Weighted means of columns of points, row by row; NaN leaves a row's sums.
struct PointMeans {
    private var sums: [Double]
    private var weights: [Double]
    /// Weight of what is known.
    private(set) var known: [Double]

    init(_ rowCount: Int) {
        sums = [Double](repeating: 0, count: rowCount)
        (weights, known) = (sums, sums)
    }

    mutating func add(_ points: [Double], weight: Double) {
        for row in sums.indices where !points[row].isNaN {
            sums[row] += weight * points[row]
            weights[row] += weight
        }
    }

    mutating func add(_ points: [Double], weight: Double, known: [Double]) {
        add(points, weight: weight)
        for row in sums.indices where !known[row].isNaN { self.known[row] += weight }
    }

    /// NaN where there is no weight.
    var values: [Double] { zip(sums, weights).map { $1 > 0 ? $0 / $1 : .nan } }

    var valuesWhereKnown: [Double] { zip(values, known).map { $1 > 0 ? $0 : .nan } }
}
