import Health
import Modeling

extension Observations {
    /// The same rows with what a scorecard says of each: through the feature of a measure, its share of the whole times ten
    /// points lost, so that the sum over features is the health score's distance from 100 in tens of points (caps and
    /// redistributed weights apart). Missing points say nothing.
    public func weighed(by scorecard: Scorecard) -> Observations {
        let points = HealthScores(scorecard, predictors).points
        var said: [String: [Double]] = [:]
        for ((measure, points), weight) in zip(zip(scorecard.measures, points), HealthScores.weights(scorecard))
        where weight > 0 {
            let lost = points.map { weight * (100 - $0) / 10 }
            said[measure.feature] = said[measure.feature].map { zip($0, lost).map { $0 + $1 } } ?? lost
        }
        return with(handSet: said)
    }
}
