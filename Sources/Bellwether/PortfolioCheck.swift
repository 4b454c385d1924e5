import Documents
import Features
import Modeling
import SignalSources
import Signals
import Tables

/// What is in a data folder, and what is worth knowing before a model is trained on it.
public struct PortfolioCheck: Sendable {
    /// Counts in lines, findings as a table, both counted at the end.
    public let results: Results
    /// Findings that are errors: the data must not be learned from.
    public let errorCount: Int

    /// - Parameters:
    ///   - portfolio: the data folder, read.
    ///   - daysBefore: lead times at which rows and features are looked at.
    ///   - asOf: the day as of which renewals are counted; nil for the day after the last reading.
    ///   - maxFuture: readings that occurred more days than this after `asOf` are an error; nil: they are counted.
    public init(_ portfolio: Portfolio, daysBefore: [Int], asOf: Day?, maxFuture: Int? = nil) {
        let history = portfolio.history
        let table = portfolio.table(daysBefore: daysBefore)
        let day = asOf ?? history.dayAfterLastReading
        let census = RenewalCensus(history, asOf: day, daysBefore: daysBefore)
        let catalog = portfolio.features.declarations.signals
        var report = CheckReport()
        report.add(portfolio.report)
        report.add(census.findings)
        report.addFuture(history, after: day, maxFuture: maxFuture)
        report.addOutcomes(table)
        report.addFeatures(portfolio.liveFeatures.features, table)
        report.add(CancellationTraces(history).findings + LateTracking(history, catalog, table).dataFindings)
        var results = Results()
        for line in PortfolioCheck.counts(portfolio) { results.line(line) }
        results.value("accounts", .integer(history.accounts.count))
        results.value("renewals", .integer(history.renewals.count))
        results.value("readings", .integer(history.events.count))
        results.value("renewal_kinds", census.json)
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

    mutating func add(_ found: [DataFinding]) {
        findings += found.map { ($0.severity == .warning ? "warn" : "note", $0.message) }
    }

    /// Readings that lie after a day are in no feature as of it; those of the year 9999 are reported by the reader.
    mutating func addFuture(_ history: SignalHistory, after day: Day, maxFuture: Int?) {
        let times = history.events.occurredAt
        let (start, limit) = (
            history.calendar.midnight(of: day), maxFuture.map { history.calendar.midnight(of: day + $0) }
        )
        let later = times.count { $0 >= start.nanoseconds && $0 < .max }
        if let limit, let maxFuture {
            let far = times.count { $0 >= limit.nanoseconds }
            guard far > 0 else { return }
            findings.append(
                (
                    "error",
                    "\(counted(far, "reading")) more than \(counted(maxFuture, "day")) after \(day) (--max-future)"
                ))
        } else if later > 0 {
            findings.append(("note", "\(counted(later, "reading")) on or after \(day): in no feature as of that day"))
        }
    }

    mutating func addOutcomes(_ table: FeatureTable) {
        if Set(table.rows.compactMap { $0.outcome?.isLoss }).count < 2 {
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
        }
        let undated = features.filter(\.isUndated).map(\.name)
        if !undated.isEmpty {
            findings.append(
                (
                    "warn",
                    "\(counted(undated.count, "feature")) made of attributes without a date, taken on trust (undated: allowed): \(undated.joined(separator: ", ")); a value filled in or changed later looks as if it had always been there"
                ))
        }
        findings.append(
            ("ok", "features see only what was known before each cut-off (prove it: bellwether features --audit)"))
    }
}

/// `1 error`, `2 errors`.
private func counted(_ count: Int, _ word: String) -> String {
    "\(NumberFormat.grouped(count)) \(word)\(count == 1 ? "" : "s")"
}
