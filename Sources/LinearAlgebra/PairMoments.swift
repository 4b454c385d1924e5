extension StandardizedDesign {
    /// Σᵢ wᵢ zᵢₐ zᵢᵦ xᵢ for every pair a ≤ b, where zᵢ = Fᵀxᵢ for each row xᵢ of the design (a one first).
    ///
    /// - Parameters:
    ///   - factor: F, with `size` rows and k columns.
    ///   - weights: of any sign, one a row.
    ///   - threads: how many run at once, by default one a processor; the result is the same.
    /// - Returns: a matrix of `size` rows and k (k + 1) / 2 columns, pairs in the order (0,0), (0,1), (1,1), (0,2)...; costs
    ///   rows · size · k² / 2 multiplications. Sums run over fixed chunks of rows.
    public func pairMoments(
        factor: Matrix, weights: [Double], threads: Int = Parallel.defaultThreads
    ) -> Matrix {
        precondition(factor.rows == size && weights.count == rows, "a factor row a coefficient, a weight a row")
        let directions = (0..<factor.columns).map(factor.column)
        let pairs = directions.count * (directions.count + 1) / 2
        var total = Matrix(rows: size, columns: pairs)
        withPointers { pointers in
            Parallel.accumulate(
                count: chunkCount, threads: threads, held: max(1, 500_000 / max(1, size * pairs)), into: &total
            ) { index in
                var sums = [[Double]](repeating: [Double](repeating: 0, count: size), count: pairs)
                for block in blocks(ofChunk: index) {
                    addPairs(pointers, block, directions, weights, to: &sums)
                }
                return sums.flatMap { $0 }
            } add: { total, part in
                for k in part.indices { total.values[k] += part[k] }
            }
        }
        return total
    }

    private func addPairs(
        _ pointers: Pointers, _ block: Range<Int>, _ directions: [[Double]], _ weights: [Double],
        to sums: inout [[Double]]
    ) {
        let projections = directions.map { direction in
            var z = [Double](repeating: 0, count: block.count)
            addProduct(pointers, block, coefficients: direction, to: &z)
            return z
        }
        var (pair, residual) = (0, [Double](repeating: 0, count: block.count))
        for (b, right) in projections.enumerated() {
            for left in projections[...b] {
                for k in residual.indices { residual[k] = weights[block.lowerBound + k] * left[k] * right[k] }
                addGradient(pointers, block, residual, to: &sums[pair])
                pair += 1
            }
        }
    }
}
