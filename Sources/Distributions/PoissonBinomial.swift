/// The number of events among independent rows, each with a probability of its own.
///
/// Its probabilities are found by convolution, halves first (Hong, "On computing the distribution function for the Poisson binomial
/// distribution", Computational Statistics & Data Analysis 59, 2013; halving: Biscarri, Zhao and Brunner, same journal 122, 2018).
/// Tails below 1e-18 of a half are cut off, so that the work grows like n log n and not like n²; what is left is exact to
/// about n · 1e-18 + 1e-15. Not promised: anything where rows are not independent.
public struct PoissonBinomial: Sendable {
    /// The count to which the first of `masses` belongs.
    public let first: Int
    /// P(count = first), P(count = first + 1) and so on, never empty.
    public let masses: [Double]

    /// - Parameter probabilities: one a row. Precondition: each lies from 0 to 1.
    public init(_ probabilities: [Double]) {
        precondition(probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "probabilities lie from 0 to 1")
        self.init(probabilities[...])
    }

    private init(first: Int, masses: [Double]) { (self.first, self.masses) = (first, masses) }

    private static let smallBlock = 24
    private static let negligible = 1e-18

    private init(_ probabilities: ArraySlice<Double>) {
        guard probabilities.count > PoissonBinomial.smallBlock else {
            (first, masses) = (0, PoissonBinomial.convolved(probabilities))
            return
        }
        let middle = probabilities.startIndex + probabilities.count / 2
        let (left, right) = (PoissonBinomial(probabilities[..<middle]), PoissonBinomial(probabilities[middle...]))
        self =
            PoissonBinomial(
                first: left.first + right.first, masses: PoissonBinomial.convolved(left.masses, right.masses)
            ).trimmed
    }

    /// Row by row.
    private static func convolved(_ probabilities: ArraySlice<Double>) -> [Double] {
        var masses = [1.0]
        for p in probabilities {
            masses.append(0)
            for count in stride(from: masses.count - 1, to: 0, by: -1) {
                masses[count] = masses[count] * (1 - p) + masses[count - 1] * p
            }
            masses[0] *= 1 - p
        }
        return masses
    }

    private static func convolved(_ a: [Double], _ b: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: a.count + b.count - 1)
        for (place, mass) in a.enumerated() {
            for other in b.indices { sums[place + other] += mass * b[other] }
        }
        return sums
    }

    private var trimmed: PoissonBinomial {
        func cut(_ masses: some Sequence<Double>) -> Int {
            var (sum, count) = (0.0, 0)
            for mass in masses {
                sum += mass
                if sum > PoissonBinomial.negligible { return count }
                count += 1
            }
            return 0
        }
        let (low, high) = (cut(masses), cut(masses.reversed()))
        return PoissonBinomial(first: first + low, masses: Array(masses[low..<(masses.count - high)]))
    }

    /// Several distributions as one: each happens with the same chance.
    /// Precondition: there is one.
    public init(mixtureOf parts: [PoissonBinomial]) {
        let first = parts.map(\.first).min()!
        var sums = [Double](repeating: 0, count: parts.map { $0.first + $0.masses.count }.max()! - first)
        for part in parts {
            for (place, mass) in part.masses.enumerated() { sums[part.first - first + place] += mass }
        }
        self.init(first: first, masses: sums.map { $0 / Double(parts.count) })
    }

    /// The expected number of events, Σ pᵢ.
    public var mean: Double {
        masses.indices.reduce(0) { $0 + Double(first + $1) * masses[$1] }
    }

    /// P(count ≤ `count`).
    public func cumulative(_ count: Int) -> Double {
        count < first ? 0 : min(1, masses.prefix(count - first + 1).reduce(0, +))
    }

    /// The counts that are left when at most `tail` is cut off at either end, so at least 1 - 2 · tail lies in between. Whole
    /// numbers: it mostly holds more.
    public func interval(tail: Double = 0.025) -> ClosedRange<Int> {
        func end(_ masses: some Sequence<Double>) -> Int {
            var (sum, count) = (0.0, 0)
            for mass in masses {
                sum += mass
                if sum > tail { return count }
                count += 1
            }
            return count
        }
        let low = first + end(masses)
        return low...max(low, first + masses.count - 1 - end(masses.reversed()))
    }
}
