import Foundation

/// Stable forms of the logistic function: no overflow, and no 1 - p.
package enum Sigmoid {
    package static func probability(_ logOdds: Double) -> Double {
        let tail = exp(-abs(logOdds))
        return logOdds >= 0 ? 1 / (1 + tail) : tail / (1 + tail)
    }

    /// -log P(outcome): log(1 + exp(-η)) for an event, log(1 + exp(η)) otherwise.
    package static func logLoss(logOdds: Double, outcome: Double) -> Double {
        let against = outcome == 1 ? -logOdds : logOdds
        return max(against, 0) + log1p(exp(-abs(against)))
    }
}
