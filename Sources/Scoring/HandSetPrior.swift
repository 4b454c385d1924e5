import Health
import Modeling
import Tables

extension Observations {
    /// The same rows with what a scorecard says of each: through the feature of a measure, its share of the whole in the row's profile times ten
    /// points lost, so that the sum over features is the health score's distance from 100 in tens of points (caps and
    /// redistributed weights apart). Missing points say nothing.
    public func weighed(by scorecard: Scorecard) -> Observations {
        let scores = HealthScores(scorecard, predictors)
        let weights = scorecard.profiles.map(\.weights)
        var said: [String: [Double]] = [:]
        for (place, measure) in scorecard.measures.enumerated() where weights.contains(where: { $0[place] > 0 }) {
            let lost = zip(scores.points[place], scores.profiles).map { weights[$1][place] * (100 - $0) / 10 }
            said[measure.feature] = said[measure.feature].map { zip($0, lost).map { $0 + $1 } } ?? lost
        }
        return with(handSet: said)
    }

    /// The same rows with the points of a scorecard's measures as predictors.
    /// - Parameter names: of the measures; nil for all.
    func points(of scorecard: Scorecard, only names: Set<String>? = nil) -> Observations {
        let points = HealthScores(scorecard, predictors).points
        let columns = zip(scorecard.measures, points).filter { names?.contains($0.0.name) ?? true }
            .map { FrameColumn($0.name, .numbers($1)) }
        return with(predictors: Frame(columns: columns, rowCount: count))
    }
}
