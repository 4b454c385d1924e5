import Foundation
import Metrics
import Testing

/// `../shared/reference/R.tsv`: rms::val.prob on `birthwt`, pROC on `aSAH`. Its other figures: RegressionTests.
@Suite(.enabled(if: SharedReference.isAvailable, "../shared/reference is not available"))
struct RReferenceMetricTests {
    /// Quantity, term, value of the figures that are about metrics.
    static let lines: [(quantity: String, term: String, value: String)]? =
        SharedReference.rows("R.tsv", separator: "\t")?.filter { $0[0] == "aSAH" || $0[1].hasPrefix("val.prob") }.map {
            ($0[1], $0[2], $0[3])
        }

    /// Terms that are not compared, and why. Nagelkerke's R², D, U and Q are transformations of log losses that the reports
    /// show, Dxy is 2 AUC - 1: they are compared, but a row of their own would say nothing new.
    static let leftOut = [
        "D:p": "R gives none", "U:p": "the tail of U:Chi-sq, tested as a distribution in RegressionTests",
        "Emax": "distances to a lowess curve, whose span and iterations are R's; ours are of the reliability bins",
        "E90": "as Emax", "Eavg": "as Emax",
        "S:z": "Spiegelhalter's z answers yes or no; calibration slope and intercept say which way and how far",
        "S:p": "as S:z",
    ]

    @Test(arguments: ["val.prob.insample", "val.prob.distorted(1.6*eta+0.3)"])
    func `val.prob`(_ quantity: String) throws {
        let ours = try figures(isDistorted: quantity.contains("distorted"))
        var compared = 0
        for line in Self.lines ?? [] where line.quantity == quantity && Self.leftOut[line.term] == nil {
            let (found, value) = (try #require(ours[line.term], "no \(line.term)"), try #require(Double(line.value)))
            // val.prob's own recalibration stops at about 8 digits.
            #expect(abs(found.value - value) < found.tolerance, "\(quantity) \(line.term): \(found), R \(value)")
            compared += 1
        }
        #expect(compared == 11)
    }

    private func figures(isDistorted: Bool) throws -> [String: (value: Double, tolerance: Double)] {
        let (eta, outcomes) = try birthwt()
        let predicted = isDistorted ? eta.map { 1.6 * $0 + 0.3 } : eta
        let scored = try ScoredOutcomes(logOdds: predicted, outcomes: outcomes)
        let (n, slope) = (Double(scored.count), CalibrationSlope.value(scored))
        // The shift of the scores times their slope is the intercept of the recalibration line.
        let sloped = predicted.map { slope * $0 }
        let intercept = CalibrationIntercept.value(try ScoredOutcomes(logOdds: sloped, outcomes: outcomes))
        let line = try ScoredOutcomes(logOdds: sloped.map { $0 + intercept }, outcomes: outcomes)
        let rate = scored.eventRate
        let null = try ScoredOutcomes(logOdds: eta.map { _ in log(rate / (1 - rate)) }, outcomes: outcomes)
        let losses = [null, scored, line].map { 2 * n * LogLoss.value($0) }
        let (gained, missed) = (losses[0] - losses[1], losses[1] - losses[2])
        let area = AreaUnderCurve.value(scored)
        // One pair of rows is tied but for rounding; R's two columns of scores differ in it.
        let pair = 1 / (scored.eventWeight * (n - scored.eventWeight))
        return [
            "C (ROC)": (area, 0.51 * pair), "Dxy": (2 * area - 1, 1.02 * pair),
            "R2": ((1 - exp(-gained / n)) / (1 - exp(-losses[0] / n)), 1e-7),
            "D": ((gained - 1) / n, 1e-7), "D:Chi-sq": (gained, 1e-7),
            "U": ((missed - 2) / n, 1e-7), "U:Chi-sq": (missed, 1e-7), "Q": ((gained - missed + 1) / n, 1e-7),
            "Brier": (BrierScore.value(scored), 1e-9), "Slope": (slope, 1e-7), "Intercept": (intercept, 1e-7),
        ]
    }

    /// The fitted log-odds by R's coefficients, and the outcomes.
    private func birthwt() throws -> (eta: [Double], outcomes: [Double]) {
        let rows = try #require(SharedReference.rows("designs/birthwt.csv"))
        let estimates = try #require(SharedReference.rows("R.tsv", separator: "\t"))
            .filter { $0[0] == "birthwt" && $0[1] == "coef" }
        let weights = try rows[0].dropFirst(2).map { name in
            try #require(estimates.first { $0[2] == name }.flatMap { Double($0[3]) })
        }
        let values = rows.dropFirst().map { $0.map { Double($0)! } }
        return (values.map { zip($0.dropFirst(2), weights).reduce(0) { $0 + $1.0 * $1.1 } }, values.map { $0[0] })
    }

    @Test func `DeLong's variances, covariance and paired test`() throws {
        let rows = try #require(SharedReference.rows("aSAH.csv"))
        func column(_ name: String) throws -> [String] {
            let place = try #require(rows[0].firstIndex(of: name))
            return rows.dropFirst().map { $0[place] }
        }
        let outcomes = try column("y").map { $0 == "1" ? 1.0 : 0 }
        var scored: [String: ScoredOutcomes] = [:]
        for name in ["wfns", "s100b", "ndka"] {
            scored[name] = try ScoredOutcomes(logOdds: column(name).map { Double($0)! }, outcomes: outcomes)
        }
        let areas = scored.mapValues(AreaUnderCurve.value)
        let influence = scored.mapValues { AreaUnderCurve.influence($0, area: AreaUnderCurve.value($0)) }
        // DeLong divides each class's sum by (n - 1) n; the influence's products sum with 1/n².
        func covariance(_ a: String, _ b: String) -> Double {
            [0.0, 1].reduce(0) { sum, kind in
                let members = outcomes.indices.filter { outcomes[$0] == kind }
                let products = members.reduce(0) { $0 + influence[a]![$1] * influence[b]![$1] }
                return sum + products * Double(members.count) / Double(members.count - 1)
            }
        }
        let variance = covariance("wfns", "wfns") + covariance("s100b", "s100b") - 2 * covariance("wfns", "s100b")
        let z = (areas["wfns"]! - areas["s100b"]!) / variance.squareRoot()
        // pROC's interval is Wald's; ours, on the logit scale, stays within 0 and 1 and is tested by its law.
        let half = Intervals.z95 * covariance("s100b", "s100b").squareRoot()
        var compared = 0
        for line in Self.lines ?? [] where !line.quantity.hasPrefix("val.prob") {
            let ours: Double? =
                switch line.quantity {
                case "auc": areas[line.term]
                case "auc.ci.lo": areas[line.term]! - half
                case "auc.ci.hi": areas[line.term]! + half
                case "var": covariance(line.term, line.term)
                case "cov": covariance("wfns", "s100b")
                case "delong.Z": z
                case "delong.p": erfc(z / 2.0.squareRoot())
                default: nil
                }
            let (found, value) = (try #require(ours, "no \(line.quantity)"), try #require(Double(line.value)))
            #expect(abs(found - value) < 1e-11 * abs(value), "\(line.quantity) \(line.term): \(found), R \(value)")
            compared += 1
        }
        #expect(compared == 9)
        // The shown paired interval sums without that correction: a per cent wider or narrower at 113 rows.
        let paired = PairedDifference.auc(scored["wfns"]!, scored["s100b"]!)
        let width = (try #require(paired.high) - #require(paired.low)) / 2
        #expect(abs(width / (Intervals.z95 * variance.squareRoot()) - 1) < 0.02)
    }
}
