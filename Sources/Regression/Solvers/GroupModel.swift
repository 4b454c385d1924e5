import LinearAlgebra

/// The minimum over β of g·(β - b) + ½ (β - b)ᵀH(β - b) + Σ over groups of strength ‖Dβ‖: what a proximal Newton iteration
/// with groups asks for.
///
/// Blocks take turns, each going to its own minimum; Newton steps among the blocks that are not at 0 then end what descent
/// only approaches.
struct GroupModel {
    private let h: Matrix
    private let blocks: [Block]
    /// Where the minimum is sought, intercept first.
    private(set) var point: [Double]
    /// The smooth derivative at `point`.
    private var slope: [Double]

    /// Columns that move together; `norm` is nil for those in no group and the intercept.
    private final class Block: Sendable {
        let places: [Int]
        let norm: GroupNorm?
        let hessian: Matrix
        /// Q Λ Qᵀ of D⁻¹AD⁻¹ for a group of several columns: makes each of its turns a sum over columns.
        let eigen: SymmetricEigen?

        init(places: [Int], norm: GroupNorm?, hessian: Matrix) {
            (self.places, self.norm, self.hessian) = (places, norm, hessian)
            guard let norm, places.count > 1 else {
                eigen = nil
                return
            }
            eigen = SymmetricEigen(
                Matrix(rows: places.count, columnCount: places.count) { j in
                    places.indices.map { hessian[$0, j] / norm.scales[$0] / norm.scales[j] }
                })
        }
    }

    init(_ smooth: Objective.Evaluation, point: [Double], groups: [GroupNorm]) {
        let h = smooth.hessian!
        self.h = h
        (self.point, slope) = (point, smooth.gradient)
        let grouped = Set(groups.flatMap(\.columns))
        let free = point.indices.filter { $0 == 0 || !grouped.contains($0 - 1) }
        let all = [(free, GroupNorm?.none)] + groups.map { ($0.columns.map { $0 + 1 }, $0) }
        blocks = all.map { places, norm in
            Block(
                places: places, norm: norm,
                hessian: h.principal(places))
        }
    }

    /// False where the model is flat.
    mutating func minimise() -> Bool {
        // Newton steps end at once what sweeps only approach, so they are tried early, and later the less they help.
        for round in 0..<50 {
            guard descend(sweeps: min(4 << min(round, 4), 50)) else { return false }
            if polish() { return true }
        }
        return descend(sweeps: 20_000)
    }

    /// √(dᵀHd) of the way from `start`.
    func length(from start: [Double]) -> Double {
        let step = zip(point, start).map { $0 - $1 }
        var sum = 0.0
        for (j, d) in step.enumerated() where d != 0 { sum += d * dot(h.column(j), step) }
        return max(sum, 0).squareRoot()
    }

    /// By how much the norms are larger than at `start`.
    func rise(from start: [Double]) -> Double {
        let (here, there) = (Array(point.dropFirst()), Array(start.dropFirst()))
        return blocks.compactMap(\.norm).reduce(0) { $0 + $1.value(at: here) - $1.value(at: there) }
    }

    /// Turns of all blocks until none moves beside the first turn's way.
    private mutating func descend(sweeps: Int) -> Bool {
        var first = 0.0
        for _ in 0..<sweeps {
            var largest = 0.0
            for block in blocks {
                guard let moved = update(block) else { return false }
                largest = max(largest, moved)
            }
            first = max(first, largest)
            if largest <= 1e-6 * first || largest < 1e-13 { return true }
        }
        return true
    }

    /// Moves a block to its minimum; returns the length of its step, or nil where its curvature vanishes.
    private mutating func update(_ block: Block) -> Double? {
        if staysAtZero(block) { return 0 }
        if block.places.count == 1, let norm = block.norm { return updateSingle(block, norm) }
        let old = block.places.map { point[$0] }
        // r = H b - slope: the block's minimum is where H β + ∂norm holds r.
        let pull = block.places.indices.map { k in
            (0..<old.count).reduce(-slope[block.places[k]]) { $0 + block.hessian[k, $1] * old[$1] }
        }
        let new: [Double]
        if let norm = block.norm {
            guard let found = block.eigen.flatMap({ GroupModel.minimum($0, pull, norm) }) else { return nil }
            new = found
        } else {
            guard let factor = Cholesky(block.hessian) else { return nil }
            new = factor.solve(pull)
        }
        let step = zip(new, old).map { $0 - $1 }
        move(block.places, by: step)
        for (k, place) in block.places.enumerated() { point[place] = new[k] }
        return step.indices.reduce(0) { sum, k in
            sum + step[k] * step.indices.reduce(0) { $0 + block.hessian[k, $1] * step[$1] }
        }.magnitude.squareRoot()
    }

    /// Whether a group is at 0 and its pull is too weak to move it: most of them, most of the time.
    private func staysAtZero(_ block: Block) -> Bool {
        guard let norm = block.norm else { return false }
        var pull = 0.0
        for k in block.places.indices {
            let place = block.places[k]
            guard point[place] == 0 else { return false }
            let share = slope[place] / norm.scales[k]
            pull += share * share
        }
        return pull <= norm.strength * norm.strength
    }

    /// One column: the lasso's soft threshold.
    private mutating func updateSingle(_ block: Block, _ norm: GroupNorm) -> Double? {
        let (place, curvature) = (block.places[0], block.hessian[0, 0])
        guard curvature > 0 else { return nil }
        let (pull, strength) = (curvature * point[place] - slope[place], norm.strength * norm.scales[0])
        let new = abs(pull) <= strength ? 0 : (pull > 0 ? pull - strength : pull + strength) / curvature
        let step = new - point[place]
        move(place, by: step)
        point[place] = new
        return abs(step) * curvature.squareRoot()
    }

    private mutating func move(_ places: [Int], by step: [Double]) {
        for (k, place) in places.enumerated() { move(place, by: step[k]) }
    }

    private mutating func move(_ place: Int, by step: Double) {
        guard step != 0 else { return }
        let (values, start) = (h.values, place * h.rows)
        for i in slope.indices { slope[i] += step * values[start + i] }
    }

    /// The minimum over β of ½ βᵀAβ - r·β + strength ‖Dβ‖. With u = Dβ, ν = ‖u‖ and D⁻¹AD⁻¹ = Q Λ Qᵀ it is u = ν v,
    /// v = Q (ν Λ + strength)⁻¹ Qᵀ D⁻¹r, where ‖v‖ is 1: an equation in ν alone, solved by Newton's method within a bracket.
    private static func minimum(_ a: SymmetricEigen, _ r: [Double], _ norm: GroupNorm) -> [Double]? {
        let q = zip(r, norm.scales).map { $0 / $1 }
        let size = dot(q, q).squareRoot()
        guard size > norm.strength else { return r.map { _ in 0 } }
        let turned = q.indices.map { dot(a.vectors.column($0), q) }
        // Rounding may leave a flat direction a value below 0.
        let values = a.values.map { max($0, 0) }
        var (low, high) = (0.0, Double.infinity)
        var radius = (size - norm.strength) / max(values[values.count - 1], 1e-300)
        for _ in 0..<200 {
            // ‖v‖² and -½ of its derivative.
            var (squared, fall) = (0.0, 0.0)
            for (c, value) in zip(turned, values) {
                let divisor = radius * value + norm.strength
                let part = c / divisor * (c / divisor)
                squared += part
                fall += part * value / divisor
            }
            let length = squared.squareRoot()
            if length > 1 { low = radius } else { high = radius }
            let next = radius + (length - 1) * squared / fall
            if abs(next - radius) <= 1e-15 * radius || high - low <= 1e-15 * radius {
                let v = zip(turned, values).map { radius * $0 / (radius * $1 + norm.strength) }
                return q.indices.map { i in
                    v.indices.reduce(0) { $0 + a.vectors[i, $1] * v[$1] } / norm.scales[i]
                }
            }
            radius = next > low && next < high ? next : high.isFinite ? (low + high) / 2 : 2 * radius
            guard radius.isFinite else { return nil }
        }
        return nil
    }

    /// Newton steps of the model among the blocks that are not at 0, where it is smooth. True where they settle, no block
    /// reaches 0, and those at 0 want to stay.
    private mutating func polish() -> Bool {
        for _ in 0..<20 {
            let all = Array(point.dropFirst())
            let moving = blocks.filter { $0.norm.map { $0.norm(at: all) > 0 } ?? true }
            let places = moving.flatMap(\.places)
            var (hessian, slopes) = (h, Array(slope.dropFirst()))
            for norm in moving.compactMap(\.norm) {
                norm.addHessian(at: all, to: &hessian, sign: 1)
                norm.addGradient(at: all, to: &slopes)
            }
            let gradient = places.map { $0 == 0 ? slope[0] : slopes[$0 - 1] }
            let part = hessian.principal(places)
            guard let step = Cholesky(part)?.solve(gradient).map({ -$0 }) else { return false }
            let way = -dot(gradient, step)
            if way < 1e-26 { return isOptimal }
            // Far off the norms' curvature misleads: descent knows better.
            var ahead = point
            for (k, place) in places.enumerated() { ahead[place] += step[k] }
            let there = Array(ahead.dropFirst())
            let isNear = moving.compactMap(\.norm).allSatisfy { norm in
                abs(norm.norm(at: there) - norm.norm(at: all)) < 0.5 * norm.norm(at: all)
            }
            guard isNear else { return false }
            move(places, by: step)
            point = ahead
        }
        return false
    }

    /// Whether every group at 0 is held there by its norm.
    private var isOptimal: Bool {
        let all = Array(point.dropFirst())
        return blocks.allSatisfy { block in
            guard let norm = block.norm, norm.norm(at: all) == 0 else { return true }
            let pull = zip(block.places, norm.scales).reduce(0) { $0 + slope[$1.0] / $1.1 * (slope[$1.0] / $1.1) }
            return pull.squareRoot() <= norm.strength * (1 + 1e-12)
        }
    }
}
