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
    static let evidence = Result { try gathered(portfolio.get(), Set(EvidencePart.allCases)) }
    static let about = ReportAbout(
        version: "bellwether test", data: "datasets/acme", fingerprints: [("accounts.csv", "00ff")], isSimulated: true)

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
