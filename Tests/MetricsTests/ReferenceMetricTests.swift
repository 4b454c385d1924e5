import Foundation
import Metrics
import Testing

/// `Tests/ReferenceValues/metrics/metrics.json`: every metric of a made-up portfolio by scikit-learn, R, empulse or from its
/// definition in 30-digit arithmetic (make.py says which), plain and with weights.
struct ReferenceMetricTests {
    struct Document: Decodable, Sendable {
        struct Value: Decodable, Sendable {
            let value: Double
            let by: String
        }

        let rows: [[String: Double]]
        let values: [String: Value]
        let curves: [String: [Double]]
    }

    static let document: Document? = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../ReferenceValues/metrics/metrics.json")
        return (try? Data(contentsOf: path)).flatMap { try? JSONDecoder().decode(Document.self, from: $0) }
    }()

    static func value(_ name: String) -> Double? { document?.values[name]?.value }

    static func column(_ name: String) throws -> [Double] {
        try #require(document).rows.map { try #require($0[name]) }
    }

    static func scored(
        _ kind: String, isClustered: Bool = false, oneAmount: Bool = false
    ) throws -> ScoredOutcomes {
        let amounts = try column("amount")
        let stakes = Stakes(
            amounts: oneAmount ? amounts.map { _ in 200 } : amounts,
            costs: DecisionCosts(
                falsePositive: try column("fp"), falseNegative: try column("fn"), truePositive: try column("tp"),
                trueNegative: try column("tn")),
            capacity: 25, campaign: Campaign(contact: oneAmount ? 1 : 15))
        return try ScoredOutcomes(
            logOdds: column("eta"), outcomes: column("y"), weights: kind == "weighted" ? column("w") : nil,
            clusters: isClustered ? column("account").map { Int32($0) } : nil, stakes: stakes)
    }

    private func near(_ ours: Double, _ theirs: Double, _ tolerance: Double = 1e-10) -> Bool {
        abs(ours - theirs) <= tolerance * max(1, abs(theirs))
    }

    @Test(arguments: MetricKinds.all.map { $0.name }, ["plain", "weighted"])
    func everyMetricHasAReferenceValue(name: String, kind: String) throws {
        let metric = try #require(MetricKinds.named(name))
        let theirs = try #require(Self.value("\(kind).\(name)"), "no reference value: add it to make.py")
        let ours = metric.value(try Self.scored(kind))
        #expect(near(ours, theirs), "\(ours), reference \(theirs)")
    }

    @Test(arguments: ["max_profit", "expected_max_profit"], ["plain", "weighted"])
    func profitsWithOneAmountAreThoseOfEmpulse(name: String, kind: String) throws {
        let metric = try #require(MetricKinds.named(name))
        let theirs = try #require(Self.value("\(kind).one_amount.\(name)"))
        let ours = metric.value(try Self.scored(kind, oneAmount: true))
        #expect(near(ours, theirs), "\(ours), empulse \(theirs)")
    }

    @Test(arguments: CurveKinds.all.map { $0.name }, ["plain", "weighted"])
    func everyCurveHasReferenceHeights(name: String, kind: String) throws {
        let curve = try #require(CurveKinds.named(name))
        let theirs = try #require(Self.document?.curves["\(kind).\(name)"])
        let ours = curve.heights(try Self.scored(kind))
        #expect(ours.count == theirs.count)
        for (place, (a, b)) in zip(ours, theirs).enumerated() { #expect(near(a, b), "\(place): \(a), \(b)") }
    }

    @Test(arguments: ["plain", "weighted"])
    func theTestOfCalibration(kind: String) throws {
        let test = try #require(CalibrationTest(Self.scored(kind)))
        #expect(test.degreesOfFreedom == 4)
        #expect(near(test.statistic, try #require(Self.value("\(kind).calibration_test"))))
        #expect(near(test.p, try #require(Self.value("\(kind).calibration_test_p"))))
    }

    @Test func clusteredErrorAndTest() throws {
        let scored = try Self.scored("plain", isClustered: true)
        let (value, estimate) = (AreaUnderCurve.value(scored), try #require(AreaUnderCurve.analytic(scored)))
        let error = try #require(Self.value("clustered_auc_standard_error"))
        let half = Intervals.z95 * error / (value * (1 - value))
        let centre = log(value / (1 - value))
        #expect(near(try #require(estimate.low), 1 / (1 + exp(half - centre))))
        #expect(near(try #require(estimate.high), 1 / (1 + exp(-half - centre))))
        let test = try #require(CalibrationTest(scored))
        #expect(near(test.statistic, try #require(Self.value("clustered_calibration_test"))))
        #expect(near(test.p, try #require(Self.value("clustered_calibration_test_p"))))
    }

    @Test func `Brier's parts add up`() throws {
        for kind in ["plain", "weighted"] {
            let scored = try Self.scored(kind)
            #expect(abs(BrierDecomposition(scored).brierScore - BrierScore.value(scored)) < 1e-15)
            #expect(abs(BrierDecomposition(scored, bins: 3).brierScore - BrierScore.value(scored)) < 1e-15)
        }
    }
}
