import Foundation

/// Stable forms of the logistic function: no overflow, and no 1 - p.
package enum Sigmoid {
    package static func probability(_ logOdds: Double) -> Double { both(logOdds).event }

    /// P(event) and P(no event), from one exponential.
    package static func both(_ logOdds: Double) -> (event: Double, other: Double) {
        let tail = exp(-abs(logOdds))
        let (large, small) = (1 / (1 + tail), tail / (1 + tail))
        return logOdds >= 0 ? (large, small) : (small, large)
    }

    /// -log P(outcome): log(1 + exp(-η)) for an event, log(1 + exp(η)) otherwise.
    package static func logLoss(logOdds: Double, outcome: Double) -> Double {
        let against = outcome == 1 ? -logOdds : logOdds
        return max(against, 0) + log1p(exp(-abs(against)))
    }
}
