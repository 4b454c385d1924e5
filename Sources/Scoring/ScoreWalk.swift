import Health
import Tables

/// The exact steps of many rows, whole columns at a time.
struct ScoreWalk {
    private(set) var steps: [[ScoreChange.Step]]
    /// By row, the last score on the way that was one.
    private var place: [Double]

    init(_ old: HealthScores, to new: HealthScores, _ before: Frame, _ after: Frame) {
        steps = [[ScoreChange.Step]](repeating: [], count: after.rowCount)
        place = old.uncapped
        let middle = HealthScores(new.scorecard, before)
        configure(old, middle)
        for index in Set(new.profiles).sorted() {
            let rows = new.profiles.indices.filter { new.profiles[$0] == index }
            walk(new.scorecard.profiles[index], rows, before.rows(rows), after.rows(rows))
        }
        for row in steps.indices {
            record(.caps, nil, row, new.cappedOff(row) - (middle.totals[row].isNaN ? old : middle).cappedOff(row))
        }
    }

    private mutating func configure(_ old: HealthScores, _ new: HealthScores) {
        for row in steps.indices where !new.totals[row].isNaN {
            let change = new.uncapped[row] - place[row] + new.cappedOff(row) - old.cappedOff(row)
            record(.configuration, nil, row, change)
            place[row] = new.uncapped[row]
        }
    }

    private mutating func walk(_ profile: Profile, _ rows: [Int], _ before: Frame, _ after: Frame) {
        let old = profile.measures.map { MeasureReadings($0, before) }
        var filled = old.map(\.filled)
        move(to: profile.totals(filled, rowCount: rows.count), rows) { _ in .profile }
        for (index, measure) in profile.measures.enumerated() where measure.isCounted {
            let new = MeasureReadings(measure, after)
            let isOther = old[index].presence.indices.map { old[index].presence[$0] != new.presence[$0] }
            filled[index] = old[index].moved(to: new, withAge: isOther).filled
            move(to: profile.totals(filled, rowCount: rows.count), rows, measure.name) {
                isOther[$0] ? .missing : .moves
            }
            guard new.ages != nil else { continue }
            filled[index] = new.filled
            move(to: profile.totals(filled, rowCount: rows.count), rows, measure.name) { _ in .decay }
        }
    }

    /// Goes on to these scores before caps; a row that has none stays where it is.
    private mutating func move(
        to totals: [Double], _ rows: [Int], _ measure: String? = nil, _ cause: (Int) -> ScoreChange.Cause
    ) {
        for (index, row) in rows.enumerated() where !totals[index].isNaN {
            record(cause(index), measure, row, totals[index] - place[row])
            place[row] = totals[index]
        }
    }

    private mutating func record(_ cause: ScoreChange.Cause, _ measure: String?, _ row: Int, _ change: Double) {
        if change != 0, !change.isNaN { steps[row].append(ScoreChange.Step(cause, measure, change)) }
    }
}

extension HealthScores {
    /// What caps take from the row's score: 0 or below.
    fileprivate func cappedOff(_ row: Int) -> Double { totals[row] - uncapped[row] }
}

extension MeasureReadings {
    /// By row, whether there is a reading whose age, where it has one, is known.
    fileprivate var presence: [Bool] {
        guard let ages else { return mapped.map { !$0.isNaN } }
        return zip(mapped, ages).map { !$0.isNaN && !$1.isNaN }
    }

    /// The new readings' values at the old ages, but for the rows whose age changes too.
    fileprivate func moved(to new: MeasureReadings, withAge isOther: [Bool]) -> MeasureReadings {
        guard let ages, let newAges = new.ages else { return new }
        return MeasureReadings(new.measure, new.mapped, ages.indices.map { isOther[$0] ? newAges[$0] : ages[$0] })
    }
}
