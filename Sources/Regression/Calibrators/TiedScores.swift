/// Weight and events of some rows of a calibration.
struct ScorePool {
    var weight: Double
    var events: Double
    var mean: Double { events / weight }

    mutating func absorb(_ other: ScorePool) {
        weight += other.weight
        events += other.events
    }
}

/// Rows of positive weight, those of equal score pooled, by rising score: ties then do not depend on the order of rows.
struct TiedScores {
    private(set) var scores: [Double] = []
    private(set) var pools: [ScorePool] = []

    init(_ data: CalibrationData) {
        let used = data.logOdds.indices.filter { data.weights?[$0] ?? 1 > 0 }
        for i in used.sorted(by: { data.logOdds[$0] < data.logOdds[$1] }) {
            let weight = data.weights?[i] ?? 1
            let row = ScorePool(weight: weight, events: weight * data.outcomes[i])
            if scores.last == data.logOdds[i] {
                pools[pools.count - 1].absorb(row)
            } else {
                scores.append(data.logOdds[i])
                pools.append(row)
            }
        }
    }
}
