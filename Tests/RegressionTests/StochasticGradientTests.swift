import Foundation
import LinearAlgebra
import Regression
import Testing

/// Rows in memory, delivered as if they came from disk: blocks of `block` rows, every `heldOutEvery`th row held out.
private struct SampleSource: RowSource {
    let sample: Sample
    var weights: [Double]?
    var block = 4096
    var heldOutEvery = 0

    var columns: Int { sample.columns.count }

    func open() throws -> Blocks { Blocks(source: self) }

    struct Blocks: RowBlocks {
        let source: SampleSource
        var place = 0
        var waiting: [RowBlock] = []

        mutating func next() throws -> RowBlock? {
            if !waiting.isEmpty { return waiting.removeFirst() }
            let count = source.sample.outcome.count
            guard place < count else { return nil }
            let rows = Array(place..<min(count, place + source.block))
            place += source.block
            let every = source.heldOutEvery
            func isHeld(_ row: Int) -> Bool { every > 0 && row % every == 0 }
            waiting = [source.rows(rows.filter { !isHeld($0) }, false), source.rows(rows.filter(isHeld), true)]
                .compactMap(\.self)
            return waiting.removeFirst()
        }
    }

    private func rows(_ places: [Int], _ isHeldOut: Bool) -> RowBlock? {
        guard !places.isEmpty else { return nil }
        let part = sample.rows(places)
        return RowBlock(
            x: part.x, outcome: part.outcome, weights: weights.map { own in places.map { own[$0] } },
            isHeldOut: isHeldOut)
    }
}

/// Gradient descent over rows that come in blocks: where it ends, and what must not change it.
struct StochasticGradientTests {
    private let sample = Sample(rows: 20_000)

    private func streamed(
        _ source: SampleSource, _ options: StochasticGradient = .init(), penalty: any Penalty = NoPenalty(),
        threads: Int = 2
    ) throws -> StreamedFit {
        try options.fit(source, names: Sample.names, penalty: penalty, threads: threads)
    }

    private func exact(
        _ sample: Sample, weights: [Double]? = nil, penalty: any Penalty = NoPenalty()
    ) throws -> LogisticFit {
        try LogisticRegression(penalty: penalty).fit(
            sample.x, outcome: sample.outcome, names: Sample.names, weights: weights)
    }

    /// Log loss to 1e-9 a row, standard errors to 1e-3, coefficients to a thousandth of a standard error.
    private func expectAgreement(_ a: StreamedFit, _ b: LogisticFit, _ comment: Comment? = nil) {
        let rows = Double(b.observations)
        #expect(abs(a.fit.logLikelihood - b.logLikelihood) / rows < 1e-9, comment)
        #expect(relativeError(a.fit.nullDeviance, b.nullDeviance) < 1e-11, comment)
        #expect(abs(a.fit.effectiveDegreesOfFreedom - b.effectiveDegreesOfFreedom) < 1e-3, comment)
        #expect(a.fit.estimated == b.estimated && a.fit.observations == b.observations, comment)
        for j in b.estimated {
            #expect(abs(a.fit.coefficients[j] - b.coefficients[j]) < 1e-3 * b.standardErrors[j], comment)
            #expect(relativeError(a.fit.standardErrors[j], b.standardErrors[j]) < 1e-3, comment)
        }
    }

    @Test(arguments: [0, 20])
    func `the end is the exact optimum of all rows`(_ heldOutEvery: Int) throws {
        expectAgreement(try streamed(SampleSource(sample: sample, heldOutEvery: heldOutEvery)), try exact(sample))
        let ridge = RidgePenalty(lambda: 50)
        let held = try streamed(SampleSource(sample: sample, heldOutEvery: heldOutEvery), penalty: ridge)
        let known = try exact(sample, penalty: ridge)
        expectAgreement(held, known, "ridge")
        #expect(held.fit.isPenalized && held.fit.pValues == nil)
        #expect(relativeError(held.fit.penalizedLogLikelihood ?? 0, known.penalizedLogLikelihood ?? 1) < 1e-9)
    }

    /// The correction would hide a descent that does nothing, so the descent is judged by itself.
    @Test func `the descent alone comes near`() throws {
        let fit = try streamed(SampleSource(sample: sample, heldOutEvery: 10), StochasticGradient(epochs: 1))
        let optimum = try #require(fit.heldOut).logLoss
        let mean = sample.outcome.reduce(0, +) / Double(sample.outcome.count)
        let null = -(mean * log(mean) + (1 - mean) * log(1 - mean))
        let reached = try #require(fit.trace.last).heldOutLoss
        #expect(reached - optimum < 2e-3 && null - optimum > 0.05, "\(reached) against \(optimum), null \(null)")
        #expect(fit.epochs == 1 && fit.corrections <= 4)
    }

    @Test func `no column scale or offset can fool it`() throws {
        var hard = sample
        hard.columns[0] = sample.columns[0].map { $0 * 1e9 }
        hard.columns[1] = sample.columns[1].map { $0 * 1e-9 }
        hard.columns[3] = sample.columns[3].map { $0 + 1e7 }
        hard.columns[4] = zip(sample.columns[0], sample.columns[4]).map { $0 + 0.01 * $1 }
        let fit = try streamed(SampleSource(sample: hard, heldOutEvery: 20), StochasticGradient(epochs: 1))
        expectAgreement(fit, try exact(hard))
        let reached = try #require(fit.trace.last).heldOutLoss
        #expect(reached - (try #require(fit.heldOut)).logLoss < 5e-3)
    }

    @Test func `rows sorted by outcome`() throws {
        let order = sample.outcome.indices.sorted { (sample.outcome[$0], $0) < (sample.outcome[$1], $1) }
        expectAgreement(try streamed(SampleSource(sample: sample.rows(order))), try exact(sample))
    }

    @Test func `the number of threads changes no bit`() throws {
        let source = SampleSource(sample: sample, weights: sample.weights, heldOutEvery: 20)
        let one = try streamed(source, threads: 1)
        for threads in [2, 5] {
            let many = try streamed(source, threads: threads)
            #expect(one.fit == many.fit && one.heldOut == many.heldOut)
        }
    }

    @Test func `the size of blocks`() throws {
        let known = try exact(sample)
        for block in [100, 1000, 20_000] {
            expectAgreement(
                try streamed(SampleSource(sample: sample, block: block, heldOutEvery: 20)), known, "\(block)")
        }
    }

    @Test func `a weight of 2 or 3 is the row twice or thrice`() throws {
        let repeated = sample.outcome.indices.flatMap { Array(repeating: $0, count: Int(sample.weights[$0])) }
        let expanded = try streamed(SampleSource(sample: sample.rows(repeated), heldOutEvery: 20))
        let weighted = try streamed(SampleSource(sample: sample, weights: sample.weights, heldOutEvery: 20))
        expectAgreement(weighted, try exact(sample, weights: sample.weights))
        let total = sample.weights.reduce(0, +)
        #expect(abs(weighted.fit.logLikelihood - expanded.fit.logLikelihood) / total < 1e-10)
        // The descent too: a heavy row pulls as much as its copies, here and there.
        for fit in [weighted, expanded] {
            let reached = try #require(fit.trace.last).heldOutLoss
            #expect(reached - (try #require(fit.heldOut)).logLoss < 2e-3)
        }
    }

    @Test func `rows of weight 0 count nowhere`() throws {
        var emptied = sample
        for i in stride(from: 0, to: 20_000, by: 3) { (emptied.weights[i], emptied.outcome[i]) = (0, 1) }
        let kept = emptied.rows(emptied.outcome.indices.filter { emptied.weights[$0] > 0 })
        expectAgreement(
            try streamed(SampleSource(sample: emptied, weights: emptied.weights)),
            try exact(kept, weights: kept.weights))
    }

    @Test func `constant and aliased columns are left out and named`() throws {
        var doubled = sample
        doubled.columns[2] = doubled.columns[2].map { _ in 7 }
        doubled.columns[4] = zip(sample.columns[0], sample.columns[1]).map { 2 * $0 - $1 + 3 }
        let fit = try streamed(SampleSource(sample: doubled, heldOutEvery: 20)).fit
        #expect(fit.aliased.map(\.name) == ["flag", "other"])
        #expect(fit.aliased.map(\.combinationOf) == [[], ["level", "share"]])
        #expect(fit.estimates[3] == nil && fit.estimates[5] == nil)
        let known = try exact(doubled)
        #expect(abs(fit.logLikelihood - known.logLikelihood) < 1e-6)
        for j in known.estimated {
            #expect(abs(fit.coefficients[j] - known.coefficients[j]) < 1e-3 * known.standardErrors[j])
        }
    }

    @Test func `a column that separates is named, and ridge holds it`() throws {
        var parted = sample
        parted.columns[2] = zip(sample.columns[2], sample.outcome).map { $1 == 1 ? $0 : 0 }
        let error = #expect(throws: FitError.self) { try streamed(SampleSource(sample: parted)) }
        #expect(error?.description.contains("\"flag\" alone separates") == true)
        let ridge = RidgePenalty(lambda: 1)
        expectAgreement(
            try streamed(SampleSource(sample: parted, heldOutEvery: 20), penalty: ridge),
            try exact(parted, penalty: ridge))
    }

    @Test func `what cannot be used is refused by row`() throws {
        func refusal(_ change: (inout SampleSource) -> Void) -> String {
            var source = SampleSource(sample: sample, block: 1000)
            change(&source)
            return #expect(throws: FitError.self) { try streamed(source) }?.description ?? ""
        }
        var broken = sample
        broken.columns[1][4321] = .nan
        #expect(refusal { $0 = SampleSource(sample: broken, block: 1000) }.contains("column \"share\", row 4322"))
        broken = sample
        broken.outcome[17] = 0.5
        #expect(refusal { $0 = SampleSource(sample: broken, block: 1000) }.contains("outcome, row 18"))
        #expect(refusal { $0.weights = Array(repeating: -1, count: 20_000) }.contains("weight, row 1"))
        broken.outcome = broken.outcome.map { _ in 1 }
        #expect(refusal { $0 = SampleSource(sample: broken, block: 1000) }.contains("every outcome is 1"))
        let lasso = #expect(throws: FitError.self) {
            try streamed(SampleSource(sample: sample), penalty: LassoPenalty(lambda: 0.1))
        }
        #expect(lasso?.description.contains("expected none or ridge") == true)
    }

    @Test(arguments: [
        StochasticGradient(epochs: 0), StochasticGradient(batchRows: 0), StochasticGradient(learningRate: -1),
        StochasticGradient(averagingDegree: -1), StochasticGradient(tolerance: .nan),
        StochasticGradient(corrections: 0),
        StochasticGradient(gap: 0),
    ])
    func `options out of range`(_ options: StochasticGradient) throws {
        #expect(throws: FitError.self) { try streamed(SampleSource(sample: sample), options) }
    }

    @Test func `options are a coded value`() throws {
        let options = StochasticGradient(epochs: 3, batchRows: 64, learningRate: 0.2, seed: 9)
        let text = try JSONEncoder().encode(options)
        #expect(try JSONDecoder().decode(StochasticGradient.self, from: text) == options)
    }

    @Test func `too few passes are an error, not a result`() throws {
        let error = #expect(throws: FitError.self) {
            try streamed(
                SampleSource(sample: sample), StochasticGradient(epochs: 1, learningRate: 1e-9, corrections: 1))
        }
        guard case .notConverged(let summary) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(summary.reason == .iterationLimit && summary.solver == "sgd")
    }

    @Test(arguments: [1e6, 1e9]) func `F21 a rate that throws the descent off is mended`(rate: Double) throws {
        let wild = StochasticGradient(epochs: 1, learningRate: rate)
        expectAgreement(try streamed(SampleSource(sample: sample), wild), try exact(sample))
    }

    /// In memory and from blocks it is one method: no step of one is nearer than the other's end.
    @Test func `the registered solver agrees`() throws {
        let inMemory = try LogisticRegression(solver: "sgd").fit(
            sample.x, outcome: sample.outcome, names: Sample.names)
        expectAgreement(try streamed(SampleSource(sample: sample)), inMemory)
        #expect(inMemory.optimization.solver == "sgd")
        let error = #expect(throws: FitError.self) {
            try LogisticRegression(penalty: LassoPenalty(lambda: 0.1), solver: "sgd").fit(
                sample.x, outcome: sample.outcome, names: Sample.names)
        }
        #expect(error?.description.contains("cannot minimise") == true)
    }

    @Test func `progress tells stage, rows and loss`() throws {
        var seen: [DescentProgress] = []
        _ = try StochasticGradient(epochs: 1).fit(
            SampleSource(sample: sample, heldOutEvery: 20), names: Sample.names, progress: { seen.append($0) })
        #expect(seen.first?.stage == .epoch(1) && seen.last?.stage != .epoch(1))
        let last = try #require(seen.last { $0.stage == .epoch(1) })
        #expect(last.rowsRead == 20_000 && last.rows == 20_000 && last.heldOutLoss != nil)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.stage != $1.stage || $0.rowsRead < $1.rowsRead })
    }
}
