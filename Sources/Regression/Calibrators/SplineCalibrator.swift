import LinearAlgebra

/// logit p = f(score) with f rising and smooth: its slope is a broken line through values of at least 0 at a few knots and
/// stays constant outside them, so f is a line at both ends and a parabola between two knots.
///
/// After Lucena, "Spline-based probability calibration" (2018), but monotone, on log-odds, and drawn to Platt's line instead
/// of to nothing: penalised likelihood with a ridge of 4 (bₖ / b - 1)² / 2 on each knot's slope bₖ, b the slope of Platt's
/// line, which is to say that a local slope is expected within about half of the overall one. Where data are few the map is
/// Platt's line, where they are many it bends. Targets are Platt's, so it stays finite whatever the scores. Knots: at evenly
/// spaced quantiles of the two outcomes taken together as equals, one for 20 rows of the rarer outcome, 2 to 7.
public struct SplineCalibrator: Calibrator {
    public static let name = "spline"
    public static let summary =
        "a smooth rising curve on the log-odds, a line where data are few; for 1,000 rows and more"

    /// Rising; a single one where scores cannot carry a curve: then the map is a line.
    public let knots: [Double]
    /// f' at the knots, at least 0.
    public let slopes: [Double]
    /// f at the first knot.
    public let intercept: Double

    private static let rowsPerKnot = 20.0
    private static let largestKnotCount = 7
    private static let ridge = 4.0

    public static func fit(_ data: CalibrationData) throws(FitError) -> SplineCalibrator {
        let line = try PlattCalibrator.fit(data)
        let ties = TiedScores(data)
        let knots = knots(ties, data)
        guard line.slope > 0, knots.count > 1 else {
            return SplineCalibrator(
                knots: [knots[0]], slopes: [line.slope], intercept: line.intercept + line.slope * knots[0])
        }
        let (high, low) = PlattCalibrator.targets(data)
        let shares = ties.pools.map { low + $0.mean * (high - low) }
        let penalty = RidgePenalty(lambda: ridge / (line.slope * line.slope), prior: knots.map { _ in line.slope })
        let fit = try LogisticRegression(
            penalty: penalty, bounds: CoefficientBounds(signs: knots.map { _ in 1 })
        ).fit(
            areas(under: knots, upTo: ties.scores), outcome: shares, names: knots.indices.map { "slope \($0 + 1)" },
            weights: ties.pools.map(\.weight), threads: 1)
        return SplineCalibrator(
            knots: knots, slopes: fit.weights.dropFirst().map { max($0, 0) }, intercept: fit.weights[0])
    }

    /// Scores at evenly spaced shares, each outcome counting half: where losses are rare their scores matter as much.
    private static func knots(_ ties: TiedScores, _ data: CalibrationData) -> [Double] {
        let count = min(Double(largestKnotCount), max(2, min(data.events, data.nonEvents) / rowsPerKnot)).rounded(.down)
        var (events, others, knots) = (0.0, 0.0, [Double]())
        for (score, pool) in zip(ties.scores, ties.pools) {
            let before = (events / data.events + others / data.nonEvents) / 2
            events += pool.events
            others += pool.weight - pool.events
            let after = (events / data.events + others / data.nonEvents) / 2
            // The first of the shares (k + 1/2) / count that this score reaches.
            let next = (before * count - 0.5).rounded(.down) + 1
            if (max(next, 0) + 0.5) / count <= after { knots.append(score) }
        }
        return knots.isEmpty ? [ties.scores[0]] : knots
    }

    /// Column k, row i: the area under knot k's hat from the first knot to score i. The hats sum to 1, so equal slopes are a
    /// line.
    private static func areas(under knots: [Double], upTo scores: [Double]) -> Matrix {
        Matrix(rows: scores.count, columnCount: knots.count) { k in
            let unit = SplineCalibrator(
                knots: knots, slopes: knots.indices.map { $0 == k ? 1 : 0 }, intercept: 0)
            return unit.logOdds(scores)
        }
    }

    /// f at each score.
    private func logOdds(_ scores: [Double]) -> [Double] {
        var heights = [intercept]
        for k in knots.indices.dropLast() {
            heights.append(heights[k] + (knots[k + 1] - knots[k]) * (slopes[k] + slopes[k + 1]) / 2)
        }
        let last = knots.count - 1
        return scores.map { score in
            if score <= knots[0] { return heights[0] + slopes[0] * (score - knots[0]) }
            if score >= knots[last] { return heights[last] + slopes[last] * (score - knots[last]) }
            var place = 0
            while score > knots[place + 1] { place += 1 }
            let (way, width) = (score - knots[place], knots[place + 1] - knots[place])
            return heights[place] + way * (slopes[place] + (slopes[place + 1] - slopes[place]) * way / (2 * width))
        }
    }

    public func probabilities(forLogOdds scores: [Double]) -> [Double] {
        VectorMath.sigmoid(logOdds(scores.map { $0.isNaN ? knots[0] : $0 })).enumerated().map {
            scores[$0].isNaN ? .nan : $1
        }
    }
}
