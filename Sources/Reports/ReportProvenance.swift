import Modeling
import Tables

extension ChurnReport {
    /// What a reader needs to repeat it, and what it cannot say.
    func computed() -> PageSection? {
        PageSection(
            "computed", "How it was computed",
            [
                table(PageProvenance(evidence, about).table, "what it was made with"),
                table(PageProvenance.files(about), "data files"),
            ] + evidence.model.notes.map { .note(PageFigure.sentence($0)) }
                + PageProvenance.limits.map { .paragraph($0) })
    }
}

/// Versions, options and fingerprints.
struct PageProvenance {
    let table: Table

    init(_ evidence: ReportEvidence, _ about: ReportAbout) {
        let model = evidence.model
        let options = model.options
        var rows: [(String, String)] = [
            ("program", about.version), ("data folder", about.data), ("as of", evidence.asOf.description),
            ("seed", "\(evidence.seed)"),
            ("capacity", NumberFormat.percent(0).text(evidence.capacity) + " of accounts"),
            ("model: terms", options.terms.rawValue), ("model: penalty", options.penalty.rawValue),
            ("model: calibration", type(of: model.calibration.map).name),
            ("model: columns", "\(model.preparation.columns.count)"), ("model: seed", "\(options.seed)"),
        ]
        if let lambda = model.lambda { rows.append(("model: lambda", NumberFormat.significant(3).text(lambda))) }
        if let day = model.description.heldOutFrom { rows.append(("model: held out from", day.description)) }
        rows += about.options.map { ($0.name, $0.value) }
        table = Table(
            "computed", columns: [.init("what"), .init("value")], rows: rows.map { [.text($0.0), .text($0.1)] })
    }

    static func files(_ about: ReportAbout) -> Table {
        Table(
            "files", columns: [.init("file"), .init("sha256", title: "SHA-256")],
            rows: about.fingerprints.map { [.text($0.name), .text($0.sha256)] })
    }

    static let limits = [
        "Limits. Probabilities are for the next renewal of an account that is treated as such accounts were treated before: where "
            + "people act on them, losses that are prevented will make them look too high. Weights and reasons say what went with "
            + "churn in the past; none is a promised effect.",
        "Intervals of single probabilities hold the uncertainty of the weights, not that of the calibration; intervals of sums by "
            + "chance take the probabilities for right. Pointwise bands of curves cover each place by itself.",
    ]
}
