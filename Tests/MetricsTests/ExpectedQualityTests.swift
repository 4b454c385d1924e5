import Foundation
import Metrics
import Tables
import Testing

@Suite struct ExpectedQualityTests {
    private func logOdds(_ p: [Double]) -> [Double] { p.map { log($0 / (1 - $0)) } }

    /// Every set of outcomes of five rows, two of them tied, with its probability.
    @Test func isTheMeanOverAllOutcomes() {
        let p = [0.9, 0.5, 0.5, 0.3, 0.05]
        var (inOrder, pairs, loss, events) = (0.0, 0.0, 0.0, 0.0)
        for set in 0..<32 {
            let isEvent = (0..<5).map { set >> $0 & 1 == 1 }
            let chance = zip(p, isEvent).reduce(1) { $0 * ($1.1 ? $1.0 : 1 - $1.0) }
            for (i, j) in (0..<5).flatMap({ i in (0..<5).map { (i, $0) } }) where isEvent[i] && !isEvent[j] {
                pairs += chance
                inOrder += chance * (p[i] > p[j] ? 1 : p[i] == p[j] ? 0.5 : 0)
            }
            loss -= chance * zip(p, isEvent).reduce(0) { $0 + log($1.1 ? $1.0 : 1 - $1.0) } / 5
            events += chance * Double(isEvent.count { $0 })
        }
        let quality = ExpectedQuality(logOdds: logOdds(p), draws: 10)
        #expect(abs(quality.auc.value - inOrder / pairs) < 1e-12)
        #expect(abs(quality.logLoss.value - loss) < 1e-12)
        #expect(abs(quality.events.value - events) < 1e-12 && quality.rows == 5)
    }

    /// The law of the probabilities, drawn with another generator stream: the ranges hold about 95% of what comes.
    @Test func rangesHoldWhatComes() throws {
        var random = SeededGenerator(seed: 3)
        let scores = (0..<150).map { _ in -1.2 + random.normal() }
        let quality = ExpectedQuality(logOdds: scores)
        func isIn(_ value: Double, _ range: Estimate) -> Bool { range.low! <= value && value <= range.high! }
        var (auc, loss, events) = (0, 0, 0)
        for _ in 0..<600 {
            let outcomes = scores.map { random.uniform() < 1 / (1 + exp(-$0)) ? 1.0 : 0 }
            let scored = try ScoredOutcomes(logOdds: scores, outcomes: outcomes)
            if isIn(AreaUnderCurve.value(scored), quality.auc) { auc += 1 }
            if isIn(LogLoss.value(scored), quality.logLoss) { loss += 1 }
            if isIn(scored.eventWeight, quality.events) { events += 1 }
        }
        // 570 are expected; three standard errors are 16, and whole numbers of events cover a little more.
        for count in [auc, loss] { #expect((550...590).contains(count), "\(count)") }
        #expect((550...600).contains(events), "\(events)")
    }

    @Test func orderOfRowsDoesNotMatterToThePromise() {
        let scores = logOdds([0.1, 0.4, 0.4, 0.7, 0.2])
        let (one, other) = (ExpectedQuality(logOdds: scores), ExpectedQuality(logOdds: scores.reversed()))
        #expect(abs(one.auc.value - other.auc.value) < 1e-14 && abs(one.logLoss.value - other.logLoss.value) < 1e-14)
        #expect(one == ExpectedQuality(logOdds: scores))
    }

    @Test func certainScoresAndOneRowNeverCrash() {
        let certain = ExpectedQuality(logOdds: [.infinity, -.infinity, -.infinity])
        #expect(certain.auc.value == 1 && certain.logLoss.value == 0 && certain.events.value == 1)
        #expect(!ExpectedQuality(logOdds: [0.3]).auc.isDefined)
        #expect(!ExpectedQuality(logOdds: [-.infinity, -.infinity]).auc.isDefined)
        #expect(abs(ExpectedQuality(logOdds: [1, 1, 1]).auc.value - 0.5) < 1e-12)
    }
}
