import Foundation
import Metrics
import Tables

/// How much all accounts move together beyond what their probabilities say: a shift u ~ N(0, τ²) of everybody's log-odds that
/// is drawn anew each quarter (a recession, a price rise, a rival). Without it losses are independent coin flips and the
/// interval of a large book shrinks to nothing.
///
/// τ is learned from past quarters, as a posterior on a grid: the prior is half-normal with scale 0.4 (a quarter at one
/// standard deviation turns 10% into 14%), the likelihood that of each quarter's outcomes with u integrated out. So few
/// quarters leave it wide, and none leave the prior. Log-odds are stretched by √(1 + c² τ²), c = 16√3 / 15π, so that the mean
/// over u stays the probability that was given (Zeger, Liang and Albert, Biometrics 44, 1988).
///
/// Not promised: shocks that last for years, or that hit one segment alone.
public struct CommonShock: Sendable {
    /// Renewals of one past quarter: log-odds that were told before, and what happened.
    public struct Quarter: Sendable {
        fileprivate let cells: [Cell]

        /// - Precondition: as many outcomes as log-odds.
        public init(logOdds: [Double], isLost: [Bool]) {
            precondition(logOdds.count == isLost.count, "as many outcomes as log-odds")
            // Cells of a twentieth: what is lost within one is far below what a shock moves.
            var cells: [Int: Cell] = [:]
            for (value, isLost) in zip(logOdds, isLost) where value.isFinite {
                cells[Int((value * 20).rounded()), default: Cell()].add(value, isLost)
            }
            self.cells = cells.sorted { $0.key < $1.key }.map(\.value)
        }

        /// Renewals in the quarter.
        public var count: Int { cells.reduce(0) { $0 + $1.count } }
    }

    fileprivate struct Cell {
        var count = 0
        var lost = 0
        private var sum = 0.0

        mutating func add(_ value: Double, _ isLost: Bool) {
            count += 1
            lost += isLost ? 1 : 0
            sum += value
        }

        var mean: Double { sum / Double(count) }
    }

    /// τ of each point of the grid, and the posterior's probability up to and with it.
    private let grid: [Double]
    private let cumulative: [Double]
    /// Past quarters that it was learned from.
    public let quarters: Int

    /// Independent coin flips: only to show what they miss.
    public static let none = CommonShock(grid: [0], weights: [1], quarters: 0)

    /// Scale of the prior of τ, in log-odds.
    public static let priorScale = 0.4
    private static let step = 0.05

    /// Learned from past quarters; without any it is the prior's.
    public init(past: [Quarter]) {
        let past = past.filter { $0.count > 0 }
        let grid = (0...30).map { Double($0) * CommonShock.step }
        let logs = concurrentMap(grid.count) { place -> Double in
            let tau = grid[place]
            let prior = -tau * tau / (2 * CommonShock.priorScale * CommonShock.priorScale)
            return past.reduce(prior) { $0 + CommonShock.logLikelihood($1, tau) }
        }
        let most = logs.max() ?? 0
        self.init(grid: grid, weights: logs.map { exp($0 - most) }, quarters: past.count)
    }

    private init(grid: [Double], weights: [Double], quarters: Int) {
        let total = weights.reduce(0, +)
        var sum = 0.0
        cumulative = weights.map { weight in
            sum += weight / total
            return sum
        }
        (self.grid, self.quarters) = (grid, quarters)
    }

    /// log ∫ Π p^y (1 - p)^(1 - y) N(u; 0, τ²) du, by the trapezoid rule on ±4 τ, which for a normal weight is exact to far
    /// more digits than matter.
    private static func logLikelihood(_ quarter: Quarter, _ tau: Double) -> Double {
        let nodes = tau > 0 ? (-16...16).map { Double($0) / 4 } : [0]
        let stretch = CommonShock.stretch(tau)
        let logs = nodes.map { node -> Double in
            quarter.cells.reduce(-node * node / 2) { sum, cell in
                let logOdds = cell.mean * stretch + node * tau
                return sum - Double(cell.lost) * Sigmoid.logLoss(logOdds: logOdds, outcome: 1)
                    - Double(cell.count - cell.lost) * Sigmoid.logLoss(logOdds: logOdds, outcome: 0)
            }
        }
        let most = logs.max() ?? 0
        let weight = nodes.reduce(0) { $0 + exp(-$1 * $1 / 2) }
        return most + log(logs.reduce(0) { $0 + exp($1 - most) } / weight)
    }

    static func stretch(_ tau: Double) -> Double {
        let c = 16 * 3.0.squareRoot() / (15 * Double.pi)
        return (1 + c * c * tau * tau).squareRoot()
    }

    /// τ at a uniform number: a draw from the posterior.
    func tau(at uniform: Double) -> Double {
        guard let place = cumulative.firstIndex(where: { uniform < $0 }) else { return grid[grid.count - 1] }
        // Within its cell, so that a grid does not show.
        let below = place == 0 ? 0 : cumulative[place - 1]
        let share = (uniform - below) / max(cumulative[place] - below, .leastNonzeroMagnitude)
        return max(0, grid[place] + (share - 0.5) * (grid.count > 1 ? CommonShock.step : 0))
    }

    /// The posterior's median.
    public var median: Double { tau(at: 0.5) }
}
