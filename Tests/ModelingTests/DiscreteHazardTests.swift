import Foundation
import LinearAlgebra
import Modeling
import Regression
import Tables
import Testing

/// Discrete-time hazards against Kaplan-Meier, R's `survfit`, and a simulated truth.
struct DiscreteHazardTests {
    static let durations = [1, 2, 2, 3, 3, 3, 4, 5, 5, 6, 6, 7, 7, 7, 8]
    static let isLost = [1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0].map { $0 == 1 }

    private func rows(_ durations: [Int], _ isLost: [Bool], entries: [Int]? = nil) throws -> PersonPeriods {
        try PersonPeriods(
            durations: durations, isLost: isLost, entries: entries, x: Matrix(columns: [], rows: durations.count),
            names: [])
    }

    @Test func expansionHasARowForEveryPeriodAtRisk() throws {
        let data = try PersonPeriods(
            durations: [2, 3], isLost: [true, false], entries: [1, 2], x: Matrix(columns: [[5, 7]]), names: ["x"])
        #expect(data.subjects == [0, 0, 1, 1] && data.periods == [1, 2, 2, 3])
        #expect(data.events == [0, 1, 0, 0] && data.x.column(0) == [5, 5, 7, 7])
        #expect(data.lifeTable.atRisk == [1, 2, 1] && data.lifeTable.lost == [0, 1, 0])
        let long = try PersonPeriods(
            subjects: data.subjects, periods: data.periods, isLost: data.events.map { $0 == 1 }, x: data.x, names: ["x"]
        )
        #expect(long.events == data.events && long.lastPeriod == 3)
    }

    @Test func withoutColumnsItIsKaplanMeierWithGreenwoodsInterval() throws {
        let curve = try DiscreteHazard(rows(Self.durations, Self.isLost)).survival()
        let atRisk = (1...8).map { t in Double(Self.durations.count { $0 >= t }) }
        let lost = (1...8).map { t in Double(zip(Self.durations, Self.isLost).count { $0 == t && $1 }) }
        var (survival, greenwood) = (1.0, 0.0)
        for t in 0..<8 {
            survival *= 1 - lost[t] / atRisk[t]
            greenwood += lost[t] / (atRisk[t] * (atRisk[t] - lost[t]))
            #expect(abs(curve.survival[t] - survival) < 1e-12)
            let stretch = exp(1.959963984540054 * greenwood.squareRoot() / abs(log(survival)))
            #expect(abs(curve.low[t] - pow(survival, stretch)) < 1e-10)
            #expect(abs(curve.high[t] - pow(survival, 1 / stretch)) < 1e-10)
        }
        // Period 4 and 8 have no loss.
        #expect(curve.hazards[3] == 0 && curve.hazards[7] == 0)
        #expect(curve.median == 6)
    }

    /// R 4.2.2, survival: survfit(Surv(d, e) ~ 1, conf.type = "log-log"), 15 digits.
    @Test func theIntervalIsThatOfR() throws {
        let curve = try DiscreteHazard(rows(Self.durations, Self.isLost)).survival()
        let low: [Double] = [
            0.612641243774871835, 0.563912005708951614, 0.417175169928056699, 0.417175169928056699,
            0.242624042478843116, 0.174333199309648773, 0.094411432012449212, 0.094411432012449212,
        ]
        let high: [Double] = [
            0.99033223665001691, 0.96488449591647152, 0.88591680824181807, 0.88591680824181807, 0.76688482311427308,
            0.69613660400474153, 0.60831254556581282, 0.60831254556581282,
        ]
        for t in 0..<8 { #expect(abs(curve.low[t] - low[t]) < 1e-9 && abs(curve.high[t] - high[t]) < 1e-9) }
    }

    @Test func delayedEntryCountsOnlyPeriodsUnderObservation() throws {
        let data = try rows([3, 3, 2, 3], [true, false, true, true], entries: [1, 2, 2, 3])
        let hazard = try DiscreteHazard(data)
        #expect(hazard.atRisk == [1, 3, 3] && hazard.lost == [0, 1, 2])
        let survival = try hazard.survival().survival
        #expect(abs(survival[2] - 2.0 / 3 * (1.0 / 3)) < 1e-12)
    }

    @Test func everyoneLostOrNobodyNeedsNoFit() throws {
        #expect(try DiscreteHazard(rows([1, 2], [true, true])).survival().survival == [0.5, 0])
        let nobody = try DiscreteHazard(rows([2, 2], [false, false]))
        #expect(nobody.fit == nil)
        let curve = try nobody.survival()
        #expect(curve.survival == [1, 1] && curve.low == [1, 1] && curve.high == [1, 1] && curve.median == nil)
    }

    /// Accounts with a constant and a changing column, hazards known, censored at random.
    private func simulated(_ count: Int, seed: UInt64) throws -> PersonPeriods {
        var generator = SeededGenerator(seed: seed)
        var (subjects, periods, isLost) = ([Int](), [Int](), [Bool]())
        var (fixed, moving) = ([Double](), [Double]())
        for subject in 0..<count {
            let x = generator.uniform() * 2 - 1
            let last = 1 + generator.below(12)
            for period in 1...last {
                let z = generator.uniform() < 0.3 ? 1.0 : 0
                let lost = generator.uniform() < Self.hazard(period, x, z)
                subjects.append(subject)
                periods.append(period)
                isLost.append(lost)
                fixed.append(x)
                moving.append(z)
                if lost { break }
            }
        }
        return try PersonPeriods(
            subjects: subjects, periods: periods, isLost: isLost, x: Matrix(columns: [fixed, moving]),
            names: ["x", "z"])
    }

    private static func hazard(_ period: Int, _ x: Double, _ z: Double) -> Double {
        let eta: Double = -3 + 0.15 * Double(period) + 0.9 * x + 1.1 * z
        return 1 / (1 + exp(-eta))
    }

    @Test(arguments: [DiscreteHazard.Baseline.periods, .spline(knots: 4)])
    func aSimulatedTruthIsFound(_ baseline: DiscreteHazard.Baseline) throws {
        let hazard = try DiscreteHazard(simulated(6000, seed: 2), baseline: baseline)
        let fit = try #require(hazard.fit)
        for (name, truth) in [("x", 0.9), ("z", 1.1)] {
            let place = try #require(fit.names.firstIndex(of: name))
            #expect(abs(fit.coefficients[place] - truth) < 3 * fit.standardErrors[place])
        }
        let path = Matrix(columns: [[Double](repeating: 0.5, count: 12), (0..<12).map { Double($0 % 2) }])
        let curve = try hazard.survival(path: path)
        var truth = 1.0
        for t in 0..<12 {
            truth *= 1 - Self.hazard(t + 1, 0.5, Double(t % 2))
            #expect(curve.low[t] <= curve.survival[t] && curve.survival[t] <= curve.high[t])
            #expect(abs(curve.survival[t] - truth) < 0.05)
        }
        #expect(zip(curve.survival, curve.survival.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(curve.table.rows.count == 12 && curve.expectedPeriods > 1)
    }

    /// 95% intervals of S, S itself and the model's errors without clusters, over many small books.
    @Test func intervalsCoverTheTruth() throws {
        let truth = (1...6).reduce(1.0) { $0 * (1 - Self.hazard($1, 0, 0)) }
        let covered = try concurrentMap(200) { run in
            Result {
                let hazard = try DiscreteHazard(simulated(400, seed: UInt64(100 + run)), baseline: .spline(knots: 3))
                let curve = try hazard.survival([0, 0], through: 6)
                let fit = hazard.fit!
                let place = fit.names.firstIndex(of: "z")!
                let z = abs(fit.coefficients[place] - 1.1) / fit.standardErrors[place]
                return (curve: curve.low[5] <= truth && truth <= curve.high[5], weight: z < 1.96)
            }
        }.map { try $0.get() }
        // 95% ± 4 Monte Carlo errors of 1.5 points.
        #expect((178...200).contains(covered.count { $0.curve }))
        #expect((178...200).contains(covered.count { $0.weight }))
    }

    @Test func theHazardOfARowIsTheFitsProbability() throws {
        let data = try simulated(500, seed: 9)
        let hazard = try DiscreteHazard(data, baseline: .spline(knots: 3))
        let all = try hazard.hazards(data.x, periods: data.periods)
        // Maximum likelihood with an intercept: hazards add up to the losses.
        #expect(abs(all.reduce(0, +) - data.events.reduce(0, +)) < 1e-6)
    }

    @Test func badRowsAreRefusedInWords() throws {
        func message(_ subjects: [Int], _ periods: [Int], _ lost: [Bool]) -> String? {
            let x = Matrix(columns: [], rows: subjects.count)
            let error = #expect(throws: FitError.self) {
                try PersonPeriods(subjects: subjects, periods: periods, isLost: lost, x: x, names: [])
            }
            return error?.description
        }
        #expect(message([1, 1], [2, 2], [false, false]) == "row 2: subject 1 has period 2 twice")
        #expect(message([1, 1], [1, 2], [true, false]) == "row 2: subject 1 has a row after its loss in period 1")
        #expect(
            message([4, 4], [5, 3], [false, false]) == "row 1: subject 4 has no row for period 4, between 3 and 5")
        #expect(message([4], [0], [false]) == "row 1: subject 4 has period 0 (expected 1 or more)")
        #expect(throws: FitError.self) { try rows([0], [true]) }
        #expect(throws: FitError.self) { try rows([2], [true], entries: [3]) }
        let hazard = try DiscreteHazard(rows(Self.durations, Self.isLost))
        #expect(throws: FitError.invalid("period 9 was not learned (1 to 8 were)")) { try hazard.survival(through: 9) }
        #expect(throws: FitError.self) { try hazard.survival([1]) }
        #expect(throws: FitError.self) {
            try DiscreteHazard(rows(Self.durations, Self.isLost), baseline: .spline(knots: 20))
        }
    }
}
