import Features
import Metrics
import Modeling
import Signals
import Tables

/// Past renewals of other accounts that stood, before they were decided, most like one account stands now.
///
/// Distance = √Σₜ (cₜ - cₜ')², cₜ the part of term t in the log-odds (`ChurnModel.contributions`). For a term of one column that
/// is the difference in standard deviations times the weight of one, so what the model does not count makes no account
/// different; a curve or a category counts by what it comes to, and not column by column. One renewal an account: its
/// nearest. Renewals that were not decided before the day are left out, as nobody knew how they end.
///
/// Not promised: that likeness in these signals is likeness. Their outcomes taught the model, so they are an illustration of
/// P(churn), no second opinion.
public struct PastNeighbours: Sendable {
    /// A past renewal that is like this one.
    public struct Neighbour: Sendable {
        /// The renewal, as it stood then.
        public let about: FeatureRow
        /// Whether it was lost.
        public let isLoss: Bool
        /// In log-odds.
        public let distance: Double
        /// The term that sets it apart most; nil at distance 0.
        public let differsBy: String?
        let row: Int
    }

    /// Nearest first; equal ones by account.
    public let all: [Neighbour]

    /// So many of the nearest are counted: enough for a share, few enough to be like.
    public static let counted = 25

    /// - Parameters:
    ///   - model: the trained model.
    ///   - predictions: of the table's rows.
    ///   - row: of `predictions`, whose neighbours are looked for.
    ///   - id: its account, whose own past is left out.
    ///   - past: rows of past renewals, decided or not, at any lead times.
    ///   - day: as of which outcomes must be known.
    public init(
        _ model: ChurnModel, _ predictions: Predictions, row: Int, id: String, past: FeatureTable, before day: Day
    ) throws(PreparationError) {
        let rows = past.rows.indices.filter {
            past.isKnownLoss($0, before: day) != nil && past.rows[$0].accountID != id
        }
        let all = try model.predict(past.frame.rows(rows))
        let own = model.contributions(predictions.design, row: row)
        let found = concurrentMap(rows.count) { place in
            Neighbour(past, rows[place], own, model.contributions(all.design, row: place), before: day)
        }
        self.all = PastNeighbours.onePerAccount(found)
    }

    private static func onePerAccount(_ found: [Neighbour]) -> [Neighbour] {
        let sorted = found.sorted {
            ($0.distance, $0.about.accountID, $0.row) < ($1.distance, $1.about.accountID, $1.row)
        }
        var seen: Set<String> = []
        return sorted.filter { seen.insert($0.about.accountID).inserted }
    }

    /// The nearest past renewals of one outcome, the nearest first.
    public func nearest(lost: Bool, _ count: Int) -> [Neighbour] {
        Array(all.lazy.filter { $0.isLoss == lost }.prefix(count))
    }

    /// Of the nearest (at most `counted`), how many were lost, with Wilson's interval; nil where there is none.
    public var share: (losses: Int, count: Int, interval: ClosedRange<Double>)? {
        let near = all.prefix(PastNeighbours.counted)
        let losses = near.count { $0.isLoss }
        return Intervals.wilson(events: Double(losses), total: Double(near.count)).map { (losses, near.count, $0) }
    }
}

extension PastNeighbours.Neighbour {
    fileprivate init(
        _ past: FeatureTable, _ row: Int, _ own: [(term: String, logOdds: Double)],
        _ other: [(term: String, logOdds: Double)], before day: Day
    ) {
        let apart = zip(own, other).map { abs($0.logOdds - $1.logOdds) }
        let most = apart.indices.max { (apart[$0], $1) < (apart[$1], $0) }
        self.init(
            about: past.rows[row], isLoss: past.isKnownLoss(row, before: day) ?? false,
            distance: apart.reduce(0) { $0 + $1 * $1 }.squareRoot(),
            differsBy: most.flatMap { apart[$0] > 0 ? own[$0].term : nil }, row: row)
    }
}

extension FeatureTable {
    /// Whether the row's renewal was lost, as far as that was known before the day began; nil where it was not.
    func isKnownLoss(_ row: Int, before day: Day) -> Bool? {
        guard let known = rows[row].knownOn, known < day else { return nil }
        return rows[row].outcome?.isLoss
    }
}
