import Bellwether
import Foundation

/// Rows of accounts whose outcomes are exactly logistic, each by itself, and correlated within an account: y = 1 where
/// Φ(√ρ z + √(1-ρ) e) < p, z the account's and e the row's own normal number, is 1 with probability p whatever ρ is.
struct ClusteredRows {
    static let names = ["a", "b", "c", "d"]
    static let truth = [-1.1, 0.8, -0.5, 0.6, 0.0]
    static let rowsPerAccount = 3

    let x: Matrix
    let outcomes: [Double]
    let clusters: [Int32]

    /// Columns a and b are the account's, c (0 or 1) and d the row's.
    init(accounts: Int, correlation: Double, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var columns = [[Double]](repeating: [], count: 4)
        var (outcomes, clusters) = ([Double](), [Int32]())
        for account in 0..<accounts {
            let (a, b, common) = (generator.normal(), generator.uniform() * 2 - 1, generator.normal())
            for _ in 0..<ClusteredRows.rowsPerAccount {
                let row = [a, b, generator.uniform() < 0.3 ? 1 : 0, generator.normal()]
                for (j, value) in row.enumerated() { columns[j].append(value) }
                let eta = zip(row, ClusteredRows.truth.dropFirst()).reduce(ClusteredRows.truth[0]) { $0 + $1.0 * $1.1 }
                let latent = correlation.squareRoot() * common + (1 - correlation).squareRoot() * generator.normal()
                outcomes.append(Normal.cdf(latent) < 1 / (1 + exp(-eta)) ? 1 : 0)
                clusters.append(Int32(account))
            }
        }
        (x, self.outcomes, self.clusters) = (Matrix(columns: columns), outcomes, clusters)
    }
}

extension SeededGenerator {
    /// A standard normal number.
    fileprivate mutating func normal() -> Double { Normal.quantile(max(uniform(), 0x1p-60)) }
}
