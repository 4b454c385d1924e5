import CKernels

/// Whole-array functions on the vector kernels. Accuracy: within 2 units in the last place.
public enum VectorMath {
    /// 1 / (1 + exp(-x)) for each element; NaN stays NaN.
    public static func sigmoid(_ x: [Double], level: KernelLevel = .best) -> [Double] {
        map(x) { bw_sigmoid(level.rawValue, $0, $1, $2) }
    }

    /// log(1 + exp(x)) for each element, without overflow; NaN stays NaN.
    public static func softplus(_ x: [Double], level: KernelLevel = .best) -> [Double] {
        map(x) { bw_softplus(level.rawValue, $0, $1, $2) }
    }

    private static func map(_ x: [Double], _ kernel: (Int, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void)
        -> [Double]
    {
        guard !x.isEmpty else { return [] }
        return [Double](unsafeUninitializedCapacity: x.count) { out, count in
            // Both buffers hold x.count elements and the kernel writes every one of them.
            x.withUnsafeBufferPointer { kernel(x.count, $0.baseAddress!, out.baseAddress!) }
            count = x.count
        }
    }

    /// The logistic loss of the rows `rows`, in one stable evaluation.
    ///
    /// With μ = 1 / (1 + exp(-η)): `residual[k]` becomes w (μ - y), `curvature[k]` w μ (1 - μ), where row `rows[k]` has
    /// the linear predictor `predictor[k]`; μ and 1 - μ come from one exponential and never from each other.
    /// - Parameters:
    ///   - rows: the rows to do.
    ///   - predictor: linear predictors; is read.
    ///   - residual: first derivative of each row's loss; is written.
    ///   - curvature: second derivative of each row's loss; is written.
    ///   - level: the instruction set.
    ///   - outcome: y in 0...1, all rows of the data.
    ///   - weights: w of all rows, or nil for ones.
    /// - Returns: Σ w (log(1 + exp η) - y η).
    /// - Precondition: the three block arrays hold at least `rows.count` values, the data arrays reach `rows.upperBound`.
    public static func logisticLoss(
        rows: Range<Int>, predictor: [Double], outcome: [Double], weights: [Double]?,
        residual: inout [Double], curvature: inout [Double], level: KernelLevel = .best
    ) -> Double {
        precondition(min(predictor.count, residual.count, curvature.count) >= rows.count, "a block array is too short")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= min(outcome.count, weights?.count ?? .max))
        guard !rows.isEmpty else { return 0 }
        // The preconditions bound every pointer by rows.count from where it starts.
        return withPointer(weights, rows.lowerBound) { w in
            outcome.withUnsafeBufferPointer { y in
                bw_logistic(
                    level.rawValue, rows.count, predictor, y.baseAddress! + rows.lowerBound, w, &residual, &curvature)
            }
        }
    }

    /// A pointer to element `first` of an optional array, nil where there is none.
    static func withPointer<Result>(
        _ array: [Double]?, _ first: Int, _ body: (UnsafePointer<Double>?) -> Result
    ) -> Result {
        guard let array else { return body(nil) }
        return array.withUnsafeBufferPointer { body($0.baseAddress.map { $0 + first }) }
    }
}
