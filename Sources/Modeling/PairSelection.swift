import LinearAlgebra
import Tables

/// Forward selection among a short list of products by score tests given the main columns and what was chosen before.
struct PairSelection {
    private let pairs: [PairPieces.Pair]
    /// Score of each product, and information of each two given what is in the model.
    private var scores: [Double]
    private var information: Matrix
    /// The information a product has where nothing else is in the model.
    private let alone: [Double]

    init(
        _ pairs: [PairPieces.Pair], _ pieces: PairPieces, _ frame: Frame, _ state: ScoreState, main: Preparation,
        design: Matrix
    ) {
        self.pairs = pairs
        let used = main.columns.indices.filter { main.columns[$0].scale > 0 }
        let size = 1 + used.count + pairs.count
        var gram = Matrix(rows: size, columns: size)
        var scores = [Double](repeating: 0, count: size)
        for block in state.blocks {
            let rows = block.map { state.rows[$0] }
            let values = PairSelection.columns(used, main, design, pairs, pieces.matrix(frame, rows: rows), rows)
            let pass = PairSelection.pass(values, state, block)
            gram.add(pass.gram!)
            for j in scores.indices { scores[j] += pass.gradient[j] }
        }
        let factors = main.penaltyFactors
        for (k, j) in used.enumerated() {
            gram[k + 1, k + 1] += PairScreen.lambda * factors[j] / (main.columns[j].scale * main.columns[j].scale)
        }
        let first = used.count + 1
        alone = (first..<size).map { gram[$0, $0] }
        information = PairSelection.complement(gram, first: first)
        // At the penalised optimum the score of the main columns less their penalty is 0, so nothing is taken from these.
        self.scores = Array(scores[first...])
    }

    /// Main columns and products of a block of rows, centred and scaled.
    private static func columns(
        _ used: [Int], _ main: Preparation, _ design: Matrix, _ pairs: [PairPieces.Pair], _ pieces: Matrix,
        _ rows: [Int]
    ) -> Matrix {
        Matrix(rows: rows.count, columnCount: used.count + pairs.count) { j in
            guard j >= used.count else {
                let (place, column) = (used[j], main.columns[used[j]])
                return rows.map { (design[$0, place] - column.mean) / column.scale }
            }
            let (left, right) = (pieces.column(pairs[j - used.count].left), pieces.column(pairs[j - used.count].right))
            return left.indices.map { left[$0] * right[$0] }
        }
    }

    private static func pass(_ values: Matrix, _ state: ScoreState, _ block: Range<Int>) -> PassResult {
        let plain = [Double](repeating: 0, count: values.columns)
        let design = StandardizedDesign(
            values, columns: Array(0..<values.columns), centers: plain, scales: plain.map { _ in 1 })
        let start = block.lowerBound
        return design.pass(coefficients: [0] + plain, gram: true) { rows, _, residual, curvature in
            for (k, i) in rows.enumerated() {
                residual[k] = state.above[start + i] - state.below[start + i]
                curvature[k] = state.curvatures[start + i]
            }
            return 0
        }
    }

    /// What is left of the columns from `first` on when those before are in the model.
    private static func complement(_ gram: Matrix, first: Int) -> Matrix {
        let count = gram.columns - first
        let main = Matrix(rows: first, columnCount: first) { j in (0..<first).map { gram[$0, j] } }
        let cross = (0..<count).map { k in (0..<first).map { gram[$0, first + k] } }
        guard let factor = Cholesky(main) else { return Matrix(rows: count, columns: count) }
        let solved = cross.map(factor.solve)
        return Matrix(rows: count, columnCount: count) { j in
            (0..<count).map { i in
                gram[first + i, first + j] - zip(cross[i], solved[j]).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
    }

    /// The products that enter, in order of their tests, each above `least`.
    mutating func chosen(atMost count: Int, least: Double) -> [PairPieces.Pair] {
        var chosen: [PairPieces.Pair] = []
        while chosen.count < count, let next = best(least) {
            chosen.append(pairs[next])
            sweep(next)
        }
        return chosen
    }

    /// The product of the largest test; where two differ by rounding only, the first.
    private func best(_ least: Double) -> Int? {
        let tests = scores.indices.map(test)
        guard let largest = tests.max(), largest > least else { return nil }
        return tests.firstIndex { $0 >= largest * (1 - 1e-6) }
    }

    /// A product that main columns and chosen ones all but explain has no test.
    private func test(_ j: Int) -> Double {
        let left = information[j, j]
        return left > 1e-3 * alone[j] ? scores[j] * scores[j] / left : 0
    }

    /// Takes away from all what product `j` explains.
    private mutating func sweep(_ j: Int) {
        let pivot = information[j, j]
        let (column, score) = (information.column(j), scores[j])
        for k in scores.indices {
            let share = column[k] / pivot
            scores[k] -= share * score
            for i in scores.indices { information[i, k] -= share * column[i] }
        }
    }
}

extension Matrix {
    /// Adds `factor` times a matrix of the same shape.
    mutating func add(_ other: Matrix, times factor: Double = 1) {
        for j in 0..<columns { for i in 0..<rows { self[i, j] += factor * other[i, j] } }
    }
}
