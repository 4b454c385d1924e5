/// A share of rows (0-1) with its 95% interval, which allows for accounts that have several rows.
///
/// The interval is Wilson's at the share, on n / deff rows: deff = clustered variance / (p(1 - p)/n), at least 1 (Korn and Graubard,
/// Survey Methodology 24, 1998, with Wilson's interval in place of the exact one). Where all or none of several rows are events no
/// variance can be measured, so an account counts once. Where no account repeats it is Wilson's interval itself.
/// Not promised: 95% coverage with fewer than about five accounts.
public struct ClusteredShare: Sendable, Equatable {
    /// Rows that were counted.
    public let rows: Int
    /// NaN without rows.
    public let value: Double
    /// How many rows of different accounts would say as much.
    public let effectiveRows: Double

    /// - Parameters:
    ///   - outcomes: 0 or 1 a row.
    ///   - clusters: the account of each row; nil where every row stands alone.
    public init(_ outcomes: [Double], clusters: [Int32]? = nil) {
        let weights = [Double](repeating: 1, count: outcomes.count)
        let mean = Intervals.mean(outcomes, weights: weights, clusters: clusters)
        self.init(
            mean.value, standardError: mean.standardError, rows: outcomes.count,
            accounts: clusters.map { Set($0).count } ?? outcomes.count)
    }

    /// A share that was weighted, with the clustered standard error of its influence values (which sum to 0).
    public init(_ value: Double, influence: [Double], clusters: [Int32]) {
        self.init(
            value, standardError: Intervals.clusteredStandardError(influence, clusters: clusters),
            rows: influence.count, accounts: Set(clusters).count)
    }

    private init(_ value: Double, standardError: Double, rows: Int, accounts: Int) {
        (self.value, self.rows) = (rows > 0 ? value : .nan, rows)
        let (spread, variance) = (value * (1 - value), standardError * standardError)
        let isMeasured = spread > 0 && variance >= 0
        // (C - 1)/C undoes the correction of the clustered variance, which rows that stand alone need not pay for.
        let share = accounts > 1 ? Double(accounts - 1) / Double(accounts) : 1
        effectiveRows = isMeasured ? min(Double(rows), spread / (variance * share)) : Double(accounts)
    }

    /// nil without rows.
    public var interval: ClosedRange<Double>? {
        Intervals.wilson(events: value * effectiveRows, total: effectiveRows)
    }

    /// The share with its interval.
    public var estimate: Estimate { Estimate(value, low: interval?.lowerBound, high: interval?.upperBound) }

    /// This share less another, with Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10) on effective
    /// rows. Accounts with rows in both are taken as two, which makes the interval too wide rather than too narrow where an
    /// account's rows resemble each other.
    public func less(_ other: ClusteredShare) -> Estimate {
        guard let mine = interval, let others = other.interval else { return .undefined }
        let below = ((value - mine.lowerBound), (others.upperBound - other.value))
        let above = ((mine.upperBound - value), (other.value - others.lowerBound))
        let difference = value - other.value
        return Estimate(
            difference, low: difference - (below.0 * below.0 + below.1 * below.1).squareRoot(),
            high: difference + (above.0 * above.0 + above.1 * above.1).squareRoot())
    }
}
