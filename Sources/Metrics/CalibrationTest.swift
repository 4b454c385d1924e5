/// Whether probabilities fit the outcomes: a score test of the predictions against every shift, slope and bend of a natural
/// cubic spline of the log-odds. It fits nothing, so it holds its level in small samples too, which the Hosmer-Lemeshow test
/// does not where bins expect few events, and it sees bends, which Spiegelhalter's z does not.
///
///     u = Σ w B(η)(y - p),  statistic = uᵀ V⁻¹ u,  V = Σ w B Bᵀ p (1 - p)
///
/// χ² with as many degrees of freedom as the spline has terms (4; 2 or 1 with few distinct scores). Where accounts have several
/// rows, V allows for one correlation ρ of their standardised residuals, estimated from all pairs within accounts and held to 0 or
/// more (an exchangeable working correlation: Liang and Zeger 1986). A sandwich of the accounts' sums instead rejects 19% of right
/// probabilities at 100 accounts of four rows, Hotelling's correction included.
/// Measured level and power: `bench metrics-coverage`.
public struct CalibrationTest: Sendable, Equatable {
    /// The score statistic, at least 0.
    public let statistic: Double
    /// Degrees of freedom of its χ² distribution.
    public let degreesOfFreedom: Int
    /// How often calibrated probabilities would look this bad or worse.
    public let p: Double

    /// nil where an outcome is missing, a score is infinite, or there are too few rows for the spline.
    public init?(_ scored: ScoredOutcomes) {
        guard scored.hasBothOutcomes, let basis = SplineBasis(scored) else { return nil }
        let moments = Moments(scored, basis)
        let correlation = moments.correlation
        var variance = SmallSystem(count: basis.count)
        variance.rows = zip(moments.own.rows, moments.shared.rows).map { (1 - correlation) * $0 + correlation * $1 }
        guard let solved = variance.solution(moments.sum) else { return nil }
        statistic = (solved * moments.sum).sum()
        degreesOfFreedom = basis.count
        p = ChiSquared.upperTail(statistic, degrees: basis.count)
    }

    /// What the rows add up to, with s = √(p (1 - p)) and r = (y - p) / s.
    private struct Moments {
        /// Σ w B (y - p).
        var sum = SIMD4<Double>.zero
        /// Σ w s² B Bᵀ over rows, and Σ (Σ w s B)(Σ w s B)ᵀ over accounts.
        var own: SmallSystem
        var shared: SmallSystem
        /// Of the accounts' residuals, the sum over ordered pairs of different rows of r r', and the number of pairs.
        var products = 0.0
        var pairs = 0.0

        /// Of two rows of an account.
        var correlation: Double { pairs > 0 ? min(1, max(0, products / pairs)) : 0 }

        init(_ scored: ScoredOutcomes, _ basis: SplineBasis) {
            (own, shared) = (SmallSystem(count: basis.count), SmallSystem(count: basis.count))
            let numbers = scored.clusters.map { _ in ClusterNumbers(scored) }
            var accounts = [Account](repeating: Account(), count: numbers?.count ?? 0)
            for (level, row) in basis.rows.enumerated() {
                let (p, q) = Sigmoid.both(scored.levels.logOdds[level])
                let (events, others) = (scored.events[level], scored.others[level])
                sum += (events * q - others * p) * row
                own.add((events + others) * p * q, row)
                guard let numbers, p * q > 0 else { continue }
                for place in scored.levels.rows(level) {
                    let index = Int(scored.levels.order[place])
                    let residual = scored.outcomes[index] == 1 ? (q / p).squareRoot() : -(p / q).squareRoot()
                    accounts[Int(numbers.ofRow[index])].add(scored.weights[index], residual, (p * q).squareRoot() * row)
                }
            }
            for account in accounts {
                shared.add(1, account.spread)
                products += account.residual * account.residual - account.squares
                pairs += account.weight * account.weight - account.weight
            }
        }
    }

    private struct Account {
        var weight = 0.0
        var residual = 0.0
        var squares = 0.0
        var spread = SIMD4<Double>.zero

        mutating func add(_ weight: Double, _ residual: Double, _ spread: SIMD4<Double>) {
            self.weight += weight
            self.residual += weight * residual
            squares += weight * residual * residual
            self.spread += weight * spread
        }
    }
}
