import LinearAlgebra

/// A logistic regression that was fitted to rows on disk.
public struct StreamedFit: Sendable {
    /// As of any other fit: coefficients on the columns' own scale, covariance, likelihoods, how it went.
    public let fit: LogisticFit
    /// Reads of the data by gradient descent, and by correction.
    public let epochs: Int
    /// Passes of correction that were taken.
    public let corrections: Int
    /// The step length that was used, as given or found.
    public let learningRate: Double
    /// Half the squared Newton decrement over Σ w, before the last step: so much mean log loss was still to be won. The step
    /// wins all but about its square.
    public let gap: Double
    /// The held-out rows under coefficients that have not seen them; nil where there were none.
    public let heldOut: HeldOutScores?
    /// Mean held-out log loss at each look, by reads of the data so far.
    public let trace: [(reads: Double, heldOutLoss: Double)]
}

/// Rows that the coefficients behind `logOdds` were not learned from.
public struct HeldOutScores: Sendable, Equatable {
    /// Log-odds that were told before the row was learned from.
    public let logOdds: [Double]
    /// What came, 0 or 1.
    public let outcomes: [Double]
    /// Weights of the rows; nil where all count alike.
    public let weights: [Double]?
    /// Mean log loss.
    public let logLoss: Double
}

/// Where a fit from disk has got to.
public struct DescentProgress: Sendable {
    /// Where a descent is.
    public enum Stage: Sendable, Equatable {
        /// By number, from 1.
        case epoch(Int)
        /// In the n-th pass of correction.
        case correction(Int)
    }

    /// What is being done.
    public let stage: Stage
    /// Rows of this read so far, and in all.
    public let rowsRead: Int
    /// Rows read so far in this pass.
    public let rows: Int
    /// Mean log loss of the held-out rows met so far, when last looked at.
    public let heldOutLoss: Double?
}

extension StochasticGradient {
    /// Fits P(y = 1) = 1 / (1 + exp(-(a + xᵀb))) by Σ w·loss + penalty, a block of rows at a time.
    ///
    /// Reads the data once for `moments` (where they are not given), `epochs` times at most for the descent, and two to four
    /// times for the correction. Memory: a block and its copies, the held-out rows, a few matrices of columns².
    ///
    /// The descent learns from all blocks that are not held out, and so does the first correction, whose result gives
    /// `StreamedFit.heldOut`. The last corrections take in the held-out rows: the fit is the optimum of all rows.
    ///
    /// - Parameters:
    ///   - source: the rows, which can be read again and again.
    ///   - moments: where the columns lie, from a first reading.
    ///   - threads: how many run at once, by default one a processor; the result is the same.
    ///   - names: of the columns.
    ///   - penalty: none or ridge; λ counts against the sum of the losses of all rows.
    ///   - progress: called after every block.
    /// - Throws: `FitError`, and whatever the source throws. Constant and aliased columns without a penalty are left out and
    ///   listed, as `LogisticRegression` does. Without a penalty a single column that separates the outcomes is an error; that
    ///   no combination of columns does is not proven here, as it is for rows in memory.
    public func fit(
        _ source: some RowSource, names: [String], moments: StreamMoments? = nil, penalty: any Penalty = NoPenalty(),
        threads: Int = Parallel.defaultThreads, progress: @escaping (DescentProgress) -> Void = { _ in }
    ) throws -> StreamedFit {
        try check()
        guard names.count == source.columns else {
            throw FitError.invalid("\(names.count) names for \(source.columns) columns")
        }
        let moments = try moments ?? StreamMoments(reading: source, names: names, threads: threads)
        let start = try StreamStart(moments, names: names, penalty: penalty)
        var descent = StreamedDescent(source, options: self, start: start, progress: progress)
        try descent.run()
        var correction = StreamCorrection(
            ReadSums(source: source, threads: threads), options: self, start: start, held: descent.held,
            threads: threads, solver: StochasticGradientSolver.name, progress: progress)
        try correction.run(from: descent.average)
        return try correction.result(penalty: penalty, descent: descent.outcome)
    }
}

extension StochasticGradient {
    /// Newton's method over rows that only give their sums.
    ///
    /// - Parameters:
    ///   - sums: the rows.
    ///   - names: of their columns.
    ///   - moments: of all rows.
    ///   - penalty: none or ridge; λ counts against the sum of the losses of all rows.
    ///   - sample: some of the rows, from which a descent finds where to begin; nil begins with the mean.
    ///   - gap: half the squared Newton decrement over Σ w, before the last step: the fit stops where it is at most this. By default
    ///     the coefficients have then settled to rounding.
    ///   - progress: told after each pass.
    /// - Throws: `FitError`, and whatever the rows throw. What is left out and what is not proven is as in `fit` of rows on disk.
    public func fit(
        sums: some RowSums, names: [String], moments: StreamMoments, penalty: any Penalty = NoPenalty(),
        sample: (some RowSource)?, gap: Double = 1e-18, progress: @escaping (DescentProgress) -> Void = { _ in }
    ) throws -> StreamedFit {
        try check()
        let start = try StreamStart(moments, names: names, penalty: penalty)
        var (point, outcome) = (start.point, DescentOutcome.none)
        if let sample {
            var descent = StreamedDescent(sample, options: self, start: start, progress: progress)
            try descent.run()
            (point, outcome) = (descent.average, descent.outcome)
        }
        var options = self
        options.gap = gap
        var correction = StreamCorrection(
            sums, options: options, start: start, held: HeldOutRows(), threads: 1, solver: NewtonSolver.name,
            progress: progress)
        try correction.run(from: point)
        return try correction.result(penalty: penalty, descent: outcome)
    }
}

/// What a result remembers of a descent.
struct DescentOutcome {
    let epochs: Int
    let rate: Double
    let trace: [(reads: Double, heldOutLoss: Double)]

    static let none = DescentOutcome(epochs: 0, rate: 0, trace: [])
}

/// What descent and correction begin with: the columns in use, the penalty on their scale, the model without columns.
struct StreamStart: Sendable {
    let moments: StreamMoments
    let names: [String]
    let scale: StreamScale
    let penalty: PenaltyTerms
    /// Free columns that are constant.
    let constant: [AliasedColumn]

    init(_ moments: StreamMoments, names: [String], penalty: any Penalty) throws(FitError) {
        guard moments.observations > 0, moments.totalWeight > 0 else { throw .noRows }
        guard moments.totalWeight.isFinite else { throw .invalid("the weights sum to infinity") }
        guard moments.eventWeight > 0, moments.eventWeight < moments.totalWeight else {
            throw .oneClass(value: moments.eventWeight > 0 ? 1 : 0)
        }
        let deviations = moments.deviations
        let terms = try penalty.terms(
            for: DesignScale(columns: names.count, totalWeight: moments.totalWeight, deviations: deviations))
        guard StochasticGradientSolver.canSolve(terms) else {
            throw .invalid(
                "solver \"\(StochasticGradientSolver.name)\" cannot minimise this penalty (expected none or ridge)")
        }
        let kept = names.indices.filter { deviations[$0] > 0 || !terms.isFree($0) }
        let free = kept.filter(terms.isFree).count + 1
        guard free <= moments.observations else { throw .tooManyColumns(columns: free, rows: moments.observations) }
        scale = StreamScale(moments, columns: kept)
        self.penalty = terms.keeping(kept).scaled(by: scale.scales)
        constant = names.indices.filter { !kept.contains($0) }.map { AliasedColumn(name: names[$0], combinationOf: []) }
        (self.moments, self.names) = (moments, names)
    }

    /// The mean's log-odds and every coefficient where its penalty draws it.
    var point: [Double] {
        let mean = moments.eventWeight / moments.totalWeight
        return [Elementary.log(mean) - Elementary.log(1 - mean)] + penalty.target
    }
}

/// The epochs of a descent over rows on disk.
struct StreamedDescent<Source: RowSource> {
    private let source: Source
    private let options: StochasticGradient
    private let start: StreamStart
    private let progress: (DescentProgress) -> Void
    private let problem: DescentProblem
    private var workspace: BatchWorkspace
    private var state: AveragedDescent?
    private var blockNumber = 0
    private var epochs = 0
    private var trace: [(reads: Double, heldOutLoss: Double)] = []
    /// Held-out rows stay in memory from the first read on.
    private(set) var held = HeldOutRows()

    init(
        _ source: Source, options: StochasticGradient, start: StreamStart, progress: @escaping (DescentProgress) -> Void
    ) {
        (self.source, self.options, self.start, self.progress) = (source, options, start, progress)
        let (weight, rows) = (start.moments.totalWeight, start.moments.observations)
        problem = DescentProblem(
            penalty: start.penalty, totalWeight: weight, meanWeight: weight / Double(rows),
            batchRows: options.batchRows(of: rows), seed: options.seed)
        workspace = BatchWorkspace(rows: problem.batchRows, size: start.scale.columns.count + 1)
    }

    var average: [Double] { state?.average ?? start.point }
    var outcome: DescentOutcome { DescentOutcome(epochs: epochs, rate: state?.rate ?? 0, trace: trace) }

    /// An epoch in whose second half little was won is the last; without held-out rows nothing tells, and all are walked.
    mutating func run() throws {
        while epochs < options.epochs {
            let middle = try epoch()
            epochs += 1
            guard !held.isEmpty else { continue }
            let (before, after) = (held.logLoss(middle, start.scale), held.logLoss(average, start.scale))
            if !(before - after > options.tolerance) { return }
        }
    }

    /// One read of the data; the average at half of it.
    private mutating func epoch() throws -> [Double] {
        var blocks = ReadAhead(try source.open())
        var (done, tenth) = (0, 0)
        var middle = average
        var loss: Double?
        while let block = try blocks.next() {
            done += block.outcome.count
            if block.isHeldOut {
                if epochs == 0 { held.append(block) }
            } else {
                walk(block)
            }
            if 2 * done <= start.moments.observations { middle = average }
            if !held.isEmpty, done * 10 / start.moments.observations > tenth {
                tenth = done * 10 / start.moments.observations
                loss = held.logLoss(average, start.scale)
                trace.append((Double(epochs) + Double(tenth) / 10, loss!))
            }
            progress(
                DescentProgress(
                    stage: .epoch(epochs + 1), rowsRead: done, rows: start.moments.observations, heldOutLoss: loss))
        }
        return middle
    }

    private mutating func walk(_ block: RowBlock) {
        let rows = block.rows(start.scale)
        var descent = state ?? AveragedDescent(from: start.point, rate: rate(rows), degree: options.averagingDegree)
        // One owner while it is changed: no copy of the state.
        state = nil
        descent.walk(rows, problem, number: blockNumber, workspace: &workspace)
        state = descent
        blockNumber += 1
    }

    private mutating func rate(_ rows: DescentRows) -> Double {
        options.learningRate
            ?? AveragedDescent.bestRate(
                of: StochasticGradient.rates, rows, problem, from: start.point, degree: options.averagingDegree,
                workspace: &workspace)
    }
}

/// Held-out rows, kept in memory.
struct HeldOutRows: Sendable {
    private var blocks: [RowBlock] = []

    var isEmpty: Bool { blocks.isEmpty }

    mutating func append(_ block: RowBlock) { blocks.append(block) }

    func scores(_ coefficients: [Double], _ scale: StreamScale) -> HeldOutScores {
        let logOdds = blocks.flatMap { $0.rows(scale).design.product(coefficients) }
        let isWeighted = blocks.contains { $0.weights != nil }
        return HeldOutScores(
            logOdds: logOdds, outcomes: blocks.flatMap(\.outcome),
            weights: isWeighted ? blocks.flatMap { $0.weights ?? $0.outcome.map { _ in 1 } } : nil,
            logLoss: logLoss(coefficients, scale))
    }

    /// The mean; NaN where no row has weight.
    func logLoss(_ coefficients: [Double], _ scale: StreamScale) -> Double {
        let loss = blocks.reduce(0) { sum, block in
            let rows = block.rows(scale)
            return sum + rows.design.pass(coefficients: coefficients, gram: false, pointwise: rows.pointwise).value
        }
        return loss / blocks.reduce(0) { $0 + $1.totalWeight }
    }
}
