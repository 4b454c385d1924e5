import LinearAlgebra

/// Rows that are delivered block after block, because all of them need not fit into memory.
/// The fit asks for the next block on another thread while it works on the last one, never on two at a time.
public protocol RowBlocks: Sendable {
    /// The next rows, or nil behind the last ones. What it throws goes through to the caller of the fit.
    mutating func next() throws -> RowBlock?
}

/// Rows that can be read from the beginning as often as a fit needs. Every reading must give the same blocks.
public protocol RowSource {
    /// One reading of all rows, block by block.
    associatedtype Blocks: RowBlocks
    /// Of every block's matrix.
    var columns: Int { get }
    /// Begins a pass over the rows.
    func open() throws -> Blocks
}

/// Some rows: a design matrix without a column of ones, outcomes and weights.
public struct RowBlock: Sendable {
    /// One row a row, one column a predictor, without a column of ones.
    public let x: Matrix
    /// y, 0 or 1.
    public let outcome: [Double]
    /// At least 0; nil means ones.
    public let weights: [Double]?
    /// Whether the descent does not learn from these rows but is judged by them. Blocks are of one kind or the other.
    public let isHeldOut: Bool

    /// Precondition: one outcome and weight a row.
    public init(x: Matrix, outcome: [Double], weights: [Double]? = nil, isHeldOut: Bool = false) {
        precondition(outcome.count == x.rows && weights?.count ?? x.rows == x.rows, "one value a row")
        (self.x, self.outcome, self.weights, self.isHeldOut) = (x, outcome, weights, isHeldOut)
    }

    var totalWeight: Double { weights?.reduce(0, +) ?? Double(outcome.count) }
    var eventWeight: Double { weights.map { zip($0, outcome).reduce(0) { $0 + $1.0 * $1.1 } } ?? outcome.reduce(0, +) }
    var observations: Int { weights?.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } ?? outcome.count }

    /// The block as a descent walks over it. Bytes are shared, not copied.
    func rows(_ scale: StreamScale) -> DescentRows {
        DescentRows(
            design: StandardizedDesign(x, columns: scale.columns, centers: scale.centers, scales: scale.scales),
            offset: nil
        ) { [outcome, weights] in
            LogisticLoss().evaluate(
                rows: $0, predictor: $1, outcome: outcome, weights: weights, residual: &$2, curvature: &$3)
        }
    }
}

/// What is known of all rows before the descent: counts, and where each column lies.
public struct StreamMoments: Sendable, Equatable {
    /// Rows of positive weight, held-out ones included.
    public let observations: Int
    /// Σ w.
    public let totalWeight: Double
    /// Σ w y.
    public let eventWeight: Double
    /// Weighted means and standard deviations, for centring and scaling inside: near ones will do. A deviation of 0 says that
    /// the column is constant.
    public let means: [Double]
    /// Standard deviation of each column, in its own units.
    public let deviations: [Double]

    /// Counts of rows, weights of all and of events, and where each column lies.
    public init(observations: Int, totalWeight: Double, eventWeight: Double, means: [Double], deviations: [Double]) {
        precondition(means.count == deviations.count, "both of every column")
        (self.observations, self.totalWeight, self.eventWeight) = (observations, totalWeight, eventWeight)
        (self.means, self.deviations) = (means, deviations)
    }

    /// One read of the data.
    /// - Throws: `FitError.badValue` for values, outcomes and weights that cannot be used (rows count from 0 within the stream),
    ///   and whatever the source throws.
    public init(reading source: some RowSource, names: [String], threads: Int = Parallel.defaultThreads) throws {
        var sums = MomentSums(columns: source.columns)
        var blocks = ReadAhead(try source.open())
        while let block = try blocks.next() { try sums.add(block, names, threads: threads) }
        self = sums.moments
    }
}

/// Moments of blocks put together (Chan, Golub and LeVeque, The American Statistician 37, 1983).
private struct MomentSums {
    private var (rows, observations) = (0, 0)
    private var (weight, events) = (0.0, 0.0)
    private var means: [Double]
    private var squares: [Double]

    init(columns: Int) {
        means = [Double](repeating: 0, count: columns)
        squares = means
    }

    mutating func add(_ block: RowBlock, _ names: [String], threads: Int) throws {
        try check(block.weights, "weight", "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
        try check(block.outcome, "outcome", "0 or 1") { $0 == 0 || $0 == 1 }
        let own = block.totalWeight
        let parts = ColumnMoments.all(of: block.x, weights: own > 0 ? block.weights : nil, threads: threads)
        for (j, part) in parts.enumerated() {
            guard part.isFinite else {
                try check(block.x.column(j), "column \"\(names[j])\"", "a number between -1e300 and 1e300") {
                    abs($0) <= 1e300
                }
                throw FitError.invalid("column \"\(names[j])\" spreads too far to be centred")
            }
            guard own > 0 else { continue }
            let gap = part.center - means[j]
            means[j] += gap * own / (weight + own)
            squares[j] += own * part.spread * part.spread + gap * gap * weight * own / (weight + own)
        }
        rows += block.outcome.count
        observations += block.observations
        weight += own
        events += block.eventWeight
    }

    private func check(_ values: [Double]?, _ quantity: String, _ expected: String, _ isValid: (Double) -> Bool) throws
    {
        guard let values, let place = values.firstIndex(where: { !isValid($0) }) else { return }
        throw FitError.badValue(quantity: quantity, row: rows + place, value: values[place], expected: expected)
    }

    var moments: StreamMoments {
        StreamMoments(
            observations: observations, totalWeight: weight, eventWeight: events, means: means,
            deviations: squares.map { weight > 0 ? ($0 / weight).squareRoot() : 0 })
    }
}

/// The columns in use and how they are centred and scaled.
public struct StreamScale: Sendable {
    /// Places among all columns.
    public let columns: [Int]
    /// What is taken off each: its mean.
    public let centers: [Double]
    /// Powers of two.
    public let scales: [Double]

    init(_ moments: StreamMoments, columns: [Int]) {
        self.columns = columns
        centers = columns.map { moments.means[$0] }
        scales = columns.map {
            let spread = moments.deviations[$0]
            return spread > 0
                ? Double(sign: .plus, exponent: min(1000, max(-1000, Int(spread.exponent))), significand: 1) : 1
        }
    }

    private init(columns: [Int], centers: [Double], scales: [Double]) {
        (self.columns, self.centers, self.scales) = (columns, centers, scales)
    }

    /// `kept` counts within `columns`.
    func keeping(_ kept: [Int]) -> StreamScale {
        StreamScale(
            columns: kept.map { columns[$0] }, centers: kept.map { centers[$0] }, scales: kept.map { scales[$0] })
    }
}
