import Bellwether

/// What is in a data folder, and what is worth knowing before a model is trained on it.
struct PortfolioCheck {
    let results: Results
    let errorCount: Int

    init(_ portfolio: Portfolio, daysBefore: Int) {
        let table = portfolio.table(daysBefore: [daysBefore])
        var report = CheckReport()
        report.add(portfolio.report)
        report.addRenewals(portfolio.history, table, daysBefore: daysBefore)
        report.addFeatures(portfolio.liveFeatures.features, table)
        var results = Results()
        for line in PortfolioCheck.counts(portfolio) { results.line(line) }
        results.value("accounts", .integer(portfolio.history.accounts.count))
        results.value("renewals", .integer(portfolio.history.renewals.count))
        results.value("readings", .integer(portfolio.history.events.count))
        results.value("errors", .integer(report.errorCount))
        results.value("warnings", .integer(report.warningCount))
        results.table(report.table)
        results.line("\(counted(report.errorCount, "error")), \(counted(report.warningCount, "warning"))")
        self.results = results
        errorCount = report.errorCount
    }

    private static func counts(_ portfolio: Portfolio) -> [String] {
        let history = portfolio.history
        let decided = history.renewals.filter { $0.outcome != .pending }
        let churned = decided.count { $0.outcome == .churned }
        let share = decided.isEmpty ? "-" : NumberFormat.percent(1).text(Double(churned) / Double(decided.count))
        let dates = history.renewals.map(\.date)
        let period = dates.min().map { " (\($0) to \(dates.max()!))" } ?? ""
        let readings = NumberFormat.grouped(history.events.count)
        return [
            "accounts   \(NumberFormat.grouped(history.accounts.count))   renewals \(NumberFormat.grouped(history.renewals.count))\(period)"
                + "   churned \(NumberFormat.grouped(churned)) of \(NumberFormat.grouped(decided.count)) decided (\(share))",
            "signals    \(readings) readings of \(history.events.signalNames.count) signals, "
                + "\(NumberFormat.grouped(history.facts.count)) facts; \(portfolio.features.features.count) features",
        ]
    }
}

/// Findings as lines and as a table.
struct CheckReport {
    private(set) var findings: [(severity: String, finding: String)] = []

    var errorCount: Int { findings.count { $0.severity == "error" } }
    var warningCount: Int { findings.count { $0.severity == "warn" } }

    var table: Table {
        Table(
            "findings", columns: [.init("severity"), .init("finding")],
            rows: findings.map { [.text($0.severity), .text($0.finding)] })
    }

    mutating func add(_ report: SourceReport) {
        findings.append(("ok", "every row has an account; dates and numbers parse; no renewal stands twice"))
        for finding in report.findings {
            let severity = finding.severity == .warning ? "warn" : "note"
            findings.append((severity, "\(finding.table): \(NumberFormat.grouped(finding.count)) \(finding.message)"))
        }
    }

    mutating func addRenewals(_ history: SignalHistory, _ table: FeatureTable, daysBefore: Int) {
        let pending = table.rows.count { $0.outcome == .pending }
        if pending > 0 {
            findings.append(("note", "\(pending) renewals are pending: scored, never counted as renewed"))
        }
        let left = table.leftOut
        if left.decidedBefore > 0 {
            findings.append(
                (
                    "note",
                    "\(left.decidedBefore) renewals were decided more than \(daysBefore) days early: not learned from at this lead time"
                ))
        }
        if left.notYetBegun > 0 {
            findings.append(
                (
                    "note",
                    "\(left.notYetBegun) renewals lie less than \(daysBefore) days after signing: no row at this lead time"
                ))
        }
        let outcomes = Set(table.rows.compactMap { $0.outcome?.isLoss })
        if outcomes.count < 2 {
            findings.append(("error", "the decided renewals have only one outcome: nothing can be learned"))
        }
    }

    mutating func addFeatures(_ features: [Feature], _ table: FeatureTable) {
        guard table.count > 0 else { return findings.append(("error", "no renewal has a row at this lead time")) }
        for feature in features {
            guard let column = table.frame[feature.name] else { continue }
            let share = Double(column.values.missingCount) / Double(table.count)
            if share == 1 {
                findings.append(("warn", "\(feature.name): no renewal has a value; the feature says nothing"))
            } else if share > 0.25 {
                findings.append(
                    (
                        "note",
                        "\(feature.name): \(NumberFormat.percent(0).text(share)) of renewals have no value (an indicator column says so)"
                    ))
            }
            if feature.isUndated {
                findings.append(("note", "\(feature.name): carries no date, taken on trust (undated: allowed)"))
            }
        }
        findings.append(
            ("ok", "features see only what was known before each cut-off (prove it: bellwether features --audit)"))
    }
}

/// `1 error`, `2 errors`.
private func counted(_ count: Int, _ word: String) -> String {
    "\(NumberFormat.grouped(count)) \(word)\(count == 1 ? "" : "s")"
}
