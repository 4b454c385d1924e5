import Foundation
import Regression
import Testing

/// Base rates that moved, and outcomes that were weighted.
struct PriorShiftTests {
    @Test func `the shift is the difference of log-odds and turns one rate into the other`() throws {
        let shift = try PriorShift(from: 0.2, to: 0.5)
        #expect(abs(shift.logOdds - log(4)) < 1e-15)
        #expect(abs(PriorShift.share(0.2, shiftedBy: shift.logOdds) - 0.5) < 1e-15)
        #expect(shift.description == "base rate moved from 20.0% to 50.0%: +1.39 to every row's log-odds")
        #expect(throws: FitError.invalid("a base rate lies between 0 and 1, found 1")) {
            try PriorShift(from: 0.2, to: 1)
        }
    }

    /// Scores of two classes, normal with equal spread: their log-odds are exactly linear in x.
    private func scores(_ count: Int, rate: Double, seed: UInt64) -> [Double] {
        var random = Random(state: seed)
        return (0..<count).map { _ in
            let isEvent = random.next() < rate
            let normal = Normal.quantile(min(max(random.next(), 1e-12), 1 - 1e-12))
            let x = normal + (isEvent ? 1.5 : 0)
            // Learned at a rate of .3.
            return 1.5 * x - 1.125 + log(0.3 / 0.7)
        }
    }

    @Test(arguments: [0.1, 0.3, 0.6])
    func `the most likely rate is near the true one and is where EM ends`(_ rate: Double) throws {
        let scores = scores(20_000, rate: rate, seed: 4)
        let shift = try PriorShift.estimated(logOdds: scores, from: 0.3)
        #expect(abs(shift.to - rate) < 0.02)
        // Saerens et al., equations 2.9 and 2.10.
        var share = 0.3
        for _ in 0..<400 {
            let odds = share / 0.7 * (0.7 / 0.3) * 0.7 / (1 - share)
            share = scores.reduce(0) { $0 + odds / (odds + exp(-$1)) } / Double(scores.count)
        }
        #expect(abs(shift.to - share) < 1e-9)
    }

    @Test func `a weight of 2 is the row twice`() throws {
        let scores = scores(300, rate: 0.5, seed: 8)
        let weighted = try PriorShift.estimated(
            logOdds: scores, from: 0.3, weights: scores.indices.map { $0 < 100 ? 2 : 1 })
        let repeated = try PriorShift.estimated(logOdds: scores + scores.prefix(100), from: 0.3)
        #expect(abs(weighted.to - repeated.to) < 1e-12)
    }

    @Test func `scores that do not tell are refused`() {
        #expect(throws: FitError.self) { try PriorShift.estimated(logOdds: [0.1, 0.2], from: 0.1) }
        #expect(throws: FitError.noRows) { try PriorShift.estimated(logOdds: [], from: 0.1) }
        #expect(throws: FitError.self) { try PriorShift.estimated(logOdds: [.nan], from: 0.1) }
        #expect(throws: FitError.self) { try PriorShift.estimated(logOdds: [1, 2], from: 0.1, weights: [1]) }
    }

    @Test func `a shifted calibration moves every log-odds alike, survives coding and keeps its bytes without a shift`()
        throws
    {
        let scores = (0..<60).map { Double($0) / 10 - 3 }
        let outcomes = scores.indices.map { ($0 * 7 % 60) < $0 ? 1.0 : 0 }
        for kind in ["platt", "isotonic", "spline", "beta"] {
            let map = try CalibratorKinds.named(kind).fit(logOdds: scores, outcomes: outcomes)
            let (plain, moved) = (Calibration(map), Calibration(map, shift: -0.7))
            let pairs = zip(plain.probabilities(forLogOdds: scores), moved.probabilities(forLogOdds: scores))
            for (p, q) in pairs where p > 0 && p < 1 {
                let step = log(q / (1 - q)) - log(p / (1 - p))
                #expect(abs(step + 0.7) < 1e-9)
            }
            for (p, q) in pairs where p == 0 || p == 1 { #expect(p == q) }
            let back = try JSONDecoder().decode(Calibration.self, from: JSONEncoder().encode(moved))
            #expect(back.shift == -0.7)
            #expect(back.probabilities(forLogOdds: scores) == moved.probabilities(forLogOdds: scores))
            let text = String(decoding: try JSONEncoder().encode(plain), as: UTF8.self)
            #expect(!text.contains("shift"))
        }
    }
}

/// Weights of outcomes and the intercept's correction.
struct OutcomeWeightsTests {
    let sample = Sample(rows: 40_000, seed: 11)

    private func fit(_ errors: ErrorKind, _ weights: OutcomeWeights? = nil) throws -> LogisticFit {
        let options = LogisticRegression(errors: errors)
        guard let weights else { return try options.fit(sample.x, outcome: sample.outcome, names: Sample.names) }
        return try options.fit(sample.x, outcome: sample.outcome, outcomeWeights: weights, names: Sample.names)
    }

    @Test func `under the model weighted outcomes change nothing but the spread`() throws {
        let (plain, weighted) = (try fit(.hc0), try fit(.hc0, OutcomeWeights(event: 5, other: 1)))
        for j in 0..<6 {
            let apart = abs(plain.coefficients[j] - weighted.coefficients[j])
            #expect(apart < 3 * weighted.standardErrors[j])
            #expect(weighted.standardErrors[j] > 0.9 * plain.standardErrors[j])
        }
        let mean = weighted.probabilities(sample.x).reduce(0, +) / 40_000
        let share = sample.outcome.reduce(0, +) / 40_000
        #expect(abs(mean - share) < 0.005)
    }

    @Test func `weights that are alike change nothing at all`() throws {
        let (plain, weighted) = (try fit(.model), try fit(.model, OutcomeWeights(event: 3, other: 3)))
        for j in 0..<6 {
            #expect(abs(plain.coefficients[j] - weighted.coefficients[j]) < 1e-10)
        }
    }

    @Test func `model errors, shares and useless weights are refused`() throws {
        let weights = try OutcomeWeights(event: 5, other: 1)
        #expect(throws: FitError.self) { try fit(.model, weights) }
        #expect(throws: FitError.self) {
            try LogisticRegression(errors: .hc0).fit(
                sample.x, outcome: sample.outcome.map { 0.2 + 0.5 * $0 }, outcomeWeights: weights, names: Sample.names)
        }
        for weight in [0.0, -1, .infinity, .nan] {
            #expect(throws: FitError.self) { try OutcomeWeights(event: weight, other: 1) }
        }
    }
}
