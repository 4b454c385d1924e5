import LinearAlgebra

/// A combination of columns that parts the outcomes, so that some coefficients of maximum likelihood are infinite
/// (Albert and Anderson, Biometrika 71, 1984).
public struct Separation: Sendable, Equatable {
    /// A column that takes part in the separation, and the way it points.
    public struct Column: Sendable, Equatable {
        /// The column.
        public let name: String
        /// Where the coefficient runs to: +1 for +∞, -1 for -∞.
        public let direction: Int
    }

    /// The columns whose coefficients run away.
    public let columns: [Column]
    /// Whether every row is parted (complete) or some lie on the border (quasi-complete).
    public let isComplete: Bool
    /// Rows that are parted.
    public let rows: Int
}

extension Separation: CustomStringConvertible {
    public var description: String {
        let list = columns.map { "\"\($0.name)\" (to \($0.direction > 0 ? "+" : "-")∞)" }.joined(separator: ", ")
        let kind = isComplete ? "complete" : "quasi-complete"
        let noun = columns.count == 1 ? "column" : "columns"
        return "\(kind) separation: \(noun) \(list) predict \(rows) outcomes without error, so maximum likelihood is "
            + "infinite; use a Firth or ridge penalty"
    }
}

/// Decides whether maximum likelihood exists. Both answers carry a proof.
///
/// *Overlap*: let d be a direction with sᵢ xᵢᵀd ≥ 0 for all rows (sᵢ = ±1 by outcome) and > 0 for one. The Newton decrement
/// λ then obeys λ² ≥ (gᵀd)² / dᵀHd ≥ (Σ wᵢqᵢaᵢ)² / Σ wᵢqᵢaᵢ² ≥ min wᵢqᵢ, where qᵢ is the probability of the outcome that did
/// not happen and aᵢ = |xᵢᵀd|, because curvatures are at most qᵢ. So λ² < min wᵢqᵢ proves that there is no such d.
/// *Separation*: a direction d is shown whose signs are checked on every row. Rows with qᵢ not small must lie on the border,
/// so d is sought in the null space of those rows (pivoted QR), as the projection of the diverging coefficients.
struct SeparationTest {
    let objective: Objective
    let coefficients: [Double]
    /// Of the objective's columns.
    let names: [String]

    /// Whether the Newton decrement proves that the outcomes overlap, at the last point that was read. Surprises below 1e-14
    /// prove nothing: gradients that small are rounding.
    func provesOverlap(_ solution: Solution) -> Bool {
        let surprise =
            solution.evaluation.leastSurprise
            ?? objective.evaluate(at: coefficients, hessian: true).leastSurprise ?? 0
        return max(solution.evaluatedDecrement * solution.evaluatedDecrement, 1e-14) < surprise
    }

    /// A separating direction, if one can be shown.
    func separation() -> Separation? {
        let residual = objective.rowTerms(at: coefficients).residual
        for threshold in [1e-6, 1e-8, 1e-4, 1e-10, 1e-3, 1e-2] {
            let parted = residual.indices.filter { isPure($0) && abs(residual[$0]) <= threshold * weight($0) }
            guard !parted.isEmpty, let direction = direction(parted: Set(parted)) else { continue }
            if let found = verify(direction) { return found }
        }
        return nil
    }

    /// Whether a row counts and has one outcome; a share of outcomes lies on every border.
    private func isPure(_ i: Int) -> Bool {
        weight(i) > 0 && (objective.outcome[i] == 0 || objective.outcome[i] == 1)
    }

    private func weight(_ i: Int) -> Double { objective.weights?[i] ?? 1 }

    private var free: [Int] { objective.penalty.escapingColumns }

    /// The diverging coefficients projected on the null space of the rows that are not parted; nil where that is {0}.
    private func direction(parted: Set<Int>) -> [Double]? {
        let design = objective.design.keeping(free)
        let roots = (0..<design.rows).map { parted.contains($0) || weight($0) == 0 ? 0.0 : 1.0 }
        let qr = PivotedQR(design.triangularFactor(roots: roots))
        let basis = qr.nullSpace(rank: qr.rank(tolerance: 1e-9))
        guard basis.columns > 0 else { return nil }
        // Normal equations of a small, well-conditioned basis.
        let target = [coefficients[0]] + free.map { coefficients[$0 + 1] }
        let columns = (0..<basis.columns).map(basis.column)
        let gram = Matrix(rows: columns.count, columnCount: columns.count) { j in columns.map { dot($0, columns[j]) } }
        guard let shares = Cholesky(gram)?.solve(columns.map { dot($0, target) }) else { return nil }
        return target.indices.map { i in zip(shares, columns).reduce(0) { $0 + $1.0 * $1.1[i] } }
    }

    /// Checks the sign of every row and names the columns that matter.
    private func verify(_ direction: [Double]) -> Separation? {
        let design = objective.design.keeping(free)
        let margin = design.product(direction)
        let largest = margin.lazy.map(abs).max() ?? 0
        guard largest > 0, staysInBounds(direction) else { return nil }
        var (parted, counted) = (0, 0)
        for i in margin.indices where weight(i) > 0 {
            counted += 1
            let signed = objective.outcome[i] > 0.5 ? margin[i] : -margin[i]
            if signed > 1e-9 * largest, isPure(i) { parted += 1 } else if abs(margin[i]) > 1e-9 * largest { return nil }
        }
        guard parted > 0 else { return nil }
        let isComplete = parted == counted
        return Separation(columns: named(direction, isComplete: isComplete), isComplete: isComplete, rows: parted)
    }

    /// Whether no bound stops the coefficients on their way.
    private func staysInBounds(_ direction: [Double]) -> Bool {
        let steps = Array(direction.dropFirst())
        let least = 1e-9 * (steps.lazy.map(abs).max() ?? 0)
        return zip(free, steps).allSatisfy { j, step in
            abs(step) <= least || (step > 0 ? objective.penalty.upper[j] : -objective.penalty.lower[j]) == .infinity
        }
    }

    /// Columns that separate alone are named alone; otherwise those with a share in the direction.
    private func named(_ direction: [Double], isComplete: Bool) -> [Separation.Column] {
        let alone = free.compactMap { j in
            separatesAlone(j).map { Separation.Column(name: names[j], direction: $0) }
        }
        if !alone.isEmpty { return alone }
        let shares = direction.dropFirst()
        let largest = shares.map(abs).max() ?? 0
        return zip(free, shares).filter { abs($0.1) > (isComplete ? 1e-3 : 1e-6) * largest }.map {
            Separation.Column(name: names[$0.0], direction: $0.1 > 0 ? 1 : -1)
        }
    }

    /// The sign with which a single column orders the outcomes without error, ties at one border value allowed.
    private func separatesAlone(_ j: Int) -> Int? {
        let column = objective.design.matrix.column(objective.design.columns[j])
        let used = column.indices.filter { weight($0) > 0 }
        let without = used.filter { objective.outcome[$0] < 1 }.map { column[$0] }
        let with = used.filter { objective.outcome[$0] > 0 }.map { column[$0] }
        guard let least = with.min(), let most = with.max(), let low = without.min(), let high = without.max() else {
            return nil
        }
        return high <= least ? 1 : most <= low ? -1 : nil
    }
}
