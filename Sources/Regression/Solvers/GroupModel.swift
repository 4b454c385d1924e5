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
    private struct Block {
        let places: [Int]
        let norm: GroupNorm?
        let hessian: Matrix
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
                hessian: Matrix(rows: places.count, columnCount: places.count) { b in
                    places.map { h[$0, places[b]] }
                })
        }
    }

    /// False where the model is flat.
    mutating func minimise() -> Bool {
        for _ in 0..<50 {
            guard descend(sweeps: 50) else { return false }
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
        let old = block.places.map { point[$0] }
        // r = H b - slope: the block's minimum is where H β + ∂norm holds r.
        let pull = block.places.indices.map { k in
            (0..<old.count).reduce(-slope[block.places[k]]) { $0 + block.hessian[k, $1] * old[$1] }
        }
        let new: [Double]
        if let norm = block.norm {
            guard let found = GroupModel.minimum(block.hessian, pull, norm) else { return nil }
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

    private mutating func move(_ places: [Int], by step: [Double]) {
        for (k, place) in places.enumerated() where step[k] != 0 {
            let column = h.column(place)
            for i in slope.indices { slope[i] += step[k] * column[i] }
        }
    }

    /// The minimum over β of ½ βᵀAβ - r·β + strength ‖Dβ‖. With u = Dβ and ν = ‖u‖ it is u = ν (ν D⁻¹AD⁻¹ + strength)⁻¹ D⁻¹r,
    /// where the norm of the part behind ν is 1: an equation in ν alone, solved by Newton's method within a bracket.
    private static func minimum(_ a: Matrix, _ r: [Double], _ norm: GroupNorm) -> [Double]? {
        let q = zip(r, norm.scales).map { $0 / $1 }
        let size = dot(q, q).squareRoot()
        guard size > norm.strength else { return r.map { _ in 0 } }
        // One column: the lasso's soft threshold.
        if r.count == 1 {
            return [
                (r[0] > 0 ? r[0] - norm.strength * norm.scales[0] : r[0] + norm.strength * norm.scales[0]) / a[0, 0]
            ]
        }
        let scaled = Matrix(rows: r.count, columnCount: r.count) { j in
            (0..<r.count).map { a[$0, j] / norm.scales[$0] / norm.scales[j] }
        }
        var (low, high) = (0.0, Double.infinity)
        var radius = (size - norm.strength) / max(scaled.diagonal.max() ?? 0, 1e-300)
        for _ in 0..<200 {
            var shifted = scaled.scaled(by: radius)
            for j in 0..<r.count { shifted[j, j] += norm.strength }
            guard let factor = Cholesky(shifted) else { return nil }
            let unit = factor.solve(q)
            let length = dot(unit, unit).squareRoot()
            let bent = (0..<r.count).map { i in (0..<r.count).reduce(0) { $0 + scaled[i, $1] * unit[$1] } }
            // d length / d radius = -unitᵀ M⁻¹ A unit / length.
            let fall = dot(unit, factor.solve(bent)) / length
            if length > 1 { low = radius } else { high = radius }
            let next = radius + (length - 1) * length / fall
            if abs(next - radius) <= 1e-15 * radius || high - low <= 1e-15 * radius {
                return zip(unit, norm.scales).map { radius * $0 / $1 }
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
            let part = Matrix(rows: places.count, columnCount: places.count) { b in
                places.map { hessian[$0, places[b]] }
            }
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
