import Foundation
import Metrics
import Tables
import Testing

@Suite struct CalibrationDriftTests {
    /// Scores around -1 whose outcomes follow `truth` of the score.
    private func drift(_ count: Int, seed: UInt64, _ truth: (Double) -> Double) throws -> CalibrationDrift {
        var random = SeededGenerator(seed: seed)
        let scores = (0..<count).map { _ in -1 + 1.2 * random.normal() }
        let outcomes = scores.map { random.uniform() < 1 / (1 + exp(-truth($0))) ? 1.0 : 0 }
        return CalibrationDrift(try ScoredOutcomes(logOdds: scores, outcomes: outcomes))
    }

    @Test func whatIsWrongIsNamed() throws {
        #expect(try drift(1500, seed: 1) { $0 + 0.6 }.faults == ["too low on average"])
        #expect(try drift(1500, seed: 2) { $0 - 0.6 }.faults == ["too high on average"])
        #expect(try drift(3000, seed: 3) { 0.5 * $0 }.faults.first == "too extreme (slope below 1)")
        #expect(try drift(3000, seed: 4) { 1.9 * $0 }.faults.first == "too timid (slope above 1)")
        let both = try drift(3000, seed: 4) { 1.9 * $0 - 1 }
        #expect(both.words == "probabilities are too timid (slope above 1) and too high on average: train again")
        let few = try drift(30, seed: 5) { $0 - 2 }
        #expect(few.isTooFew && !few.hasDrifted && few.words.hasPrefix("too few outcomes to tell ("))
    }

    /// Two intervals of 95%: right probabilities are told to have drifted in at most about a tenth of samples.
    @Test func rightProbabilitiesSeldomDrift() throws {
        let alarms = try (0..<100).count { try drift(300, seed: 100 + UInt64($0)) { $0 }.hasDrifted }
        #expect(alarms <= 19, "\(alarms)")
    }

    @Test func whatWasPromisedStandsBesideWhatCame() throws {
        let drift = try drift(1500, seed: 1) { $0 + 0.6 }
        #expect(drift.events > drift.expected.events.high! && drift.rows == 1500)
        #expect(drift.intercept.value > 0.4 && drift.intercept.value < 0.8)
        #expect(drift.auc.low! < drift.expected.auc.value && drift.expected.auc.value < drift.auc.high!)
        #expect(
            drift.words == "probabilities are too low on average: move the level (score --base-rate) or train again")
    }
}
