/// Logistic regression of the outcomes on up to four terms of the score, level by level, by Newton's method.
struct LevelRegression: Sendable {
    /// One a level of the scores; terms beyond `count` are 0.
    let terms: [SIMD4<Double>]
    /// Added to the line of each level.
    let offset: [Double]?
    let coefficients: SIMD4<Double>
    /// At the coefficients: Σ w p (1 - p) t tᵀ.
    let information: SmallSystem
    /// Newton's steps double their digits; where they do not, a finite maximum is missing: the terms separate the outcomes.
    let hasMaximum: Bool

    /// nil where one outcome is missing or the information is singular or not finite.
    init?(
        _ scored: ScoredOutcomes, terms: [SIMD4<Double>], count: Int, offset: [Double]? = nil, start: SIMD4<Double>
    ) {
        guard scored.hasBothOutcomes else { return nil }
        (self.terms, self.offset) = (terms, offset)
        var (coefficients, sums) = (start, Sums(scored, terms, count, offset, start))
        var steps = 0
        while steps < 100 {
            guard let step = sums.information.solution(sums.gradient) else { return nil }
            let decrement = (step * sums.gradient).sum()
            guard decrement.isFinite else { return nil }
            // The step that is left is of eight digits; it leaves an error of sixteen.
            if decrement < 1e-16 * scored.totalWeight {
                coefficients += step
                break
            }
            steps += 1
            // The whole step, or half of it, and so on, until the slope along it is no steeper up than it was down.
            var share = 1.0
            repeat {
                let there = coefficients + share * step
                sums = Sums(scored, terms, count, offset, there)
                if -(step * sums.gradient).sum() <= 0.9 * decrement || share < 1e-6 { break }
                share /= 2
            } while true
            coefficients += share * step
        }
        (self.coefficients, information, hasMaximum) = (coefficients, sums.information, steps < 30)
    }

    /// The line of a level.
    func line(_ level: Int) -> Double { (coefficients * terms[level]).sum() + (offset?[level] ?? 0) }

    /// Gradient and information of the log-likelihood.
    private struct Sums {
        var gradient = SIMD4<Double>.zero
        var information: SmallSystem

        init(
            _ scored: ScoredOutcomes, _ terms: [SIMD4<Double>], _ count: Int, _ offset: [Double]?,
            _ coefficients: SIMD4<Double>
        ) {
            information = SmallSystem(count: count)
            var (h0, h1, h2, h3) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
            for level in terms.indices {
                let (events, others) = (scored.events[level], scored.others[level])
                guard events + others > 0 else { continue }
                let row = terms[level]
                let (p, q) = Sigmoid.both((coefficients * row).sum() + (offset?[level] ?? 0))
                gradient += (events * q - others * p) * row
                let scaled = (events + others) * p * q * row
                h0 += scaled[0] * row
                h1 += scaled[1] * row
                h2 += scaled[2] * row
                h3 += scaled[3] * row
            }
            information.rows = [h0, h1, h2, h3]
        }
    }
}
