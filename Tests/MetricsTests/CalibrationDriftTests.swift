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
        #expect(try drift(1500, seed: 1) { $0 + 0.6 }.verdict == .tooLow)
        #expect(try drift(1500, seed: 2) { $0 - 0.6 }.verdict == .tooHigh)
        // Lines through the mean: the level stays right, or nearly.
        #expect(try drift(3000, seed: 3) { -0.95 + 0.5 * ($0 + 1) }.verdict == .tooExtreme)
        #expect(try drift(3000, seed: 4) { -1.05 + 1.9 * ($0 + 1) }.verdict == .tooTimid)
        #expect(try drift(30, seed: 5) { $0 - 2 }.verdict == .tooFew)
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
        #expect(drift.words.hasPrefix("probabilities are too low"))
    }
}
