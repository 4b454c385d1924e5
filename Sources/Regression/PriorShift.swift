import LinearAlgebra
import Tables

/// Probabilities carried over to a population in which another share has the event, and nothing else differs: the columns
/// within each outcome are distributed as before. Then the log-odds move by log(to / (1 - to)) - log(from / (1 - from)), for
/// every row alike (Saerens, Latinne and Decaestecker, Neural Computation 14, 2002).
///
/// Not promised where churn rose because customers changed: then columns within an outcome differ too, and only new outcomes
/// can tell.
public struct PriorShift: Sendable, Equatable, CustomStringConvertible {
    /// Share of events among the rows that the probabilities were learned on.
    public let from: Double
    /// The share of events in the population that probabilities are carried to, between 0 and 1.
    public let to: Double

    /// - Throws: `FitError.invalid` where a share is not between 0 and 1.
    public init(from: Double, to: Double) throws(FitError) {
        for share in [from, to] where !(share > 0 && share < 1) {
            throw .invalid("a base rate lies between 0 and 1, found \(FitError.text(share))")
        }
        (self.from, self.to) = (from, to)
    }

    /// What is added to every row's log-odds.
    public var logOdds: Double { PriorShift.logOdds(to) - PriorShift.logOdds(from) }

    public var description: String {
        "base rate moved from \(NumberFormat.percent(1).text(from)) to \(NumberFormat.percent(1).text(to)): "
            + "\(logOdds < 0 ? "" : "+")\(NumberFormat.fixed(logOdds, 2)) to every row's log-odds"
    }

    /// The share whose log-odds are those of `share` plus `logOdds`.
    public static func share(_ share: Double, shiftedBy logOdds: Double) -> Double {
        let odds = share / (1 - share) * Elementary.exp(logOdds)
        return odds.isInfinite ? 1 : odds / (1 + odds)
    }

    static func logOdds(_ share: Double) -> Double { Elementary.log(share) - Elementary.log1p(-share) }
}

extension PriorShift {
    /// The most likely new share, from scores without outcomes: where the EM iteration of Saerens et al. ends. The likelihood
    /// Σ w log(π aᵢ + (1 - π) bᵢ), aᵢ = pᵢ / from and bᵢ = (1 - pᵢ) / (1 - from), is concave in π, so its maximum is found by
    /// Newton's method in a bracket instead.
    ///
    /// - Parameters:
    ///   - weights: of the rows, at least 0; nil where all count alike.
    ///   - logOdds: calibrated for the learned rows; of rows of the new population.
    ///   - from: the share of events among the learned rows.
    /// - Throws: `FitError.invalid` where the likelihood rises to a share of 0 or 1, so that the scores do not tell;
    ///   `badValue` for a score or weight that cannot be used, `noRows` without rows.
    public static func estimated(
        logOdds: [Double], from: Double, weights: [Double]? = nil
    ) throws(FitError) -> PriorShift {
        _ = try PriorShift(from: from, to: from)
        try check(logOdds, weights)
        let p = VectorMath.sigmoid(logOdds)
        let q = VectorMath.sigmoid(logOdds.map { -$0 })
        func slopes(_ share: Double) -> (first: Double, second: Double) {
            var (first, second) = (0.0, 0.0)
            for i in p.indices {
                let (a, b) = (p[i] / from, q[i] / (1 - from))
                let part = (a - b) / (share * a + (1 - share) * b)
                first += (weights?[i] ?? 1) * part
                second -= (weights?[i] ?? 1) * part * part
            }
            return (first, second)
        }
        guard slopes(0).first > 0, slopes(1).first < 0 else {
            throw .invalid("the scores do not tell the base rate: none of 0 to 1 is most likely")
        }
        var (low, high, share) = (0.0, 1.0, from)
        for _ in 0..<200 {
            let (first, second) = slopes(share)
            if first > 0 { low = share } else { high = share }
            let newton = share - first / second
            let next = newton > low && newton < high ? newton : (low + high) / 2
            if abs(next - share) <= 1e-15 { break }
            share = next
        }
        return try PriorShift(from: from, to: share)
    }

    private static func check(_ logOdds: [Double], _ weights: [Double]?) throws(FitError) {
        guard weights?.count ?? logOdds.count == logOdds.count else {
            throw .invalid("\(weights?.count ?? 0) weights for \(logOdds.count) scores")
        }
        try CalibrationData.check(logOdds, "score", "a finite log-odds", isValid: \.isFinite)
        try CalibrationData.check(weights ?? [], "weight", "a finite number of at least 0") { $0 >= 0 && $0.isFinite }
        guard weights?.contains(where: { $0 > 0 }) ?? !logOdds.isEmpty else { throw .noRows }
    }
}
