import Health
import Modeling
import Tables

/// Why a probability is as high as it is, in words.
enum Reasons {
    /// A contribution below this many log-odds (about one percentage point at most) is not worth a word.
    static let smallest = 0.05

    /// The terms that raise a row's log-odds most against the average training row, at most `count`: `days since the last
    /// login +2.1 SD`, `plan basic`, `last NPS answer not known`, `seats -1.2 SD with plan basic`.
    /// - Parameter leavingOut: predictors whose terms are not told.
    static func of(
        _ model: ChurnModel, _ predictions: Predictions, _ frame: Frame, row: Int, count: Int = 3,
        leavingOut: Set<String> = []
    ) -> [String] {
        model.contributions(predictions.design, row: row)
            .filter {
                $0.logOdds > smallest && leavingOut.isDisjoint(with: model.preparation.predictors(ofTerm: $0.term))
            }
            .sorted { $0.logOdds > $1.logOdds }
            .prefix(count)
            .map { words(model, $0.term, frame, row: row) }
    }

    private static func words(_ model: ChurnModel, _ term: String, _ frame: Frame, row: Int) -> String {
        model.preparation.predictors(ofTerm: term).map { predictor in
            state(model, predictor, frame, row: row)
        }.joined(separator: " with ")
    }

    /// Where the row stands in one predictor.
    private static func state(_ model: ChurnModel, _ predictor: String, _ frame: Frame, row: Int) -> String {
        let name = model.description.words(for: predictor)
        switch frame[predictor]?.values {
        case .numbers(let values) where !values[row].isNaN:
            let column = model.preparation.columns.first { column in
                if case .number = column.source { column.predictor == predictor } else { false }
            }
            guard let column, column.scale > 0 else { return name }
            let distance = (values[row] - column.mean) / column.scale
            let text = NumberFormat.fixed(distance, 1)
            return "\(name) \(text.hasPrefix("-") ? "" : "+")\(text) SD"
        case .categories(let values) where values.codes[row] >= 0: return "\(name) \(values.level(at: row) ?? "")"
        default: return "\(name) not known"
        }
    }

    /// What the rules take most points for, at most `count`: the cap that holds, then the measures by weight times points
    /// lost: `the champion left`, `exec_touch 12 of 100 points`.
    static func of(_ health: HealthScores, row: Int, count: Int = 3) -> [String] {
        let profile = health.profile(row)
        let lost = zip(profile.weights, health.points).map { $1[row].isNaN ? 0 : $0 * (100 - $1[row]) }
        let worst = lost.indices.filter { lost[$0] > smallestLoss }.sorted { (lost[$1], $0) < (lost[$0], $1) }
        let measures = worst.map { place in
            "\(profile.measures[place].name) \(NumberFormat.fixed(health.points[place][row], 0)) of 100 points"
        }
        return Array(([health.cap(row)?.reason].compactMap(\.self) + measures).prefix(count))
    }

    /// Points of the whole score.
    private static let smallestLoss = 0.5
}
