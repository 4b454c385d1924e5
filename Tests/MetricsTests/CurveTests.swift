import Foundation
import Metrics
import Tables
import Testing

/// Laws over every registered curve.
struct CurveTests {
    private func scored(_ scores: [Double], _ outcomes: [Double]) throws -> ScoredOutcomes {
        try ScoredOutcomes(logOdds: scores, outcomes: outcomes)
    }

    @Test(arguments: CurveKinds.all.map { $0.name })
    func bandsHoldTheCurveAndAreRepeated(name: String) throws {
        var generator = SeededGenerator(seed: 8)
        let scores = (0..<400).map { _ in (generator.uniform() * 20).rounded() / 4 - 3 }
        let data = try scored(scores, scores.map { generator.uniform() < 1 / (1 + exp(-$0)) ? 1 : 0 })
        let bands = CurveBand.all(data, bootstrap: Bootstrap(replicates: 100))
        let band = try #require(bands.first { $0.curve.name == name })
        let again = try #require(
            CurveBand.all(data, bootstrap: Bootstrap(replicates: 100)).first { $0.curve.name == name })
        #expect(band.heights == again.heights)
        for height in band.heights {
            #expect(try #require(height.low) <= height.value && height.value <= #require(height.high))
        }
        #expect(band.table.rows.count == band.references.count)
    }

    @Test(arguments: CurveKinds.all.map { $0.name })
    func oneClassAndConstantScoresNeverCrash(name: String) throws {
        let curve = try #require(CurveKinds.named(name))
        for outcomes in [[0.0, 0, 0], [1, 1, 1], [0, 1, 0]] {
            let data = try scored([0.3, 0.3, 0.3], outcomes)
            let (heights, places) = (curve.heights(data), curve.places)
            #expect(heights.count == places.count)
        }
        // Scores that say nothing do no better than what they are set beside.
        let noise = try scored([-1, -1, -1, -1, -1], [0, 1, 0, 0, 1])
        for (height, reference) in zip(curve.heights(noise), curve.references(noise)) where name != "net_benefit" {
            #expect(abs(height - reference) < 1e-12)
        }
    }

    /// Who stands exactly on the threshold is acted on.
    @Test func aScoreOnTheThresholdIsFlagged() throws {
        let heights = DecisionCurve.heights(try scored([0, -5], [1, 0]))
        #expect(DecisionCurve.places[24] == 0.5 && heights[24] == 0.5)
    }

    @Test func everyFileInCurvesIsRegistered() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/Metrics/Curves")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            $0.replacing(".swift", with: "")
        }
        let registered = CurveKinds.all.map { "\($0)" }
        #expect(Set(files) == Set(registered))
    }
}
