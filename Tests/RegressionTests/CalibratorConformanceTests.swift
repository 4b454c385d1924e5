import Foundation
import Regression
import Testing

/// The laws of `Calibrator`, over the whole registry.
struct CalibratorConformanceTests {
    static let names = CalibratorKinds.all.map { $0.name }
    let scores: [Double]
    let outcomes: [Double]
    let weights: [Double]
    /// Beyond the scores on both sides.
    static let grid = stride(from: -12.0, through: 12, by: 0.0625).map { $0 } + [-800, 800]

    init() {
        var random = Random(state: 7)
        // Rounded, so that ties are many; events are the rarer outcome.
        let scores = (0..<300).map { _ in (8 * (random.next() + random.next() - 1)).rounded() / 2 }
        self.scores = scores
        outcomes = scores.map { random.next() < 1 / (1 + exp(1 - 0.7 * $0)) ? 1 : 0 }
        weights = scores.map { _ in (3 * random.next()).rounded(.up) }
    }

    private func map(_ name: String, _ rows: [Int], weights: [Double]? = nil) throws -> [Double] {
        try CalibratorKinds.named(name).fit(
            logOdds: rows.map { scores[$0] }, outcomes: rows.map { outcomes[$0] }, weights: weights
        ).probabilities(forLogOdds: Self.grid)
    }

    private func expectSame(_ a: [Double], _ b: [Double]) {
        for (x, y) in zip(a, b) { #expect(abs(x - y) <= 1e-12) }
    }

    @Test(arguments: names)
    func `a weight of 2 or 3 is the row twice or thrice`(_ name: String) throws {
        #expect(Set(weights) == [1, 2, 3])
        let repeated = scores.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
        expectSame(try map(name, Array(scores.indices), weights: weights), try map(name, repeated))
    }

    @Test(arguments: names)
    func `the order of rows does not matter`(_ name: String) throws {
        let shuffled = scores.indices.map { ($0 * 7) % scores.count }
        #expect(Set(shuffled).count == scores.count)
        expectSame(try map(name, shuffled), try map(name, Array(scores.indices)))
    }

    @Test(arguments: names)
    func `the map never falls and stays within 0 and 1, even for scores that point the wrong way`(_ name: String) throws
    {
        for sign in [1.0, -1] {
            let fit = try CalibratorKinds.named(name).fit(logOdds: scores.map { sign * $0 }, outcomes: outcomes)
            let values = fit.probabilities(forLogOdds: Self.grid.sorted())
            #expect(values.allSatisfy { $0 >= 0 && $0 <= 1 })
            #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test(arguments: names)
    func `one score and many agree, and so does the line`(_ name: String) throws {
        let fit = try CalibratorKinds.named(name).fit(logOdds: scores, outcomes: outcomes)
        let all = fit.probabilities(forLogOdds: Self.grid)
        for (score, p) in zip(Self.grid, all) {
            #expect(fit.probability(forLogOdds: score) == p)
            guard let line = fit.line else { continue }
            let onLine: Double = 1 / (1 + exp(-line.slope * score - line.intercept))
            #expect(abs(onLine - p) < 1e-15)
        }
        #expect(fit.probability(forLogOdds: .nan).isNaN)
    }

    @Test(arguments: names)
    func `what cannot be learned from is refused`(_ name: String) throws {
        let kind = try CalibratorKinds.named(name)
        for bad in [Double.nan, .infinity, -.infinity] {
            #expect(throws: FitError.self) { try kind.fit(logOdds: [0, bad, 1], outcomes: [0, 1, 1]) }
            #expect(throws: FitError.self) { try kind.fit(logOdds: [0, 1, 1], outcomes: [0, bad, 1]) }
            #expect(throws: FitError.self) {
                try kind.fit(logOdds: [0, 1, 1], outcomes: [0, 1, 1], weights: [1, bad, 1])
            }
        }
        #expect(throws: FitError.self) { try kind.fit(logOdds: [0, 1], outcomes: [0, 0.5]) }
        #expect(throws: FitError.oneClass(value: 1)) { try kind.fit(logOdds: [0, 1], outcomes: [1, 1]) }
        #expect(throws: FitError.noRows) { try kind.fit(logOdds: [], outcomes: []) }
    }

    @Test(arguments: names.filter { $0 != "none" && $0 != "temperature" })
    func `constant scores give about the mean`(_ name: String) throws {
        let fit = try CalibratorKinds.named(name).fit(logOdds: [2, 2, 2, 2], outcomes: [0, 0, 0, 1])
        #expect(abs(fit.probability(forLogOdds: 2) - 0.25) < 0.1)
    }

    @Test(arguments: names)
    func `a fitted map survives coding to the last bit`(_ name: String) throws {
        let fit = try CalibratorKinds.named(name).fit(logOdds: scores, outcomes: outcomes)
        let data = try JSONEncoder().encode(Calibration(fit))
        let back = try JSONDecoder().decode(Calibration.self, from: data).map
        #expect(type(of: back).name == name)
        #expect(back.probabilities(forLogOdds: Self.grid) == fit.probabilities(forLogOdds: Self.grid))
    }

    @Test func `an unknown kind is refused with the nearest name`() {
        let error = #expect(throws: FitError.self) { try CalibratorKinds.named("plat") }
        #expect(error?.description == "unknown calibrator \"plat\", did you mean \"platt\"?")
        let data = Data(#"{"kind": "isotone", "blocks": []}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Calibration.self, from: data) }
    }
}
