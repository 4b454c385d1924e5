import Foundation
import LinearAlgebra
import Regression
import Tables

/// Products of two predictors that the training rows ask for, found by score tests against a fit of the main terms.
///
/// Candidates are the products of any two *pieces* of different predictors: numbers as they are, steps at their quintiles,
/// and levels, each about its training mean. Of a fit of the main terms under a light ridge, with residuals r and
/// curvatures c, a product z has the score u = Σ r z and, given the main columns X, the information
/// v = Σ c z² - zᵀCX (XᵀCX + Λ)⁻¹ XᵀCz; u²/v is Rao's test of it (Proc. Cambridge Phil. Society 44, 1948), χ² with one degree
/// of freedom where it says nothing. Products enter one at a time, the largest test first, and the others' tests are taken
/// again given those that entered: of several products that say the same one enters. It ends where no test exceeds 2 log N of
/// N candidates, the largest value that noise alone would reach (the risk inflation criterion of Foster and George, Annals of
/// Statistics 22, 1994), or where `largestCount`, or one product for each `eventsPerPair` rows of the rarer outcome, is
/// reached.
///
/// Pieces are centred and scaled, so unit and origin of a column do not matter; a weight of 2 is the row twice. It has seen the
/// outcomes: it must be repeated inside each fold, as `PreparedFit` does. Not promised: p-values of what it found.
struct PairScreen {
    /// In order of their predictors.
    let products: [DesignColumn]
    let note: String

    static let largestCount = 30
    static let eventsPerPair = 20.0
    /// λ of the fit of the main terms: enough to settle columns that are combinations of others or separate the outcomes.
    static let lambda = 1.0
    /// Candidates that are tested given all main columns and each other; the others only given their own two pieces.
    static let shortlistCount = 200

    /// nil where there is nothing to try: too few events, or fewer than two predictors that may take part.
    /// - Parameters:
    ///   - weights: 0 for rows that are not learned from; nil for ones.
    ///   - excluded: predictors that may not take part.
    init?(
        _ data: Observations, weights: [Double]?, main: Preparation, design: Matrix, excluded: Set<String>,
        fit: LogisticFit
    ) {
        let rows = data.outcomes.indices.filter { weights?[$0] ?? 1 > 0 }
        let state = ScoreState(fit.linearPredictor(design), data.outcomes, weights, rows)
        let capacity = Int(min(Double(PairScreen.largestCount), state.scarceWeight / PairScreen.eventsPerPair))
        let pieces = PairPieces(data.predictors, weights, main, excluded, totalWeight: state.totalWeight)
        guard capacity > 0, pieces.candidateCount > 0 else { return nil }
        let least = 2 * log(Double(pieces.candidateCount))
        let first = pieces.tests(data.predictors, state)
        let shortlist = PairScreen.best(first, PairScreen.shortlistCount)
        var selection = PairSelection(shortlist, pieces, data.predictors, state, main: main, design: design)
        let chosen = selection.chosen(atMost: capacity, least: least).sorted {
            ($0.left, $0.right) < ($1.left, $1.right)
        }
        products = pieces.products(chosen, data.predictors, weights)
        note =
            "pairs: \(chosen.count) of \(NumberFormat.grouped(pieces.candidateCount)) products of two predictors entered (score test above \(NumberFormat.fixed(least, 1)), at most \(capacity))"
    }

    /// The pairs of the largest tests; of equal ones the first.
    private static func best(_ tests: [(pair: PairPieces.Pair, test: Double)], _ count: Int) -> [PairPieces.Pair] {
        let order = tests.indices.sorted { (-tests[$0].test, $0) < (-tests[$1].test, $1) }
        return order.prefix(count).sorted().map { tests[$0].pair }
    }
}

/// Residuals and curvatures of the main fit, of the rows learned from.
struct ScoreState {
    /// Rows of positive weight.
    let rows: [Int]
    /// w (1 - μ) of events, else 0; and w μ of the others, else 0: their difference is the residual.
    let above: [Double]
    let below: [Double]
    /// w μ (1 - μ).
    let curvatures: [Double]
    let totalWeight: Double
    /// Of the rarer outcome.
    let scarceWeight: Double

    init(_ predictor: [Double], _ outcomes: [Double], _ weights: [Double]?, _ rows: [Int]) {
        let eta = rows.map { predictor[$0] }
        let (risk, rest) = (VectorMath.sigmoid(eta), VectorMath.sigmoid(eta.map { -$0 }))
        let (y, w) = (rows.map { outcomes[$0] }, rows.map { weights?[$0] ?? 1 })
        self.rows = rows
        above = rows.indices.map { w[$0] * y[$0] * rest[$0] }
        below = rows.indices.map { w[$0] * (1 - y[$0]) * risk[$0] }
        curvatures = rows.indices.map { w[$0] * risk[$0] * rest[$0] }
        totalWeight = w.reduce(0, +)
        let events = rows.indices.reduce(0) { $0 + w[$1] * y[$1] }
        scarceWeight = min(events, totalWeight - events)
    }

    /// Places in `rows`, a block at a time: what is made of the predictors is never held for all rows.
    var blocks: [Range<Int>] {
        stride(from: 0, to: rows.count, by: 16_384).map { $0..<min(rows.count, $0 + 16_384) }
    }
}
