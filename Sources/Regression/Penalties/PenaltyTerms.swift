import LinearAlgebra

/// A penalty as numbers, one a column: Σⱼ curvatureⱼ/2 (bⱼ - targetⱼ)² + Σⱼ absoluteⱼ |bⱼ| + Σ over `groups` of their norms,
/// over lowerⱼ ≤ bⱼ ≤ upperⱼ.
///
/// With `usesJeffreys` half the log-determinant of the Fisher information is subtracted as well. The absolute values and norms
/// have a kink at 0 and the bounds have edges: a coefficient may be *held* there. Solvers read only this.
public struct PenaltyTerms: Sendable, Equatable {
    /// Second derivative of the smooth part by each coefficient, at least 0.
    public let curvature: [Double]
    /// The value each coefficient is drawn towards by the smooth part.
    public let target: [Double]
    /// Slope of the part with a kink, at least 0.
    public let absolute: [Double]
    /// Bounds, lower ≤ upper; infinite where there is none.
    public let lower: [Double]
    /// The most that each coefficient may be; infinite where it has no bound.
    public let upper: [Double]
    /// Columns that come and go together, each in one group at most.
    public let groups: [GroupNorm]
    /// Whether Jeffreys' prior counts: it depends on the data, so the objective computes it.
    public let usesJeffreys: Bool

    /// Precondition: all have one value a column.
    public init(
        curvature: [Double], target: [Double], absolute: [Double]? = nil, lower: [Double]? = nil,
        upper: [Double]? = nil, groups: [GroupNorm] = [], usesJeffreys: Bool = false
    ) {
        func all(_ value: Double) -> [Double] { [Double](repeating: value, count: curvature.count) }
        self.curvature = curvature
        self.target = target
        self.absolute = absolute ?? all(0)
        self.lower = lower ?? all(-.infinity)
        self.upper = upper ?? all(.infinity)
        self.groups = groups
        self.usesJeffreys = usesJeffreys
        precondition(
            [target, self.absolute, self.lower, self.upper].allSatisfy { $0.count == curvature.count },
            "one value a column")
    }

    /// No penalty on any column.
    public static func none(columns: Int) -> PenaltyTerms {
        let zeros = [Double](repeating: 0, count: columns)
        return PenaltyTerms(curvature: zeros, target: zeros)
    }

    /// Whether no coefficient is held back: the fit is maximum likelihood.
    public var isNone: Bool { isSmooth && !usesJeffreys && curvature.allSatisfy { $0 == 0 } }

    /// Whether there is neither a kink nor a bound, so that plain Newton steps lead to the minimum.
    public var isSmooth: Bool { absolute.allSatisfy { $0 == 0 } && !isBounded && groups.isEmpty }

    /// Whether some coefficient is bounded.
    public var isBounded: Bool { lower.contains { $0 > -.infinity } || upper.contains { $0 < .infinity } }

    /// Whether nothing but the data decides on the column within its bounds.
    func isFree(_ j: Int) -> Bool { curvature[j] == 0 && absolute[j] == 0 && !isGrouped(j) }

    private func isGrouped(_ j: Int) -> Bool { groups.contains { $0.columns.contains(j) } }

    /// The free columns without any bound: of two that are combinations of each other one may go.
    var unboundedColumns: [Int] {
        curvature.indices.filter { isFree($0) && lower[$0] == -.infinity && upper[$0] == .infinity }
    }

    /// The free columns that can run off to infinity on one side at least.
    var escapingColumns: [Int] {
        curvature.indices.filter { isFree($0) && (lower[$0] == -.infinity || upper[$0] == .infinity) }
    }

    /// The penalty at `coefficients`, the intercept left out.
    func value(at coefficients: some Sequence<Double>) -> Double {
        var sum = 0.0
        for (j, b) in coefficients.enumerated() {
            sum += curvature[j] / 2 * (b - target[j]) * (b - target[j]) + absolute[j] * abs(b)
        }
        guard !groups.isEmpty else { return sum }
        let all = Array(coefficients)
        return groups.reduce(sum) { $0 + $1.value(at: all) }
    }

    /// The derivative, that of the kink at 0 taken as 0.
    func gradient(at coefficients: some Sequence<Double>) -> [Double] {
        var slopes = coefficients.enumerated().map { j, b in curvature[j] * (b - target[j]) + kinkSlope(j, at: b) }
        guard !groups.isEmpty else { return slopes }
        let all = Array(coefficients)
        for group in groups { group.addGradient(at: all, to: &slopes) }
        return slopes
    }

    /// Adds the second derivative, that of a kink at 0 taken as 0, to a Hessian whose first row is the intercept's.
    /// - Parameter sign: -1 to take it away.
    func addHessian(at coefficients: some Sequence<Double>, to hessian: inout Matrix, sign: Double = 1) {
        for (j, value) in curvature.enumerated() { hessian[j + 1, j + 1] += sign * value }
        guard !groups.isEmpty else { return }
        let all = Array(coefficients)
        for group in groups { group.addHessian(at: all, to: &hessian, sign: sign) }
    }

    /// The part of the derivative that jumps at 0.
    func kinkSlope(_ j: Int, at b: Double) -> Double { b > 0 ? absolute[j] : b < 0 ? -absolute[j] : 0 }

    /// Whether the coefficient sits at its kink or on a bound.
    func isHeld(_ j: Int, at b: Double) -> Bool {
        (b == 0 && (absolute[j] > 0 || isGrouped(j))) || b == lower[j] || b == upper[j]
    }

    /// How far the optimality condition is from holding: the distance of minus the smooth derivative from what kink and bounds
    /// can balance; 0 at the optimum.
    func residual(_ j: Int, at b: Double, smooth: Double) -> Double {
        let slope = kinkSlope(j, at: b)
        let least = b == lower[j] ? -.infinity : b == 0 ? -absolute[j] : slope
        let most = b == upper[j] ? .infinity : b == 0 ? absolute[j] : slope
        return max(0, least + smooth, -smooth - most)
    }

    /// The minimum over b of h/2 b² - r b + absolute |b| within the bounds, for h > 0.
    func minimum(_ j: Int, curvature h: Double, pull r: Double) -> Double {
        let soft = r > absolute[j] ? r - absolute[j] : r < -absolute[j] ? r + absolute[j] : 0
        return clamped(j, soft / h)
    }

    func clamped(_ j: Int, _ b: Double) -> Double { min(max(b, lower[j]), upper[j]) }

    /// The same penalty `factor` times as strong, bounds as they are.
    func times(_ factor: Double) -> PenaltyTerms {
        func times(_ values: [Double]) -> [Double] { values.map { $0 == 0 ? 0 : $0 * factor } }
        return PenaltyTerms(
            curvature: times(curvature), target: target, absolute: times(absolute), lower: lower, upper: upper,
            groups: groups.map { $0.times(factor) }, usesJeffreys: usesJeffreys)
    }

    /// The same without its groups.
    var ungrouped: PenaltyTerms {
        PenaltyTerms(
            curvature: curvature, target: target, absolute: absolute, lower: lower, upper: upper,
            usesJeffreys: usesJeffreys)
    }

    func bounded(lower: [Double], upper: [Double]) -> PenaltyTerms {
        PenaltyTerms(
            curvature: curvature, target: target, absolute: absolute, lower: lower, upper: upper, groups: groups,
            usesJeffreys: usesJeffreys)
    }

    func keeping(_ kept: [Int]) -> PenaltyTerms {
        func part(_ values: [Double]) -> [Double] { kept.map { values[$0] } }
        return PenaltyTerms(
            curvature: part(curvature), target: part(target), absolute: part(absolute), lower: part(lower),
            upper: part(upper), groups: groups.compactMap { $0.keeping(kept) }, usesJeffreys: usesJeffreys)
    }

    /// The same penalty for columns divided by `scales`, whose coefficients are `scales` times as large.
    func scaled(by scales: [Double]) -> PenaltyTerms {
        func times(_ values: [Double]) -> [Double] { zip(values, scales).map { $0 * $1 } }
        return PenaltyTerms(
            // A column of scale 1e-160 would make the curvature infinite; the bound keeps 0 * ∞ out of the sums.
            curvature: zip(curvature, scales).map { min($0 / $1 / $1, 1e290) }, target: times(target),
            absolute: zip(absolute, scales).map { min($0 / $1, 1e290) }, lower: times(lower), upper: times(upper),
            groups: groups.map { $0.scaled(by: scales) }, usesJeffreys: usesJeffreys)
    }
}
