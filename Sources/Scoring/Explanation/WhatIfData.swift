import Documents
import Health
import LinearAlgebra
import Metrics
import Modeling
import Tables

extension WhatIf {
    /// Everything that a page needs: `model` (as in the model file), `row` (the account's readings), `interval`, `levers`, and
    /// `card` with a scorecard. Health is told by points: what each measure would get at each place of its lever, so that no map
    /// of the scorecard is computed twice.
    public func json() throws(PreparationError) -> JSON {
        var members: [JSON.Member] = [
            .init("model", model.scorerJSON), .init("row", rowJSON), .init("interval", try intervalJSON()),
            .init("levers", .array(levers.map(leverJSON))),
        ]
        if let scorecard { members.append(.init("card", cardJSON(scorecard))) }
        return .object(members)
    }

    private var rowJSON: JSON {
        let used = model.preparation.usedPredictors
        return .object(
            now.columns.filter { used.contains($0.name) }.map { column in
                switch column.values {
                case .numbers(let values): .init(column.name, .number(values[0]))
                case .categories(let values): .init(column.name, .optional(values.level(at: 0)))
                }
            })
    }

    /// The variance of the log-odds, x the design with a one before it: of x + d it is
    /// `variance` + 2 d · `slope` + d · `bend` d, d what moved of `columns`.
    private func intervalJSON() throws(PreparationError) -> JSON {
        let design = try model.preparation.matrix(now)
        let features = Set(levers.map(\.feature))
        let columns = model.preparation.columns.indices.filter { index in
            model.preparation.columns[index].predictors.contains(where: features.contains)
        }
        let covariance = model.fit.covariance
        func finite(_ i: Int, _ j: Int) -> Double { covariance[i, j].isFinite ? covariance[i, j] : 0 }
        let x = [1] + (0..<design.columns).map { design[0, $0] }
        return .members([
            "z": .number(Intervals.z95), "variance": .number(model.fit.linearPredictorVariance(design)[0]),
            "columns": .array(columns.map(JSON.integer)),
            "slope": .numbers(columns.map { j in x.indices.reduce(0) { $0 + finite(j + 1, $1) * x[$1] } }),
            // The lower triangle, row by row.
            "bend": .numbers(columns.indices.flatMap { a in (0...a).map { finite(columns[a] + 1, columns[$0] + 1) } }),
        ])
    }

    private func leverJSON(_ lever: Lever) -> JSON {
        var members: [JSON.Member] = [
            .init("feature", .string(lever.feature)), .init("values", .numbers(lever.values)),
            .init("texts", .strings(lever.texts)), .init("place", .integer(lever.place)),
        ]
        if let scorecard { members.append(contentsOf: healthJSON(lever, scorecard)) }
        return .object(members)
    }

    /// Which measures and caps the lever moves, and to what.
    private func healthJSON(_ lever: Lever, _ card: Scorecard) -> [JSON.Member] {
        let frame = now.moved(lever.feature, to: lever.values)
        let measures = card.profiles[card.profileIndices(now)[0]].measures
        let moved = measures.indices.filter { measures[$0].feature == lever.feature }
        let caps = card.caps.indices.filter { card.caps[$0].condition.feature == lever.feature }
        return [
            .init(
                "measures",
                .array(
                    moved.map { place in
                        let readings = MeasureReadings(measures[place], frame)
                        return .members([
                            "measure": .integer(place), "points": .numbers(readings.filled),
                            "known": .array(readings.known.map { .bool(!$0.isNaN) }),
                        ])
                    })),
            .init(
                "caps",
                .array(
                    caps.map { place in
                        let holds = lever.values.indices.map { card.caps[place].condition.holds(frame, row: $0) }
                        return .members(["cap": .integer(place), "holds": .array(holds.map(JSON.bool))])
                    })),
        ]
    }

    private func cardJSON(_ card: Scorecard) -> JSON {
        let profile = card.profiles[card.profileIndices(now)[0]]
        return .members([
            "groups": .array(
                profile.groups.map { group in
                    .members(["weight": .number(group.weight), "measures": .array(group.measures.map(measureJSON))])
                }),
            "caps": .array(
                card.caps.map { cap in
                    .members(["limit": .number(cap.limit), "holds": .bool(cap.condition.holds(now, row: 0))])
                }),
            "bands": .array(
                card.bands.map { .members(["name": .string($0.name), "from": .integer($0.range.lowerBound)]) }),
        ])
    }

    private func measureJSON(_ measure: Measure) -> JSON {
        let readings = MeasureReadings(measure, now)
        return .members([
            "weight": .number(measure.weight), "pilot": .bool(measure.isPilot),
            "points": .number(readings.filled[0]), "known": .bool(!readings.known[0].isNaN),
            "blocks": .bool(measure.missing == .block),
        ])
    }
}
