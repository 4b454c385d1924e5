import Documents
import Features
import Health
import Tables

extension LogitParts {
    /// The average row, the terms that do most (at most `count`), all others in one line, and the sum.
    ///
    /// Log-odds with two decimals and points with three of the probability (0.1%) add up to their shown sums by the
    /// largest-remainder method; `json` has them whole. Columns signal, value, average, log_odds, points.
    func table(_ words: ReadingWords, _ frame: Frame, row: Int, count: Int) -> Table {
        let lines = lines(words, frame, row: row, count: count)
        let parts = lines.map(\.logOdds)
        let shown = LogitParts.shown(parts, total: logOdds, perUnit: 100)
        let points = isCalibrated ? points(parts) : parts.map { _ in Double.nan }
        let end = isCalibrated ? probability : .nan
        var rows = zip(lines.indices, lines).map { place, line -> [Table.Cell] in
            [
                .text(line.what), .optional(line.value), .optional(line.average), .number(shown[place]),
                .number(points[place]),
            ]
        }
        let sum = isCalibrated ? "P(churn)" : "before calibration"
        rows.append([.text(sum), .missing, .missing, .number((logOdds * 100).rounded() / 100), .number(end)])
        return Table("reasons", columns: LogitParts.columns, rows: rows)
    }

    private static let columns: [Table.Column] = [
        .init("signal"), .init("value"), .init("average"), .init("log_odds", title: "log-odds", .decimals(2)),
        .init("points", .percent(1)),
    ]

    private typealias Line = (what: String, value: String?, average: String?, logOdds: Double)

    private func lines(_ words: ReadingWords, _ frame: Frame, row: Int, count: Int) -> [Line] {
        let ranked = ranked
        let told = ranked.prefix(max(0, count)).filter { $0.logOdds != 0 }
        let rest = ranked.dropFirst(told.count)
        var lines: [Line] = [("average renewal learned from", nil, nil, base)]
        lines += told.map {
            (
                words.name(ofTerm: $0.term), words.value(ofTerm: $0.term, frame, row: row),
                words.average(ofTerm: $0.term), $0.logOdds
            )
        }
        if !rest.isEmpty { lines.append(("all other (\(rest.count))", nil, nil, rest.reduce(0) { $0 + $1.logOdds })) }
        if calibration != 0 { lines.append(("calibration", nil, nil, calibration)) }
        return lines
    }

    /// The first part is the base, whose points are its probability.
    private func points(_ parts: [Double]) -> [Double] {
        let exact = [baseProbability] + parts.dropFirst().map { $0 * rate }
        return LogitParts.shown(exact, total: probability, perUnit: 1000)
    }

    /// Whole units, and back: a product with 0.01 would leave digits behind the second decimal.
    private static func shown(_ parts: [Double], total: Double, perUnit: Double) -> [Double] {
        Apportionment.integers(parts.map { $0 * perUnit }, total: Int((total * perUnit).rounded()))
            .map { Double($0) / perUnit }
    }

    /// Every part to the last digit: base, terms, calibration, log_odds.
    var json: JSON {
        .members([
            "calibrated": .bool(isCalibrated), "base": .number(base),
            "terms": .array(
                terms.map { .members(["term": .string($0.term), "log_odds": .number($0.logOdds)]) }),
            "calibration": .number(calibration), "log_odds": .number(logOdds),
            "points_per_log_odds": .number(rate),
        ])
    }
}
