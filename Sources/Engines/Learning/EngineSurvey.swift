import Modeling
import Tables

/// The first look at a table in an engine: outcomes, moments, levels; what `TableSurvey` is of a file.
///
/// Moments in two passes, the second about the mean of the first. Which columns are missing together is asked only of those with
/// as many missing values as another.
struct EngineSurvey<Engine: QueryEngine> {
    private let rows: EngineRows
    private let engine: Engine

    init(_ table: EngineTable, _ engine: Engine) {
        (rows, self.engine) = (EngineRows(table: table, dialect: engine.dialect), engine)
    }

    func survey() throws(EngineError) -> TableSurvey {
        let outcomes = try outcomes()
        let numbers = try numbers()
        var columns: [(name: String, tally: TableSurvey.Tally)] = []
        for (name, isNumber) in rows.table.predictors {
            columns.append((name, isNumber ? .numbers(numbers[name]!) : .levels(try levels(name))))
        }
        return TableSurvey(
            roles: rows.table.roles, columns: columns, outcomes: outcomes.weights,
            rows: outcomes.weights.values.reduce(0) { $0 + $1.rows }, counted: outcomes.counted)
    }

    private func outcomes() throws(EngineError) -> (weights: [String: (rows: Int, weight: Double)], counted: Int) {
        if rows.table.roles.weight != nil {
            let bad = try engine.numbers(
                "SELECT COUNT(*) FROM \(rows.source) WHERE \(rows.outcome) IS NOT NULL "
                    + "AND (\(rows.weight) IS NULL OR \(rows.weight) < 0 OR \(rows.weight) > 1e300)")
            guard bad == [0] else {
                throw EngineError(
                    .badData, "\(rows.table.roles.weight!) is missing, negative or not finite in some rows")
            }
        }
        let result = try engine.rows(
            "SELECT \(rows.outcome) AS a0, COUNT(*) AS a1, SUM(\(rows.weight)) AS a2, "
                + "SUM(CASE WHEN \(rows.weight) > 0 THEN 1 ELSE 0 END) AS a3 "
                + "FROM \(rows.source) WHERE \(rows.outcome) IS NOT NULL GROUP BY \(rows.outcome)")
        guard result.count == 4 else { return ([:], 0) }
        let (names, counts) = (result[0].texts(), try result[1].numbers())
        let (weights, counted) = (try result[2].numbers(), try result[3].numbers())
        var found: [String: (rows: Int, weight: Double)] = [:]
        for (row, name) in names.enumerated() {
            if let name { found[name] = (Int(counts[row]), weights[row]) }
        }
        return (found, Int(counted.reduce(0, +)))
    }

    private func levels(_ name: String) throws(EngineError) -> LevelTally {
        let text = engine.dialect.readText(rows.column(name))
        let result = try engine.rows(
            "SELECT \(text) AS a0, SUM(\(rows.weight)) AS a1 FROM \(rows.source) WHERE \(rows.isCounted) GROUP BY \(text) "
                + "LIMIT \(LevelTally.limit + 1)")
        guard result.count == 2 else { return LevelTally(weightOf: [:]) }
        let (names, weights) = (result[0].texts(), try result[1].numbers())
        guard names.count <= LevelTally.limit else {
            throw EngineError(
                .badData,
                "\(name): more than \(LevelTally.limit) different texts, too many for a category; leave it out with --ignore \(name)"
            )
        }
        var found: [String: Double] = [:]
        for (row, name) in names.enumerated() { found[name ?? Preparation.missingLevel, default: 0] += weights[row] }
        return LevelTally(weightOf: found)
    }

    private func numbers() throws(EngineError) -> [String: NumberTally] {
        let names = rows.table.predictors.filter(\.isNumber).map(\.name)
        guard !names.isEmpty else { return [:] }
        let (x, w) = (names.map { engine.dialect.readNumber(rows.column($0)) }, rows.weight)
        let tail = "FROM \(rows.source) WHERE \(rows.isCounted)"
        let first = try rows.asked(
            x.flatMap {
                [
                    "SUM(CASE WHEN \($0) IS NULL THEN 0 ELSE \(w) END)", "SUM(\(w) * \($0))", "MIN(\($0))",
                    "MAX(\($0))",
                    "SUM(CASE WHEN \($0) IS NULL THEN \(w) ELSE 0 END)",
                ]
            }, from: tail, of: engine)
        func sums(_ place: Int) -> [Double] { Array(first[(5 * place)..<(5 * place + 5)]) }
        let means = names.indices.map { sums($0)[0] > 0 ? sums($0)[1] / sums($0)[0] : 0 }
        for (place, mean) in means.enumerated() where !mean.isFinite || abs(mean) > 1e300 {
            throw EngineError(.badData, "\(names[place]) holds numbers that are not finite, or too great to be summed")
        }
        let second = try rows.asked(
            names.indices.flatMap { place in
                let offset = "(\(x[place]) - \(literal(means[place])))"
                return ["SUM(\(w) * \(offset) * \(offset))", "SUM(\(w) * \(offset))"]
            }, from: tail, of: engine)
        let patterns = try patterns(names, x, missing: names.indices.map { sums($0)[4] }, tail)
        var tallies: [String: NumberTally] = [:]
        for (place, name) in names.enumerated() {
            let s = sums(place)
            let drift = s[0] > 0 ? second[2 * place + 1] / s[0] : 0
            tallies[name] = NumberTally(
                weight: s[0].isNaN ? 0 : s[0], mean: means[place] + drift,
                squares: second[2 * place].isNaN ? 0 : second[2 * place],
                range: s[2].isNaN ? (.infinity, -.infinity) : (s[2], s[3]), missing: s[4].isNaN ? 0 : s[4],
                pattern: patterns[place])
        }
        return tallies
    }

    private func literal(_ value: Double) -> String {
        value < 0 ? "(\(engine.dialect.number(value)))" : engine.dialect.number(value)
    }

    /// Equal for columns that are missing in the same rows.
    private func patterns(
        _ names: [String], _ x: [String], missing: [Double], _ tail: String
    ) throws(EngineError) -> [[UInt64]] {
        var patterns = names.indices.map { [UInt64($0), 1] }
        for place in names.indices where missing[place] > 0 {
            for earlier in 0..<place where missing[earlier] == missing[place] && patterns[earlier][0] == UInt64(earlier)
            {
                let differ = try engine.numbers(
                    "SELECT SUM(CASE WHEN (\(x[place]) IS NULL) <> (\(x[earlier]) IS NULL) THEN 1 ELSE 0 END) \(tail)")
                if differ == [0] {
                    patterns[place] = patterns[earlier]
                    break
                }
            }
        }
        return patterns
    }
}
