import LinearAlgebra
import Tables

/// What products are made of: columns of single predictors, and which two may be multiplied.
struct PairPieces {
    struct Pair: Equatable {
        let left: Int
        let right: Int
    }

    /// In order of predictors.
    let columns: [DesignColumn]
    private let preparation: Preparation
    /// Place of each piece's predictor.
    private let owners: [Int]

    /// Steps a numeric predictor: a jump at one of the quintiles. Four double the work twice; more found no more.
    static let stepCounts = [4, 1, 0]
    /// Rows times pieces squared, times 4, that a screen may cost; pieces that would cost more are left out, steps first.
    static let largestWork = 4e10

    init(
        _ frame: Frame, _ weights: [Double]?, _ main: Preparation, _ excluded: Set<String>, totalWeight: Double
    ) {
        var columns: [DesignColumn] = []
        for steps in PairPieces.stepCounts {
            columns = main.predictors.filter { !excluded.contains($0.name) }.flatMap {
                PairPieces.pieces(of: $0.name, main, frame, weights, steps: steps)
            }
            if PairPieces.work(columns.count, totalWeight) <= PairPieces.largestWork { break }
        }
        if PairPieces.work(columns.count, totalWeight) > PairPieces.largestWork { columns = [] }
        self.columns = columns
        preparation = Preparation(predictors: main.predictors, columns: columns, notes: [])
        let place = Dictionary(uniqueKeysWithValues: main.predictors.enumerated().map { ($1.name, $0) })
        owners = columns.map { place[$0.predictor]! }
    }

    private static func work(_ pieces: Int, _ totalWeight: Double) -> Double {
        4 * Double(pieces) * Double(pieces) * totalWeight
    }

    private static func pieces(
        of name: String, _ main: Preparation, _ frame: Frame, _ weights: [Double]?, steps: Int
    ) -> [DesignColumn] {
        let own = main.columns.filter { $0.predictor == name && $0.scale > 0 }
        guard let line = own.first(where: { if case .number = $0.source { true } else { false } }),
            case .number(let fill) = line.source, case .numbers(let values)? = frame[name]?.values
        else { return own.filter(\.isLevel) }
        let spread = ValueSpread(values, weights)
        // The one step between two values says what the line says.
        guard steps > 0, spread.distinctCount > 2 else { return [line] }
        return [line]
            + spread.quantileCuts(steps).compactMap {
                PreparationLearner.column(name, .step(edge: $0, fill: fill), values, weights)
            }
    }

    /// Pairs of pieces of different predictors, in order.
    private var candidates: [Pair] {
        columns.indices.flatMap { right in
            (0..<right).compactMap { owners[$0] == owners[right] ? nil : Pair(left: $0, right: right) }
        }
    }

    var candidateCount: Int {
        let sizes = Dictionary(grouping: owners) { $0 }.values.map(\.count)
        return (columns.count * columns.count - sizes.reduce(0) { $0 + $1 * $1 }) / 2
    }

    /// Centred and scaled, for some of the rows.
    func matrix(_ frame: Frame, rows: [Int]) -> Matrix {
        let part = columns.isEmpty ? nil : try? preparation.matrix(frame.rows(rows))
        guard let part else { return Matrix(rows: rows.count, columns: 0) }
        return Matrix(rows: rows.count, columnCount: columns.count) { j in
            let (mean, scale) = (columns[j].mean, columns[j].scale)
            return part.column(j).map { ($0 - mean) / scale }
        }
    }

    /// The chosen products as columns of a design.
    func products(_ pairs: [Pair], _ frame: Frame, _ weights: [Double]?) -> [DesignColumn] {
        pairs.compactMap { pair in
            let (left, right) = (columns[pair.left], columns[pair.right])
            let name = left.name + DesignColumn.times + right.name
            let source = DesignColumn.Source.product(left.factor, right.factor)
            let raw = DesignColumn(name: name, predictor: left.predictor, source: source, mean: 0, scale: 1)
            let one = Preparation(predictors: preparation.predictors, columns: [raw], notes: [])
            guard let values = try? one.matrix(frame).column(0) else { return nil }
            let moments = Moments(values, weights)
            return DesignColumn(
                name: name, predictor: left.predictor, source: source, mean: moments.mean, scale: moments.deviation)
        }
    }
}

extension PairPieces {
    /// Rao's test of every candidate given the intercept and its own two pieces, from sums over pieces and their squares:
    /// with them beside each other in one weighted Gram matrix no product is ever formed.
    func tests(_ frame: Frame, _ state: ScoreState) -> [(pair: Pair, test: Double)] {
        let sums = PieceSums(self, frame, state)
        var rows = [Double](repeating: 0, count: 20)
        return candidates.map { ($0, sums.test($0, &rows)) }
    }
}

/// Weighted sums of pieces and of products of two pieces.
private struct PieceSums {
    let count: Int
    /// Σ r zᵢ zⱼ, with a one before the pieces.
    private var residuals: Matrix
    /// Σ c zᵢ zⱼ over a one, the pieces and their squares.
    private var curvatures: Matrix

    init(_ pieces: PairPieces, _ frame: Frame, _ state: ScoreState) {
        count = pieces.columns.count
        residuals = Matrix(rows: count + 1, columns: count + 1)
        curvatures = Matrix(rows: 2 * count + 1, columns: 2 * count + 1)
        for block in state.blocks {
            let values = pieces.matrix(frame, rows: block.map { state.rows[$0] })
            let plain = PieceSums.design(values)
            residuals.add(plain.gram(curvatures: Array(state.above[block])))
            residuals.add(plain.gram(curvatures: Array(state.below[block])), times: -1)
            let squared = Matrix(rows: values.rows, columnCount: 2 * count) { j in
                j < count ? values.column(j) : values.column(j - count).map { $0 * $0 }
            }
            curvatures.add(PieceSums.design(squared).gram(curvatures: Array(state.curvatures[block])))
        }
    }

    private static func design(_ matrix: Matrix) -> StandardizedDesign {
        StandardizedDesign(
            matrix, columns: Array(0..<matrix.columns), centers: [Double](repeating: 0, count: matrix.columns),
            scales: [Double](repeating: 1, count: matrix.columns))
    }

    /// - Parameter rows: room for a Gram matrix of four columns beside their scores, row by row.
    func test(_ pair: PairPieces.Pair, _ rows: inout [Double]) -> Double {
        let (a, b) = (pair.left + 1, pair.right + 1)
        let (aSquared, bSquared) = (a + count, b + count)
        // The columns 1, a, b and z = a b; places of their products in the sums.
        fill(&rows, 0, curvatures[0, 0], curvatures[0, a], curvatures[0, b], curvatures[a, b], residuals[0, 0])
        fill(&rows, 1, curvatures[0, a], curvatures[a, a], curvatures[a, b], curvatures[aSquared, b], residuals[0, a])
        fill(&rows, 2, curvatures[0, b], curvatures[a, b], curvatures[b, b], curvatures[a, bSquared], residuals[0, b])
        let (whole, score) = (curvatures[aSquared, bSquared], residuals[a, b])
        fill(&rows, 3, curvatures[a, b], curvatures[aSquared, b], curvatures[a, bSquared], whole, score)
        PieceSums.eliminate(&rows)
        let (left, efficient) = (rows[18], rows[19])
        return left > 1e-6 * whole ? efficient * efficient / left : 0
    }

    private func fill(
        _ rows: inout [Double], _ place: Int, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ score: Double
    ) {
        (rows[5 * place], rows[5 * place + 1], rows[5 * place + 2]) = (a, b, c)
        (rows[5 * place + 3], rows[5 * place + 4]) = (d, score)
    }

    /// Takes from the fourth column and its score what the first three explain. A column that is a combination of those
    /// before it takes nothing away.
    private static func eliminate(_ rows: inout [Double]) {
        let lengths = (0..<3).map { rows[6 * $0] }
        for k in 0..<3 where rows[6 * k] > 1e-9 * lengths[k] {
            let pivot = rows[6 * k]
            for i in k + 1..<4 {
                let share = rows[5 * i + k] / pivot
                for j in k..<5 { rows[5 * i + j] -= share * rows[5 * k + j] }
            }
        }
    }
}
