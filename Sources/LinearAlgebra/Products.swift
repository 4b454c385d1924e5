extension StandardizedDesign {
    /// X b for every row: `coefficients[0]` + Σ `coefficients[j + 1]` (x - center) / scale, plus the offset.
    public func product(_ coefficients: [Double], offset: [Double]? = nil, threads: Int = Parallel.defaultThreads)
        -> [Double]
    {
        perRow(threads: threads) { pointers, block, predictor in
            addProduct(pointers, block, coefficients: coefficients, to: &predictor)
            if let offset { for (k, i) in block.enumerated() { predictor[k] += offset[i] } }
        }
    }

    /// zᵀ(F Fᵀ)z for every row z of the design (a one first), as a sum of squares, so never negative.
    /// - Parameter threads: how many run at once, by default one a processor; the result is the same.
    /// - Parameter factor: F, with `size` rows.
    public func quadraticForms(factor: Matrix, threads: Int = Parallel.defaultThreads) -> [Double] {
        let directions = (0..<factor.columns).map(factor.column)
        return perRow(threads: threads) { pointers, block, form in
            var projection = [Double](repeating: 0, count: block.count)
            for direction in directions {
                for k in projection.indices { projection[k] = 0 }
                addProduct(pointers, block, coefficients: direction, to: &projection)
                for k in projection.indices { form[k] += projection[k] * projection[k] }
            }
        }
    }

    /// Σ over groups of s sᵀ, where s = Σ over the group's rows of `residuals[i]` times the row of the design.
    ///
    /// - Parameters:
    ///   - residuals: one a row.
    ///   - groups: the rows of each group; a row in no group counts nowhere.
    /// - Returns: a symmetric matrix of `size`. Groups are taken in order, so the result is the same for every thread count.
    public func groupedGram(residuals: [Double], groups: [[Int32]]) -> Matrix {
        // Sums of a batch of groups form a small design of their own, whose Gram matrix is added up.
        let batch = max(16, 200_000 / size)
        var total = Matrix(rows: size, columns: size)
        for start in stride(from: 0, to: groups.count, by: batch) {
            let sums = groupSums(residuals, groups[start..<min(groups.count, start + batch)])
            let plain = [Double](repeating: 0, count: size - 1)
            let view = StandardizedDesign(
                sums, columns: Array(0..<size), centers: plain + [0], scales: plain.map { _ in 1 } + [1])
            let gram = view.gram(curvatures: [Double](repeating: 1, count: sums.rows))
            // The view's own column of ones is not part of the sums.
            for j in 0..<size { for i in 0..<size { total[i, j] += gram[i + 1, j + 1] } }
        }
        return total
    }

    private func groupSums(_ residuals: [Double], _ groups: ArraySlice<[Int32]>) -> Matrix {
        Matrix(rows: groups.count, columnCount: size) { j in
            guard j > 0 else { return groups.map { $0.reduce(0) { $0 + residuals[Int($1)] } } }
            let (start, center, scale) = (columns[j - 1] * rows, centers[j - 1], scales[j - 1])
            return groups.map { group in
                group.reduce(0) { $0 + residuals[Int($1)] * ((matrix.values[start + Int($1)] - center) / scale) }
            }
        }
    }

    /// One value a row, computed block by block from zeros.
    private func perRow(
        threads: Int, _ body: @Sendable (Pointers, Range<Int>, inout [Double]) -> Void
    ) -> [Double] {
        precondition(isWhole, "every row")
        var all: [Double] = []
        all.reserveCapacity(rows)
        withPointers { pointers in
            Parallel.accumulate(count: chunkCount, threads: threads, held: 64, into: &all) { index in
                var values: [Double] = []
                values.reserveCapacity(chunkRows)
                for block in blocks(ofChunk: index) {
                    var part = [Double](repeating: 0, count: block.count)
                    body(pointers, block, &part)
                    values.append(contentsOf: part)
                }
                return values
            } add: {
                $0.append(contentsOf: $1)
            }
        }
        return all
    }
}
