import Modeling
import Regression
import Tables
import Testing

/// Columns that numeric predictors enter by.
struct NumericTermsTests {
    private func learned(
        _ values: [Double], _ terms: NumericTerms, weights: [Double]? = nil
    ) -> Preparation {
        Preparation.learned(frame(values), weights: weights, terms: terms)
    }

    private func frame(_ values: [Double]) -> Frame {
        Frame(columns: [FrameColumn("x", .numbers(values))], rowCount: values.count)
    }

    /// 0...499, each once, in an order of its own.
    private let spread = (0..<500).map { Double($0 * 7 % 500) }

    @Test func knotsLieHalfwayBetweenValuesAtEvenlySpacedQuantiles() throws {
        let columns = learned(spread, .splines).columns
        #expect(columns.map(\.name) == ["x"] + (1...8).map { "x spline \($0)" })
        guard case .spline(let knots, _, let fill) = columns[1].source else { return #expect(Bool(false)) }
        let expected: [Double] = [24.5, 74.5, 124.5, 174.5, 224.5, 274.5, 324.5, 374.5, 424.5, 474.5]
        #expect(knots == expected)
        #expect(abs(fill - 249.5) < 1e-12)
        #expect(columns.map(\.isCurved) == [false] + Array(repeating: true, count: 8))
    }

    @Test func edgesCutOffEvenShares() throws {
        let preparation = learned(spread, .bins)
        #expect(preparation.columns.count == 15)
        #expect(preparation.columns[1].name == "x > 33.5")
        let matrix = try preparation.matrix(frame([33, 34, .nan, 1e9]))
        #expect(matrix.column(1) == [0, 1, 1, 1])
        #expect(matrix.column(14) == [0, 0, 0, 1])
    }

    @Test func fewValuesMakeFewColumns() {
        let six = (0..<600).map { Double($0 % 6) }
        #expect(learned(six, .splines).columns.count == 4)
        #expect(learned(six, .bins).columns.count == 6)
        #expect(learned(six.map { min($0, 4) }, .splines).columns.count == 1)
        #expect(learned(six.map { min($0, 1) }, .bins).columns.count == 1)
        // 60 rows leave room for two cuts of 20 rows each, one too few for a spline.
        #expect(learned(Array(spread.prefix(60)), .splines).columns.count == 1)
        // Nine in ten are 0: there is one edge, beside it.
        let skewed = (0..<1000).map { $0 < 930 ? 0 : Double($0) }
        #expect(learned(skewed, .bins).columns.map(\.name) == ["x", "x > 465"])
    }

    @Test func linearColumnsAreTheSameUnderAllTerms() {
        let values = spread.map { $0 < 40 ? .nan : $0 }
        let linear = learned(values, .linear).columns
        for terms in NumericTerms.allCases {
            #expect(learned(values, terms).columns.filter { !$0.isCurved } == linear)
        }
    }

    @Test(arguments: NumericTerms.allCases)
    func meansAndScalesAreThoseOfTheDesign(terms: NumericTerms) throws {
        let values = spread.map { $0 < 40 ? .nan : $0 * $0 }
        let preparation = learned(values, terms)
        let matrix = try preparation.matrix(frame(values))
        for (index, column) in preparation.columns.enumerated() {
            let entries = matrix.column(index)
            let mean = entries.reduce(0, +) / 500
            let scale = (entries.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500).squareRoot()
            #expect(abs(column.mean - mean) < 1e-10 * max(1, abs(mean)))
            #expect(abs(column.scale - scale) < 1e-10 * max(1, scale))
        }
    }

    @Test(arguments: NumericTerms.allCases)
    func orderScaleAndWeightLaws(terms: NumericTerms) throws {
        let base = learned(spread, terms)
        #expect(isClose(base, learned(spread.reversed(), terms)))
        let weights = spread.indices.map { Double(1 + $0 % 3) }
        let twice = spread.indices.flatMap { Array(repeating: spread[$0], count: 1 + $0 % 3) }
        #expect(isClose(learned(spread, terms, weights: weights), learned(twice, terms)))
        // Rows of weight 0 are as if they were not there.
        let masked = learned(spread + [1e6, -1e6], terms, weights: Array(repeating: 1, count: 500) + [0, 0])
        #expect(isClose(masked, base))
        let scaled = try learned(spread.map { 1e3 * $0 - 7 }, terms).matrix(frame([-8e3 - 7, 1e5 - 7, 9e6 - 7]))
        let plain = try base.matrix(frame([-8, 100, 9000]))
        for column in base.columns.indices.dropFirst() {
            for row in 0..<3 {
                let (a, b) = (scaled[row, column], plain[row, column])
                #expect(abs(a - b) < 1e-9 * max(1, abs(b)))
            }
        }
    }

    private func isClose(_ a: Preparation, _ b: Preparation) -> Bool {
        a.columns.count == b.columns.count
            && zip(a.columns, b.columns).allSatisfy {
                $0.name == $1.name && abs($0.mean - $1.mean) < 1e-9 && abs($0.scale - $1.scale) < 1e-9
            }
    }

    /// Beyond the last knot a spline goes on as a straight line: finite for any finite value.
    @Test func unseenExtremesContinueTheLine() throws {
        let data = Samples.curved(3000)
        let model = try Samples.train(data, TrainingOptions(terms: .splines, penalty: .ridge, lambda: 3)).model
        let logOdds: [Double] = try model.predict(frame([1, 1000, 2000, 3000, -1000, -2000, -3000, .nan])).raw
        let (right, left) = (logOdds[2] - logOdds[1], logOdds[5] - logOdds[4])
        #expect(abs(logOdds[3] - logOdds[2] - right) < 1e-9 * abs(right))
        #expect(abs(logOdds[6] - logOdds[5] - left) < 1e-9 * abs(left))
        #expect(logOdds.allSatisfy { $0.isFinite })
        let far = try model.predict(frame([1e300, -1e300])).probabilities
        #expect(far.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
}
