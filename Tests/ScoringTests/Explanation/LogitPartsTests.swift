import Foundation
import Modeling
import Scoring
import Tables
import Testing

@Suite struct LogitPartsTests {
    private static let frame = Frame(
        columns: [
            FrameColumn("logins", .numbers((0..<60).map { Double($0 % 21) })),
            FrameColumn("tickets", .numbers((0..<60).map { $0 % 7 == 0 ? .nan : Double($0 % 5) })),
        ], rowCount: 60)

    private static func all(_ model: ChurnModel) throws -> [LogitParts] {
        let predictions = try model.predict(frame)
        return (0..<60).map { LogitParts(model, predictions, row: $0) }
    }

    private static func sum(_ parts: LogitParts) -> Double {
        parts.terms.reduce(parts.base + parts.calibration) { $0 + $1.logOdds }
    }

    /// Another calibration on the same fit.
    private static func model(_ calibration: String) throws -> ChurnModel {
        var random = SeededGenerator(seed: 8)
        let logins = (0..<600).map { _ in Double(random.below(21)) }
        let tickets = (0..<600).map { _ in Double(random.below(5)) }
        let outcomes = zip(logins, tickets).map { logins, tickets in
            random.uniform() < 1 / (1 + exp(0.4 * logins - 0.6 * tickets)) ? 1.0 : 0
        }
        let data = Observations(
            predictors: Frame(
                columns: [FrameColumn("logins", .numbers(logins)), FrameColumn("tickets", .numbers(tickets))],
                rowCount: 600), outcomes: outcomes)
        let description = ModelDescription(
            origin: .portfolio(daysBefore: [60]), features: try Base().set.features, observations: data)
        return try Training(
            data, description: description,
            options: TrainingOptions(terms: .linear, penalty: .ridge, lambda: 1, calibration: calibration)
        ).model
    }

    @Test(arguments: ["none", "platt", "beta"])
    func partsAddUpToTheLogOdds(calibration: String) throws {
        let model = try Self.model(calibration)
        let isLine = model.calibration.line != nil
        for parts in try Self.all(model) {
            #expect(abs(Self.sum(parts) - parts.logOdds) < 1e-10)
            #expect(abs(1 / (1 + exp(-parts.logOdds)) - parts.probability) < 1e-12)
            #expect((parts.calibration == 0) == isLine)
            let points = parts.baseProbability + (parts.logOdds - parts.base) * parts.rate
            #expect(abs(points - parts.probability) < 1e-10)
        }
        #expect(isLine == (calibration != "beta"))
    }

    /// A step map gives exactly 0 or 1 at the ends, whose log-odds no parts add up to.
    @Test func infiniteLogOddsAreToldBeforeCalibration() throws {
        let all = try Self.all(Self.model("isotonic"))
        let certain = all.filter { $0.probability == 0 || $0.probability == 1 }
        try #require(!certain.isEmpty && certain.count < all.count)
        for parts in all {
            #expect(parts.isCalibrated == (parts.probability > 0 && parts.probability < 1))
            #expect(parts.logOdds.isFinite && abs(Self.sum(parts) - parts.logOdds) < 1e-10)
        }
    }

    /// A row that is average in every column is the base, and nothing else.
    @Test func theAverageRowIsTheBase() throws {
        let model = try Self.model("none")
        let means = Dictionary(
            model.preparation.columns.map { ($0.predictor, $0.mean) }, uniquingKeysWith: { first, _ in first })
        let frame = Frame(
            columns: ["logins", "tickets"].map { FrameColumn($0, .numbers([means[$0]!])) }, rowCount: 1)
        let parts = LogitParts(model, try model.predict(frame), row: 0)
        #expect(abs(parts.logOdds - parts.base) < 1e-12 && abs(parts.probability - parts.baseProbability) < 1e-12)
        let none = parts.terms.allSatisfy { abs($0.logOdds) < 1e-12 }
        #expect(none)
    }
}
