import Tables

extension ColumnShift {
    /// `moved`, `missing more often`, `missing less often`, `steady`, `constant`, `too few`; new levels behind it.
    public var words: String {
        let new = newLevels.isEmpty ? "" : ", new: " + Self.list(newLevels.map { "\($0.name) (\($0.rows))" })
        return state + new
    }

    private var state: String {
        let often = missing.current > missing.reference ? "more" : "less"
        let parts = [hasMoved ? "moved" : nil, isMissingOtherwise ? "missing \(often) often" : nil]
        let found = parts.compactMap(\.self)
        if !found.isEmpty { return found.joined(separator: ", ") }
        return isConstant ? "constant" : stability == nil ? "too few" : "steady"
    }

    /// `login days in 28 days (PSI 0.31, chance reaches 0.12, -0.4 SD)`.
    var evidenceWords: String {
        guard let stability, hasMoved else { return "\(name) (\(state))" }
        var words =
            "PSI \(NumberFormat.fixed(stability.index, 2)), chance reaches \(NumberFormat.fixed(threshold ?? 0, 2))"
        if let difference {
            words += ", \(difference < 0 ? "" : "+")\(NumberFormat.fixed(difference, 1)) SD"
        } else if let level {
            let share = NumberFormat.percent(0)
            words += ", \(level.name) \(share.text(level.reference)) to \(share.text(level.current))"
        }
        return "\(name) (\(words))"
    }

    /// The first three.
    static func list(_ words: [String]) -> String {
        words.prefix(3).joined(separator: ", ") + (words.count > 3 ? " and \(words.count - 3) more" : "")
    }
}

extension PopulationDrift {
    /// One row the score, then one a column, the strongest evidence first.
    /// - Parameter top: so many columns, and all that drifted.
    public func table(top: Int = .max) -> Table {
        let shown = [score].compactMap(\.self) + columns.prefix(max(top, columns.count(where: \.hasDrifted)))
        return Table(
            "drift",
            columns: [
                .init("feature"), .init("psi", title: "PSI", .decimals(3)),
                .init("threshold", title: "chance reaches", .decimals(3)), .init("p", .pValue),
                .init("shift", title: "shift (SD)", .decimals(2)), .init("level"),
                .init("missing_before", .percent(0), detail: 1), .init("missing_now", .percent(0), detail: 1),
                .init("missing_p", .pValue, detail: 2),
                .init("log_odds", title: "moves log-odds", .decimals(2)), .init("verdict"),
            ], rows: shown.map(Self.cells))
    }

    private static func cells(_ shift: ColumnShift) -> [Table.Cell] {
        func number(_ value: Double?) -> Table.Cell { .optional(value.flatMap { $0.isFinite ? $0 : nil }) }
        let share = NumberFormat.percent(0)
        let level = shift.level.map { "\($0.name) \(share.text($0.reference)) to \(share.text($0.current))" }
        return [
            .text(shift.name), number(shift.stability?.index), number(shift.threshold), number(shift.p),
            number(shift.difference), .optional(level), .number(shift.missing.reference),
            .number(shift.missing.current), number(shift.missingAdjustedP), number(shift.effect), .text(shift.words),
        ]
    }

    /// What moved, by how much, and what that does to the probabilities.
    public var verdict: String {
        let moved = columns.filter(\.hasDrifted)
        let features = "\(columns.count) feature\(columns.count == 1 ? "" : "s")"
        let isScoreMoved = score?.hasDrifted ?? false
        guard !moved.isEmpty || isScoreMoved else {
            return "no drift beyond chance in \(features)\(score == nil ? "" : " and the score")" + probabilityWords
        }
        let found =
            moved.isEmpty
            ? "no feature by itself, but the score"
            : "\(moved.count) of \(features)\(isScoreMoved ? " and the score" : "")"
        let which = moved.isEmpty ? "" : ": " + ColumnShift.list(moved.map(\.evidenceWords))
        let steady = score == nil || isScoreMoved ? "" : "; the score did not"
        return "\(found) drifted beyond chance\(which)\(steady)\(probabilityWords)"
    }

    private var probabilityWords: String {
        guard let mean = meanProbability else { return "" }
        let share = NumberFormat.percent(1)
        return "; mean P(churn) \(share.text(mean.reference)) to \(share.text(mean.current))"
    }
}
