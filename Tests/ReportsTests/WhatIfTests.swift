import Bellwether
import Foundation
import Testing

/// The page's script says what the program says.
@Suite struct WhatIfTests {
    private static let noNode = Comment("skipped: node is not there")

    /// Fifty accounts, three settings each: the levers drawn by a seed.
    private func disagreement(_ model: ChurnModel) throws -> (probability: Double, interval: Double, health: Int) {
        let portfolio = try Acme.portfolio.get()
        let (table, past) = (portfolio.table(asOf: Acme.day), portfolio.table(daysBefore: [90]))
        var (inputs, expected) = ([JSON](), [WhatIf.Answer]())
        var random = SeededGenerator(seed: 1)
        for row in 0..<50 {
            let whatIf = try WhatIf(model, portfolio.scorecard, table, row: row * 4, past: past)
            for setting in 0..<3 {
                // As it stands; one lever moved; all moved.
                let one = random.below(whatIf.levers.count)
                let places = whatIf.levers.indices.map { index in
                    setting == 2 || setting == 1 && index == one
                        ? random.below(whatIf.levers[index].values.count) : whatIf.levers[index].place
                }
                expected.append(try whatIf.answer(at: places))
                inputs.append(.members(["data": try whatIf.json(), "places": .array(places.map(JSON.integer))]))
            }
        }
        let script =
            Node.input + PageScript.evaluator
            + Node.print(
                "input.map(({data, places}) => ({...Evaluator.probability(data, places), ...Evaluator.health(data, places)}))"
            )
        let answers = try #require(
            try Node.run(script, input: JSON.array(inputs).text(indented: false)) as? [[String: Any]])
        try #require(answers.count == 150 && expected.count == 150)
        var worst = (probability: 0.0, interval: 0.0, health: 0)
        for (answer, program) in zip(answers, expected) {
            let p = try #require(answer["p"] as? Double)
            let (low, high) = try (#require(answer["low"] as? Double), #require(answer["high"] as? Double))
            worst.probability = max(worst.probability, abs(p - program.probability))
            worst.interval = max(worst.interval, abs(low - program.low), abs(high - program.high))
            if answer["score"] as? Int != program.health || answer["band"] as? String != program.band {
                worst.health += 1
            }
        }
        return worst
    }

    @Test(.enabled(if: Node.path != nil, noNode), arguments: ["linear", "bins", "splines", "splines+pairs"])
    func everyKindOfTermIsScoredAsTheProgramDoes(_ terms: String) throws {
        let options = TrainingOptions(terms: TrainingOptions.Terms(rawValue: terms)!)
        let worst = try disagreement(Acme.trained(Acme.portfolio.get(), options))
        #expect(worst.probability < 1e-9, "\(worst)")
        #expect(worst.interval < 1e-6 && worst.health == 0, "\(worst)")
    }

    @Test(.enabled(if: Node.path != nil, noNode))
    func monotoneTermsAndLevelsAreScoredAsTheProgramDoes() throws {
        let portfolio = try Acme.portfolio.get()
        let options = TrainingOptions(
            terms: .splines, directions: TermDirection.declared(portfolio.liveFeatures.features))
        let model = try Acme.trained(portfolio, options)
        let isMonotone = model.preparation.columns.contains { if case .monotone = $0.source { true } else { false } }
        #expect(isMonotone)
        let worst = try disagreement(model)
        #expect(worst.probability < 1e-9 && worst.interval < 1e-6 && worst.health == 0, "\(worst)")
    }

    @Test(.enabled(if: Node.path != nil, noNode), arguments: CalibratorKinds.all.map { $0.name })
    func everyCalibrationIsComputedAsTheProgramDoes(_ calibration: String) throws {
        let plain = try Acme.trained(
            Acme.portfolio.get(), TrainingOptions(terms: .linear, calibration: calibration))
        for model in [plain, try plain.shifted(toBaseRate: 0.4)] {
            #expect(type(of: model.calibration.map).name == calibration)
            let worst = try disagreement(model)
            #expect(worst.probability < 1e-9 && worst.health == 0, "\(calibration): \(worst)")
        }
    }

    @Test func leversStandWhereTheAccountStandsAndMoveWithinThePast() throws {
        let whatIf = try #require(Acme.evidence.get().account).explanation.whatIf
        #expect(whatIf.levers.count > 20)
        let reaches = whatIf.levers.map(\.reach)
        #expect(reaches == reaches.sorted(by: >))
        for lever in whatIf.levers {
            let known = lever.values.filter { !$0.isNaN }
            #expect(known == known.sorted() && Set(known).count == known.count)
            #expect(lever.texts.count == lever.values.count)
        }
        let still = try whatIf.answer(at: whatIf.levers.map(\.place))
        let score = try #require(Acme.evidence.get().account).explanation.score
        #expect(still.probability == score.pChurn && still.health == score.health && still.band == score.band)
    }

    @Test func whatDecidesTheProfileIsNoLever() throws {
        let whatIf = try #require(Acme.evidence.get().account).explanation.whatIf
        let names = Set(whatIf.levers.map(\.feature))
        #expect(!names.contains("tenure_log") && !names.contains("days_since_qbr"))
    }
}
