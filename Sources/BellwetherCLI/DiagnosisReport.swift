import Bellwether

/// What `train` shows of a diagnosis: people get a line where something is wrong, JSON gets everything.
struct DiagnosisReport {
    private let run: TrainingRun
    private var diagnosis: TrainingDiagnosis { run.diagnosis }

    /// Rows listed in JSON.
    private static let rowsListed = 10

    init(_ run: TrainingRun) { self.run = run }

    func add(to results: inout Results) {
        let isStraight = !run.training.model.preparation.columns.contains(where: \.isCurved)
        for line in diagnosis.findings(isStraight: isStraight, name: run.name(ofRow:)) { results.line("note: \(line)") }
        results.value("diagnostics", json)
    }

    private var json: JSON {
        .members([
            "events_per_parameter": .number(diagnosis.eventsPerParameter),
            "vif": diagnosis.inflation?.table.json ?? .null,
            "link_test": diagnosis.linkTest.map(json) ?? .null,
            "rows_moving_a_weight": diagnosis.influence == nil ? .null : .integer(diagnosis.pulls.count),
            "influential_rows": .array(rows),
            "notes": .strings(diagnosis.notes),
        ])
    }

    private func json(_ test: LinkTest) -> JSON {
        .members([
            "estimate": .number(test.estimate), "std_error": .number(test.standardError), "z": .number(test.z),
            "p": .number(test.p),
        ])
    }

    /// The largest Cook's distances, with the rows' own names.
    private var rows: [JSON] {
        guard let influence = diagnosis.influence else { return [] }
        return influence.largest(DiagnosisReport.rowsListed).map { entry in
            .members([
                "row": run.fileRow(entry.row).map(JSON.integer) ?? .null,
                "name": .string(run.name(ofRow: entry.row)),
                "leverage": .number(entry.leverage), "residual": .number(entry.residual), "cook": .number(entry.cook),
                "moves": .optional(entry.pull?.name), "standard_errors": .optional(entry.pull?.standardErrors),
            ])
        }
    }
}
