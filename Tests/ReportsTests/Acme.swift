import Bellwether
import Foundation

/// The shipped portfolio, its model, and everything that a report is made of; made once.
enum Acme {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    static let folder = root.appending(path: "datasets/acme").path
    static let day = Day("2026-06-30")!
    static let account = "A-0359"

    static let portfolio = Result { try Portfolio(folder: folder) }
    static let model = Result { try trained(portfolio.get(), TrainingOptions()) }
    /// Each part by itself, gathered once for all suites.
    static let parts: [EvidencePart: Result<ReportEvidence, any Error>] = Dictionary(
        uniqueKeysWithValues: EvidencePart.allCases.map { part in
            (part, Result { try gathered(portfolio.get(), [part]) })
        })
    /// All parts.
    static let evidence = Result { try evidence(Set(EvidencePart.allCases)) }
    static let about = ReportAbout(
        version: "bellwether test", data: "datasets/acme", fingerprints: [("accounts.csv", "00ff")], isSimulated: true)

    /// Some parts together.
    static func evidence(_ wanted: Set<EvidencePart>) throws -> ReportEvidence {
        var evidence = ReportEvidence(
            model: try model.get(), scorecard: try portfolio.get().scorecard,
            accounts: try portfolio.get().history.accounts, asOf: day)
        for part in EvidencePart.allCases where wanted.contains(part) {
            if let own = try parts[part]?.get() { take(part, of: own, into: &evidence) }
        }
        return evidence
    }

    private static func take(_ part: EvidencePart, of own: ReportEvidence, into evidence: inout ReportEvidence) {
        switch part {
        case .checked: evidence.checked = own.checked
        case .comparison: evidence.comparison = own.comparison
        case .weights: evidence.weights = own.weights
        case .learningCurve: evidence.learningCurve = own.learningCurve
        case .path: evidence.path = own.path
        case .scores: (evidence.scores, evidence.summary) = (own.scores, own.summary)
        case .forecast: (evidence.forecast, evidence.currency) = (own.forecast, own.currency)
        case .trend: evidence.trend = own.trend
        case .cohorts: evidence.cohorts = own.cohorts
        case .drift: (evidence.drift, evidence.driftReference) = (own.drift, own.driftReference)
        case .findings: evidence.findings = own.findings
        case .backtest: evidence.backtest = own.backtest
        case .account: evidence.account = own.account
        }
    }

    static func gathered(_ portfolio: Portfolio, _ parts: Set<EvidencePart>) throws -> ReportEvidence {
        var options = Portfolio.EvidenceOptions()
        options.account = account
        return try portfolio.evidence(try model.get(), asOf: day, parts: parts, options)
    }

    /// Learned from what was known before 2025-07-01.
    static func trained(_ portfolio: Portfolio, _ options: TrainingOptions) throws -> ChurnModel {
        let data = portfolio.table(daysBefore: [90]).observations(portfolio.features)
        let from = Day("2025-07-01")!
        let learned = data.split(at: from).map { data.rows($0.learned) } ?? data
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [90]), features: portfolio.liveFeatures.features, observations: learned,
            heldOutFrom: from)
        return try Training(learned, description: description, options: options).model
    }
}
