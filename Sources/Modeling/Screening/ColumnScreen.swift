import LinearAlgebra
import Metrics
import Regression
import Tables

/// One column of a screening.
struct ColumnScreen {
    private let column: FrameColumn
    private let data: Observations
    private let known: [Int]

    init(_ column: FrameColumn, _ data: Observations) {
        (self.column, self.data) = (column, data)
        known = (0..<data.count).filter { !column.values.isMissing(at: $0) }
    }

    var screen: FeatureScreening.Screen {
        let missing = missing
        let drift = data.cutoffs.flatMap { FeatureDrift(column.values, cutoffs: $0, groups: data.groups) }
        let share = data.count == 0 ? 0 : Double(data.count - known.count) / Double(data.count)
        let test = test
        return FeatureScreening.Screen(
            feature: column.name, count: known.count, missingShare: share, isConstant: isConstant, effect: test.effect,
            level: test.level, p: test.p, drift: drift, missingDifference: missing.difference, missingP: missing.p)
    }

    private var isConstant: Bool {
        guard let first = known.first else { return false }
        switch column.values {
        case .numbers(let values): return !known.contains { values[$0] != values[first] }
        case .categories(let values): return !known.contains { values.codes[$0] != values.codes[first] }
        }
    }

    private typealias Test = (p: Double, effect: Estimate?, level: (name: String, effect: Double)?)

    private var test: Test {
        guard !isConstant, hasEnough(known) else { return (.nan, nil, nil) }
        switch column.values {
        case .numbers(let values): return test(of: known.map { values[$0] })
        case .categories(let values): return test(of: values)
        }
    }

    /// Whether both outcomes occur often enough among these rows.
    private func hasEnough(_ rows: [Int]) -> Bool {
        let events = rows.count { data.outcomes[$0] == 1 }
        return min(events, rows.count - events) >= FeatureScreening.minimumCount
    }

    private func p(_ columns: [[Double]], _ rows: [Int]) -> Double {
        ClusteredScoreTest.test(columns, outcome: rows.map { data.outcomes[$0] }, clusters: clusters(rows))?.p ?? .nan
    }

    private func clusters(_ rows: [Int]) -> [Int32]? { data.groups.map { groups in rows.map { groups[$0] } } }

    private func test(of numbers: [Double]) -> Test {
        let moments = Moments(numbers, nil)
        let scaled = numbers.map { ($0 - moments.mean) / moments.deviation }
        return (p([scaled], known), effect(scaled), nil)
    }

    /// Log-odds for one unit of a column over the known rows; nil where no fit could be made.
    private func effect(_ values: [Double]) -> Estimate? {
        let x = Matrix(columns: [values])
        let outcome = known.map { data.outcomes[$0] }
        let errors = data.groups == nil ? ErrorKind.hc1 : .cluster
        do {
            let fit = try LogisticRegression(errors: errors).fit(
                x, outcome: outcome, names: [column.name], clusters: clusters(known), threads: 1)
            return Estimate(fit.weights[1], standardError: fit.standardErrors[1])
        } catch {
            guard case .separated = error else { return nil }
            return separatedEffect(x, outcome)
        }
    }

    private func separatedEffect(_ x: Matrix, _ outcome: [Double]) -> Estimate? {
        guard
            let fit = try? LogisticRegression(penalty: .firth).fit(
                x, outcome: outcome, names: [column.name], threads: 1)
        else { return nil }
        let interval = try? ProfileLikelihood(fit, x, outcome: outcome, threads: 1).interval(column.name)
        return Estimate(fit.weights[1], low: interval?.low, high: interval?.high)
    }

    private func test(of levels: Categories) -> Test {
        let frame = Frame(columns: [column], rowCount: data.count).rows(known)
        let preparation = Preparation.learned(frame, weights: nil)
        guard let matrix = try? preparation.matrix(frame), matrix.columns > 0 else { return (.nan, nil, nil) }
        return (p((0..<matrix.columns).map(matrix.column), known), nil, level(preparation, matrix))
    }

    /// The level with the largest test statistic against all others.
    private func level(_ preparation: Preparation, _ matrix: Matrix) -> (name: String, effect: Double)? {
        guard case .category(let kept, let pooled)? = preparation.kind(of: column.name) else { return nil }
        let names = kept + (pooled.isEmpty ? [] : [Preparation.otherLevel])
        let others = (0..<matrix.columns).map(matrix.column)
        // The first level is the reference: the rows that no column marks.
        let reference = known.indices.map { row in 1 - others.reduce(0) { $0 + $1[row] } }
        let tested = ([reference] + others).map { p([$0], known) }
        guard let place = tested.indices.filter({ !tested[$0].isNaN }).min(by: { tested[$0] < tested[$1] }),
            let effect = effect(([reference] + others)[place])
        else { return nil }
        return (names[place], effect.value)
    }

    /// Told only where enough rows lack the value, and enough have it.
    private var missing: (difference: Double, p: Double) {
        let count = data.count - known.count
        guard min(count, known.count) >= FeatureScreening.minimumCount, hasEnough(Array(0..<data.count)) else {
            return (.nan, .nan)
        }
        var isMissing = [Double](repeating: 1, count: data.count)
        for row in known { isMissing[row] = 0 }
        func share(_ outcome: Double) -> Double {
            let rows = isMissing.indices.filter { data.outcomes[$0] == outcome }
            return rows.reduce(0) { $0 + isMissing[$1] } / Double(rows.count)
        }
        return (share(1) - share(0), p([isMissing], Array(0..<data.count)))
    }
}

extension FrameValues {
    func isMissing(at row: Int) -> Bool {
        switch self {
        case .numbers(let values): values[row].isNaN
        case .categories(let values): values.codes[row] < 0
        }
    }
}
