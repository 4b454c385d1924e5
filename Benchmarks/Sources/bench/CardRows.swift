import Bellwether
import Foundation

/// Renewals whose true log-odds of loss are a straight line in the points of a hand-set card, three an account. Points hang together
/// (normal scores with a correlation of 0.3 between measures), so do the outcomes of an account (see `ClusteredRows`).
struct CardRows {
    static let measures = ["a", "b", "c", "d", "e"]
    /// Log-odds of loss a point more, at 50 points each the intercept; e says nothing.
    static let slopes = [-0.030, -0.020, -0.015, -0.010, 0]
    static let intercept = -1.9
    static let rowsPerAccount = 3

    static var shares: [Double] {
        let total = slopes.reduce(0) { $0 + abs($1) }
        return slopes.map { -$0 / total }
    }

    /// Features named as the measures, points from 0 to 100.
    let data: Observations

    init(accounts: Int, slopes: [Double] = CardRows.slopes, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var columns = [[Double]](repeating: [], count: slopes.count)
        var (outcomes, groups) = ([Double](), [Int32]())
        for account in 0..<accounts {
            // Measures a and c are the account's, the others the row's.
            let (own, fate) = (slopes.map { _ in random.normal() }, random.normal())
            for _ in 0..<CardRows.rowsPerAccount {
                let common = random.normal()
                let points = slopes.indices.map { measure in
                    let part = measure % 2 == 0 && measure < 4 ? own[measure] : random.normal()
                    return 100 * Normal.cdf(0.3.squareRoot() * common + 0.7.squareRoot() * part)
                }
                for (measure, value) in points.enumerated() { columns[measure].append(value) }
                let eta = zip(slopes, points).reduce(CardRows.intercept) { $0 + $1.0 * ($1.1 - 50) }
                let latent = 0.5.squareRoot() * fate + 0.5.squareRoot() * random.normal()
                outcomes.append(Normal.cdf(latent) < 1 / (1 + exp(-eta)) ? 1 : 0)
                groups.append(Int32(account))
            }
        }
        let frame = Frame(
            columns: zip(CardRows.measures, columns).map { FrameColumn($0, .numbers($1)) }, rowCount: outcomes.count)
        data = Observations(predictors: frame, outcomes: outcomes, groups: groups)
    }

    /// A card of these measures; a weight of 0 leaves one out.
    static func card(_ weights: [Double]) throws -> Scorecard {
        let names = zip(measures, weights).filter { $0.1 > 0 }
        func lines(_ line: (String) -> String) -> String { measures.map(line).joined(separator: "\n") }
        let signals = """
            version: 1
            facts:
            \(lines { "  \($0): {values: number, category: usage, dimension: interest}" })
            features:
            \(lines { "  \($0): {kind: fact, fact: \($0)}" })
            """
        let own = names.map { "      \($0.0): {feature: \($0.0), weight: \($0.1), map: linear, worst: 0, best: 100}" }
        let card = """
            version: 1
            weights: normalised
            groups:
              all:
                weight: 100
                measures:
            \(own.joined(separator: "\n"))
            """
        let features = try FeatureSet(Field.yaml(Array(signals.utf8), file: "signals.yaml"))
        return try Scorecard(Field.yaml(Array(card.utf8), file: "scorecard.yaml"), features: features.features)
    }
}
