import LinearAlgebra
import Regression
import Testing

/// Large data start from the minimum of a sample of their rows. What comes of it must be what all rows say, however the rows
/// lie and whatever the sample missed.
struct WarmStartTests {
    /// Eight cells of three flags as binomial counts, few enough rows that no sample is taken; the last two are rare.
    private static let cells: [(flags: [Double], rows: Int, events: Int)] = [
        ([0, 0, 0], 9000, 700), ([1, 0, 0], 7000, 1100), ([0, 1, 0], 8000, 2100), ([1, 1, 0], 6000, 2400),
        ([0, 0, 1], 40, 39), ([1, 0, 1], 9, 1),
    ]
    private static let names = ["first", "second", "rare"]

    private func counted(_ penalty: any Penalty) throws -> LogisticFit {
        let columns = (0..<3).map { j in Self.cells.map { $0.flags[j] } }
        return try LogisticRegression(penalty: penalty).fit(
            Matrix(columns: columns), outcome: Self.cells.map { Double($0.events) / Double($0.rows) },
            names: Self.names, weights: Self.cells.map { Double($0.rows) })
    }

    /// One row a trial, in the order of cells and outcomes: the worst one for a sample.
    private func sorted() -> (x: Matrix, outcome: [Double]) {
        var (columns, outcome) = ([[Double]](repeating: [], count: 3), [Double]())
        for cell in Self.cells {
            for j in 0..<3 { columns[j] += [Double](repeating: cell.flags[j], count: cell.rows) }
            outcome += [Double](repeating: 1, count: cell.events)
            outcome += [Double](repeating: 0, count: cell.rows - cell.events)
        }
        return (Matrix(columns: columns), outcome)
    }

    @Test(arguments: ["newton", "lbfgs"])
    func `sorted rows and a level that the sample misses`(_ solver: String) throws {
        let (x, outcome) = sorted()
        for penalty in [NoPenalty(), RidgePenalty(lambda: 2)] as [any Penalty] {
            let expected = try counted(penalty)
            let fit = try LogisticRegression(penalty: penalty, solver: solver).fit(
                x, outcome: outcome, names: Self.names)
            for j in 0..<4 {
                #expect(relativeError(fit.coefficients[j], expected.coefficients[j]) < 1e-10)
                #expect(relativeError(fit.standardErrors[j], expected.standardErrors[j]) < 1e-9)
            }
        }
    }

    @Test func `a sample spares most Hessians and changes no digit that is promised`() throws {
        let sample = Sample(rows: 60_000)
        let fit = try LogisticRegression().fit(sample.x, outcome: sample.outcome, names: Sample.names)
        let other = try LogisticRegression(solver: "coordinate-descent").fit(
            sample.x, outcome: sample.outcome, names: Sample.names)
        // The sample's minimum is a few standard errors from that of all rows.
        #expect(fit.optimization.trace[0].decrement < 20)
        for j in fit.estimated {
            #expect(relativeError(fit.coefficients[j], other.coefficients[j]) < 1e-10)
            #expect(relativeError(fit.standardErrors[j], other.standardErrors[j]) < 1e-10)
        }
    }

    @Test func `combinations of columns are named in large data too`() throws {
        var sample = Sample(rows: 30_000)
        sample.columns[4] = zip(sample.columns[0], sample.columns[1]).map { 2 * $0 - $1 }
        let fit = try LogisticRegression().fit(sample.x, outcome: sample.outcome, names: Sample.names)
        #expect(fit.aliased.map(\.name) == ["other"])
        #expect(fit.aliased.first?.combinationOf == ["level", "share"])
    }

    /// One row holds nearly all of two columns' length, in which they agree; elsewhere they differ a little.
    @Test(arguments: [0, 700, 15_000, 29_999])
    func `columns that agree where it counts are aliased wherever that row lies`(_ row: Int) throws {
        var sample = Sample(rows: 30_000)
        sample.columns[0][row] = 1e9
        sample.columns[4] = zip(sample.columns[0], sample.columns[4]).map { $0 == 1e9 ? $0 : $0 + 1e-3 * $1 }
        let fit = try LogisticRegression().fit(sample.x, outcome: sample.outcome, names: Sample.names)
        #expect(fit.aliased.map(\.name) == ["other"])
    }

    @Test func `separation of large data is found`() throws {
        var sample = Sample(rows: 30_000)
        // A rare flag without a loss.
        sample.columns[2] = sample.outcome.indices.map { $0 % 301 == 0 && sample.outcome[$0] == 0 ? 1 : 0 }
        let error = #expect(throws: FitError.self) {
            try LogisticRegression().fit(sample.x, outcome: sample.outcome, names: Sample.names)
        }
        guard case .separated(let separation) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(separation.columns.map(\.name) == ["flag"])
    }
}
