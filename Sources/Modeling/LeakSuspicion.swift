import Metrics
import Tables

/// A predictor that ranks the outcomes almost perfectly by itself. Honest signals of a decision by people do not: such a
/// column is most often filled in because of the outcome (a leak), or is the outcome under another name.
public struct LeakSuspicion: Sendable, Equatable {
    /// The column.
    public let predictor: String
    /// Area under the ROC curve of the predictor alone, whichever way it points.
    public let auc: Double

    /// Above it a predictor is suspected.
    public static let threshold = 0.98
    /// With fewer rows of the rarer outcome a perfect order is no wonder.
    static let leastOfEach = 20

    /// The suspects among the predictors, the clearest first.
    ///
    /// A column of numbers is judged by the area under its ROC curve over the rows that have a value, and by whether it has
    /// one; a category by the share of losses of each of its levels where it has at most 20 levels. Weights are left aside.
    /// Not promised: that a leak is found which is weaker, or spread over several columns.
    public static func all(in data: Observations) -> [LeakSuspicion] {
        guard min(data.eventCount, data.count - data.eventCount) >= leastOfEach else { return [] }
        return data.predictors.columns.compactMap { column in
            let areas = scores(of: column.values, data.outcomes).compactMap { area($0, data.outcomes) }
            guard let auc = areas.max(), auc > threshold else { return nil }
            return LeakSuspicion(predictor: column.name, auc: auc)
        }
        .sorted { $0.auc > $1.auc }
    }

    /// What is suspicious, in a line.
    public var note: String {
        "\(predictor) alone ranks the outcomes almost perfectly (AUC \(NumberFormat.fixed(auc, 3))): a leak? leave it out (--ignore) unless it was known before the cut-off"
    }

    /// What a column says of each row; NaN where nothing.
    private static func scores(of values: FrameValues, _ outcomes: [Double]) -> [[Double]] {
        switch values {
        case .numbers(let numbers): [numbers, numbers.map { $0.isNaN ? 1 : 0 }]
        case .categories(let categories): shares(categories, outcomes).map { [$0] } ?? []
        }
    }

    private static func shares(_ categories: Categories, _ outcomes: [Double]) -> [Double]? {
        guard (2...20).contains(categories.levels.count) else { return nil }
        var lost = [Double](repeating: 0, count: categories.levels.count)
        var rows = lost
        for (row, code) in categories.codes.enumerated() where code >= 0 {
            lost[Int(code)] += outcomes[row]
            rows[Int(code)] += 1
        }
        return categories.codes.map { $0 < 0 ? .nan : lost[Int($0)] / rows[Int($0)] }
    }

    private static func area(_ scores: [Double], _ outcomes: [Double]) -> Double? {
        let known = scores.indices.filter { !scores[$0].isNaN }
        let outcomes = known.map { outcomes[$0] }
        let events = outcomes.reduce(0, +)
        guard min(events, Double(outcomes.count) - events) >= Double(leastOfEach) else { return nil }
        let auc = AreaUnderCurve.value(logOdds: known.map { scores[$0] }, outcomes: outcomes)
        return max(auc, 1 - auc)
    }
}
