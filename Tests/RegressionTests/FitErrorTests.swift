import LinearAlgebra
import Regression
import Testing

/// What a fit refuses, in words that name the place.
struct FitErrorTests {
    private func message(
        _ columns: [[Double]], _ outcome: [Double], weights: [Double]? = nil, offset: [Double]? = nil,
        options: LogisticRegression = .init()
    ) -> String? {
        let names = columns.indices.map { "column\($0)" }
        let x = Matrix(columns: columns, rows: outcome.count)
        let error = #expect(throws: FitError.self) {
            try options.fit(x, outcome: outcome, names: names, weights: weights, offset: offset)
        }
        return error?.description
    }

    @Test func `values that cannot be used`() {
        #expect(
            message([[1, 2, 3], [1, .nan, 0]], [0, 1, 0])
                == "column \"column1\", row 2: NaN cannot be used (expected a number between -1e300 and 1e300)")
        #expect(message([[1, -.infinity, 3]], [0, 1, 0])?.hasPrefix("column \"column0\", row 2: -infinity") == true)
        #expect(
            message([[1, 2, 3]], [0, 1.5, 0])
                == "outcome, row 2: 1.5 cannot be used (expected a number from 0 to 1)")
        #expect(message([[1, 2, 3]], [0, 1, .nan])?.hasPrefix("outcome, row 3: NaN") == true)
        #expect(message([[1, 2, 3]], [0, 1, 0], weights: [1, 1, -1])?.hasPrefix("weight, row 3: -1") == true)
        #expect(message([[1, 2, 3]], [0, 1, 0], offset: [1, .nan, 0])?.hasPrefix("offset, row 2: NaN") == true)
        #expect(message([[1e308, -1e308, 3]], [0, 1, 0])?.hasPrefix("column \"column0\", row 1") == true)
    }

    @Test func `too little to learn from`() {
        #expect(message([], []) == FitError.noRows.description)
        #expect(message([[1, 2]], [0, 1], weights: [0, 0]) == FitError.noRows.description)
        #expect(message([[1, 2, 3]], [1, 1, 1])?.hasPrefix("every outcome is 1") == true)
        #expect(message([[1, 2, 3]], [0, 1, 0], weights: [1, 0, 1])?.hasPrefix("every outcome is 0") == true)
        let wide = (0..<4).map { j in (0..<3).map { Double(($0 + 1) * (j + 2) % 7) } }
        #expect(message(wide, [0, 1, 0])?.hasPrefix("5 coefficients cannot be learned from 3 rows") == true)
    }

    @Test func `shapes and options`() {
        #expect(message([[1, 2, 3]], [0, 1, 0], weights: [1]) == "1 weights for 3 rows")
        #expect(message([[1, 2, 3]], [0, 1, 0], options: .init(errors: .cluster)) == "clustered errors need clusters")
        #expect(message([[1, 2]], [0, 1], options: .init(penalty: .ridge(-1)))?.hasPrefix("lambda is -1") == true)
        #expect(
            message([[1, 2]], [0, 1], options: .init(penalty: RidgePenalty(lambda: 1, factors: [1, 2])))
                == "2 penalty factors for 1 columns")
        #expect(message([[1, 2]], [0, 1], options: .init(tolerance: 0))?.hasPrefix("tolerance is 0") == true)
        let unknown = message([[1, 2]], [0, 1], options: .init(solver: "newtn"))
        #expect(unknown == "unknown solver \"newtn\", did you mean \"newton\"?")
    }

    @Test func `separation in words`() {
        #expect(
            message([[1, 2, 3, 4]], [1, 1, 0, 0])
                == "complete separation: column \"column0\" (to -∞) predict 4 outcomes without error, so maximum likelihood is "
                + "infinite; use a Firth or ridge penalty")
    }

    @Test func `F17 a fit that stops early is an error, or says so where the caller allows it`() throws {
        let sample = Sample(rows: 300)
        let error = #expect(throws: FitError.self) {
            try LogisticRegression(maxIterations: 1).fit(sample.x, outcome: sample.outcome, names: Sample.names)
        }
        guard case .notConverged(let summary) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(summary.reason == .iterationLimit && summary.iterations == 1 && summary.trace.count == 2)
        let fit = try LogisticRegression(maxIterations: 1, allowUnconverged: true).fit(
            sample.x, outcome: sample.outcome, names: Sample.names)
        #expect(!fit.isConverged && fit.notes.count == 1)
    }
}
