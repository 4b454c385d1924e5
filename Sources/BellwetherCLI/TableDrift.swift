import Bellwether

/// `drift --table`: two ready-made tables.
struct TableDrift {
    let model: ChurnModel
    let group: String?
    let markers: [String]
    let seed: UInt64
    /// Features that are shown.
    let top: Int

    private struct Rows {
        let frame: Frame
        /// By account, of several rows the last; all where nobody named the accounts.
        let last: Frame
        let groups: [Int32]?
        /// Of each row, nil where there is none; none at all where the table has no such column.
        let outcomes: [Double?]
    }

    func compare(_ table: String, with reference: String) throws -> (DriftReview, Results) {
        let (before, now) = (try read(reference), try read(table))
        let known = now.outcomes.indices.filter { now.outcomes[$0] != nil }
        let outcomes: [(leadDays: Int?, scored: ScoredOutcomes)] = known.isEmpty ? [] : [(nil, try scored(now, known))]
        let review = try DriftReview(
            model, reference: before.last, current: now.last, outcomes: outcomes, seed: seed)
        let counts = [now, before].map { NumberFormat.grouped($0.last.rowCount) }
        let what = group == nil ? "rows" : "accounts (of each its last row)"
        let opening =
            "\(counts[0]) \(what) of \(DisplayText.escaped(table)) against \(counts[1]) of \(DisplayText.escaped(reference))"
        let warning =
            "outcomes are those of \(DisplayText.escaped(table)): if the model learned from them, they flatter it"
        return (review, review.results(opening: opening, remarks: known.isEmpty ? [] : [warning], top: top))
    }

    private func scored(_ rows: Rows, _ known: [Int]) throws -> ScoredOutcomes {
        let scores = try model.logOdds(rows.frame)
        return try ScoredOutcomes(
            logOdds: known.map { scores[$0] }, outcomes: known.compactMap { rows.outcomes[$0] },
            clusters: rows.groups.map { groups in known.map { groups[$0] } })
    }

    private func read(_ path: String) throws -> Rows {
        let source = try TableSource(path: path)
        var types = model.tableTypes
        if let group { types[group] = .category }
        let outcome = try outcomeColumn(in: source.columnNames)
        if let outcome { types[outcome.name] = .category }
        let others = Set(source.columnNames).subtracting(types.keys)
        let frame = try source.read(TableOptions(types: types, ignored: others, missingMarkers: markers)).frame
        let groups = group.flatMap { frame[$0] }.map { accounts($0.values) }
        return Rows(
            frame: frame, last: groups.map { last(frame, $0) } ?? frame, groups: groups,
            outcomes: outcome.map { outcomes(frame, $0.name, positive: $0.positive) } ?? [])
    }

    private func outcomes(_ frame: Frame, _ name: String, positive: String) -> [Double?] {
        guard let values = frame[name]?.values else { return [] }
        return (0..<frame.rowCount).map { row in values.text(at: row).map { $0 == positive ? 1 : 0 } }
    }

    /// What the model learned to predict; nil where the table does not have it.
    private func outcomeColumn(in names: [String]) throws -> (name: String, positive: String)? {
        guard case .table(let name, let positive) = model.description.origin else {
            throw UsageFailure(description: "the model was trained on a data folder: compare with --data and --as-of")
        }
        return names.contains(name) ? (name, positive) : nil
    }

    /// Account numbers; rows that name none stand alone.
    private func accounts(_ values: FrameValues) -> [Int32] {
        var numbers: [String: Int32] = [:]
        var next: Int32 = 0
        return (0..<values.count).map { row in
            let name = values.text(at: row)
            if let name, let number = numbers[name] { return number }
            defer { next += 1 }
            if let name { numbers[name] = next }
            return next
        }
    }

    private func last(_ frame: Frame, _ groups: [Int32]) -> Frame {
        var last: [Int32: Int] = [:]
        for (row, group) in groups.enumerated() { last[group] = row }
        return frame.rows(last.values.sorted())
    }
}
