import Foundation

/// Logistic recalibration: logit P(event) = intercept + slope · score, fitted by Newton's method with clustered sandwich
/// errors (Cox 1958; Van Calster et al. 2019). `isSlopeFixed` keeps the slope at 1, which gives
/// calibration-in-the-large.
struct CalibrationLine {
    let intercept: Double
    let slope: Double
    let interceptError: Double
    let slopeError: Double

    /// nil where one outcome class is missing, scores are constant or infinite, or the line separates the outcomes.
    init?(_ scored: ScoredOutcomes, isSlopeFixed: Bool) {
        guard scored.hasBothOutcomes, scored.logOdds.allSatisfy(\.isFinite) else { return nil }
        let centre = isSlopeFixed ? 0 : scored.sum(scored.levels.logOdds, scored.levels.logOdds) / scored.totalWeight
        var (a, b) = (isSlopeFixed ? 0.0 : Logit.of(scored.eventRate), isSlopeFixed ? 1.0 : 0.0)
        var sums = CalibrationLine.sums(scored, a, b, centre)
        for _ in 0..<100 {
            let step = sums.step(isSlopeFixed: isSlopeFixed)
            guard step.0.isFinite, step.1.isFinite else { return nil }
            var shrink = 1.0
            var next = CalibrationLine.sums(scored, a + step.0, b + step.1, centre)
            while !(next.loss <= sums.loss * (1 + 1e-14)), shrink > 1e-10 {
                shrink /= 2
                next = CalibrationLine.sums(scored, a + shrink * step.0, b + shrink * step.1, centre)
            }
            (a, b, sums) = (a + shrink * step.0, b + shrink * step.1, next)
            if abs(step.0) + abs(step.1) < 1e-12 * (1 + abs(a) + abs(b)) { break }
        }
        guard abs(b) < 1e6, sums.hessian.2 > 0 else { return nil }
        (slope, intercept) = (b, a - b * centre)
        (interceptError, slopeError) = CalibrationLine.errors(scored, sums, a, b, centre, isSlopeFixed)
    }

    /// Loss, gradient and Hessian (aa, ab, bb) of the line at (a, b).
    private struct Sums {
        var loss = 0.0
        var gradient = (0.0, 0.0)
        var hessian = (0.0, 0.0, 0.0)

        func step(isSlopeFixed: Bool) -> (Double, Double) {
            if isSlopeFixed { return (-gradient.0 / hessian.0, 0) }
            let determinant = hessian.0 * hessian.2 - hessian.1 * hessian.1
            return (
                -(hessian.2 * gradient.0 - hessian.1 * gradient.1) / determinant,
                -(hessian.0 * gradient.1 - hessian.1 * gradient.0) / determinant
            )
        }
    }

    private static func sums(_ scored: ScoredOutcomes, _ a: Double, _ b: Double, _ centre: Double) -> Sums {
        var sums = Sums()
        for (level, logOdds) in scored.levels.logOdds.enumerated() {
            let (events, others) = (scored.events[level], scored.others[level])
            guard events + others > 0 else { continue }
            let x = logOdds - centre
            let line = a + b * x
            let (p, q) = Sigmoid.both(line)
            let residual = others * p - events * q
            let curvature = (events + others) * p * q
            sums.loss += (events + others) * (max(line, 0) - log(max(p, q))) - events * line
            sums.gradient.0 += residual
            sums.gradient.1 += residual * x
            sums.hessian.0 += curvature
            sums.hessian.1 += curvature * x
            sums.hessian.2 += curvature * x * x
        }
        return sums
    }

    /// Sandwich errors of (intercept at score 0, slope) from each row's influence.
    private static func errors(
        _ scored: ScoredOutcomes, _ sums: Sums, _ a: Double, _ b: Double, _ centre: Double, _ isSlopeFixed: Bool
    ) -> (Double, Double) {
        let (haa, hab, hbb) = sums.hessian
        let determinant = haa * hbb - hab * hab
        var (interceptInfluence, slopeInfluence) = ([Double](), [Double]())
        for row in 0..<scored.count {
            let x = scored.logOdds[row] - centre
            let residual = scored.weights[row] * (scored.outcomes[row] - Sigmoid.probability(a + b * x))
            if isSlopeFixed {
                interceptInfluence.append(residual / haa)
            } else {
                let atCentre = (hbb - hab * x) * residual / determinant
                let slope = (haa * x - hab) * residual / determinant
                slopeInfluence.append(slope)
                interceptInfluence.append(atCentre - centre * slope)
            }
        }
        return (
            Intervals.clusteredStandardError(interceptInfluence, clusters: scored.clusters),
            isSlopeFixed ? 0 : Intervals.clusteredStandardError(slopeInfluence, clusters: scored.clusters)
        )
    }
}
