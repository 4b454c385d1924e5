import LinearAlgebra

/// Rows that are never here whole, but give their sums: those on disk are read block by block, those of a database are summed
/// there. All that Newton's method asks of them.
public protocol RowSums {
    /// The sums at a point, over the columns in use, centred and scaled.
    /// - Parameters:
    ///   - point: the intercept and one coefficient a column in use.
    ///   - scale: which columns are in use, their centres and scales.
    ///   - borders: whether `StreamSums.borders` are asked for.
    ///   - progress: told how many rows were taken, now and then.
    func sums(
        at point: [Double], _ scale: StreamScale, borders: Bool, progress: (Int) -> Void
    ) throws -> StreamSums
}

/// Rows on disk, read once for each point.
struct ReadSums<Source: RowSource>: RowSums {
    let source: Source
    let threads: Int

    func sums(
        at point: [Double], _ scale: StreamScale, borders: Bool, progress: (Int) -> Void
    ) throws -> StreamSums {
        var sums = StreamSums(size: point.count, borders: borders)
        var blocks = ReadAhead(try source.open())
        while let block = try blocks.next() {
            sums.add(block, at: point, scale, threads: threads)
            progress(sums.rows)
        }
        return sums
    }
}

/// What one look at all rows gives at a point: sums over the rows that are learned from and over those held out.
public struct StreamSums: Sendable {
    /// Sums of losses, gradients and curvatures of some rows.
    struct Part: Sendable {
        var sums: PassResult
        var weight = 0.0
        var events = 0.0
    }

    private(set) var learned: Part
    private var held: Part
    /// How many rows were summed.
    public private(set) var rows = 0
    /// Where it was asked for.
    private(set) var borders: OutcomeBorders?

    /// Sums that were made elsewhere, of rows of which none is held out.
    /// - Parameters:
    ///   - sums: Σ w·loss, its gradient and Σ w μ (1 - μ) x xᵀ, the intercept first.
    ///   - weight: Σ w.
    ///   - events: Σ w y.
    ///   - rows: how many rows were summed.
    ///   - borders: where the outcomes meet, if it was asked for.
    public init(_ sums: PassResult, weight: Double, events: Double, rows: Int, borders: OutcomeBorders? = nil) {
        self.init(size: sums.gradient.count, borders: false)
        learned = Part(sums: sums, weight: weight, events: events)
        (self.rows, self.borders) = (rows, borders)
    }

    init(size: Int, borders: Bool) {
        learned = Part(sums: PassResult(size: size))
        held = learned
        self.borders = borders ? OutcomeBorders(columns: size - 1) : nil
    }

    mutating func add(_ block: RowBlock, at point: [Double], _ scale: StreamScale, threads: Int) {
        let view = block.rows(scale)
        let sums = view.design.pass(coefficients: point, gram: true, threads: threads, pointwise: view.pointwise)
        rows += block.outcome.count
        borders?.add(block, scale.columns, threads: threads)
        if block.isHeldOut { held.add(sums, block) } else { learned.add(sums, block) }
    }

    /// Of all rows.
    var whole: Part {
        var whole = learned
        whole.sums.add(held.sums)
        whole.weight += held.weight
        whole.events += held.events
        return whole
    }

    /// Of fewer coefficients.
    func keeping(_ kept: [Int]) -> StreamSums {
        var copy = self
        (copy.learned.sums, copy.held.sums) = (learned.sums.keeping(kept), held.sums.keeping(kept))
        return copy
    }
}

extension StreamSums.Part {
    fileprivate mutating func add(_ more: PassResult, _ block: RowBlock) {
        sums.add(more)
        weight += block.totalWeight
        events += block.eventWeight
    }
}

/// The objective at a point: sums of rows and the penalty.
struct StreamObjective: Sendable {
    let value: Double
    let gradient: [Double]
    let hessian: Matrix
    let weight: Double

    init(_ part: StreamSums.Part, _ penalty: PenaltyTerms, at point: [Double]) {
        var (gradient, hessian) = (part.sums.gradient, part.sums.gram ?? Matrix(rows: 0, columns: 0))
        for (j, pull) in penalty.gradient(at: point.dropFirst()).enumerated() {
            gradient[j + 1] += pull
            hessian[j + 1, j + 1] += penalty.curvature[j]
        }
        value = part.sums.value + penalty.value(at: point.dropFirst())
        (self.gradient, self.hessian, weight) = (gradient, hessian, part.weight)
    }
}

/// The least and the largest value of every column among rows of either outcome.
public struct OutcomeBorders: Sendable {
    /// Infinite the wrong way round where there is no row.
    public typealias Border = (low: Double, high: Double)
    private var without: [Border]
    private var with: [Border]

    /// By column in use, of rows of either outcome.
    public init(without: [Border], with: [Border]) { (self.without, self.with) = (without, with) }

    init(columns: Int) {
        without = [Border](repeating: (.infinity, -.infinity), count: columns)
        with = without
    }

    mutating func add(_ block: RowBlock, _ columns: [Int], threads: Int) {
        Parallel.accumulate(count: columns.count, threads: threads, held: 64, into: &self) { k in
            (k, OutcomeBorders.of(block, columns[k]))
        } add: { borders, found in
            let (k, (zero, one)) = found
            borders.without[k] = OutcomeBorders.joined(borders.without[k], zero)
            borders.with[k] = OutcomeBorders.joined(borders.with[k], one)
        }
    }

    private static func joined(_ a: Border, _ b: Border) -> Border { (min(a.low, b.low), max(a.high, b.high)) }

    private static func of(_ block: RowBlock, _ column: Int) -> (Border, Border) {
        var zero: Border = (.infinity, -.infinity)
        var one = zero
        for (i, value) in block.x.column(column).enumerated() where block.weights?[i] != 0 {
            if block.outcome[i] == 1 {
                one = (min(one.low, value), max(one.high, value))
            } else {
                zero = (min(zero.low, value), max(zero.high, value))
            }
        }
        return (zero, one)
    }

    /// Throws where a single column orders the outcomes without error, ties at one border value allowed.
    /// - Parameter places: columns without a penalty; others do not run away.
    func refuseSeparation(_ names: [String], among places: [Int]) throws(FitError) {
        for k in places where with[k].low < .infinity && without[k].low < .infinity {
            let (zero, one) = (without[k], with[k])
            let isConstant = min(zero.low, one.low) == max(zero.high, one.high)
            guard !isConstant, zero.high <= one.low || one.high <= zero.low else { continue }
            throw .invalid(
                "column \"\(names[k])\" alone separates the outcomes, so maximum likelihood is infinite; use a ridge penalty"
            )
        }
    }
}
