import Features
import Tables

/// One reason of an account's probability.
public struct AccountReason: Sendable, Equatable {
    /// What the signal is, in words.
    public let name: String
    /// The account's reading; nil for the sum of others.
    public let value: String?
    /// Against the average renewal learned from.
    public let logOdds: Double
    /// Whether people can do something about it; nil for the sum of others.
    public let isActionable: Bool?
}

extension AccountExplanation {
    /// The terms that do most and the sum of all others; together they lead from the average renewal to the account's log-odds,
    /// but for a calibration that is no line, which is a reason of its own.
    public func reasons(top: Int) -> [AccountReason] {
        let words = ReadingWords(model, table.features)
        let told = parts.ranked.prefix(max(0, top)).filter { $0.logOdds != 0 }
        let rest = parts.ranked.dropFirst(told.count)
        var reasons = told.map { part in
            AccountReason(
                name: words.name(ofTerm: part.term), value: words.value(ofTerm: part.term, table.frame, row: 0),
                logOdds: part.logOdds, isActionable: isActionable(part.term))
        }
        if !rest.isEmpty { reasons.append(.sum("all other (\(rest.count))", rest.reduce(0) { $0 + $1.logOdds })) }
        if parts.calibration != 0 { reasons.append(.sum("calibration", parts.calibration)) }
        return reasons
    }

    private func isActionable(_ term: String) -> Bool {
        let names = model.preparation.predictors(ofTerm: term)
        return table.features.contains { names.contains($0.name) && $0.isActionable }
    }
}

extension AccountReason {
    fileprivate static func sum(_ name: String, _ logOdds: Double) -> AccountReason {
        AccountReason(name: name, value: nil, logOdds: logOdds, isActionable: nil)
    }
}
