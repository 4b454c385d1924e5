import Bellwether
import Foundation
import Testing

/// The page on which weights are tried.
@Suite struct WeightEditorTests {
    private static func trial() throws -> (trial: WeightTrial, comparison: ScoreComparison) {
        let (portfolio, evidence) = try (Acme.portfolio.get(), Acme.evidence.get())
        let card = try #require(portfolio.scorecard)
        let all = portfolio.table(daysBefore: [90])
        let table = all.rows(all.decidedRows)
        let rows = try ComparedRows(Acme.model.get(), all.observations(portfolio.features))
        let outcomes = rows.checked.map { table.rows[$0].outcome?.isLoss == true ? 1.0 : 0 }
        let trial = WeightTrial(card, table.frame.rows(rows.checked), outcomes: outcomes)
        return (trial, try #require(evidence.checked?.comparison))
    }

    static func page() throws -> String {
        let (trial, comparison) = try trial()
        let weights = try #require(Acme.evidence.get().comparison)
        return WeightEditor(trial, learned: nil, weights, comparison, words: "held out", Acme.about).html()
    }

    @Test func rowsAreCountedAndNoneIsNamed() throws {
        let (trial, comparison) = try Self.trial()
        #expect(trial.renewals == comparison.rowCount && trial.lost == comparison.lossCount)
        let html = try Self.page()
        #expect(!html.contains("A-0") && html.contains("id=\"group-0\"") && html.contains("id=\"measure-0-0\""))
        #expect(PageLaws.faults(PageLaws.withoutScriptsAndStyles(html)) == [])
    }

    @Test func ofManyRenewalsThePageCarriesASample() throws {
        let portfolio = try Acme.portfolio.get()
        let card = try #require(portfolio.scorecard)
        let all = portfolio.table(daysBefore: [30, 60, 90, 120, 150, 180])
        let table = all.rows(all.decidedRows)
        let outcomes = table.rows.map { $0.outcome?.isLoss == true ? 1.0 : 0 }
        let trial = WeightTrial(card, table.frame, outcomes: outcomes)
        #expect(trial.available > 3000 && trial.renewals == 1500)
        #expect(trial.available + trial.unscored == table.count)
        let share = outcomes.reduce(0, +) / Double(table.count)
        #expect(abs(Double(trial.lost) / 1500 - share) < 0.04)
    }

    /// Points are whole in the page, so its AUC may differ from the program's by what rounding makes of ties.
    @Test(.enabled(if: Node.path != nil, "skipped: node is not there"))
    func thePageJudgesAsTheProgramDoes() throws {
        let (trial, comparison) = try Self.trial()
        let editor = try #require(Self.page().firstMatch(of: /<script>((?s:.*?))<\/script>/)).output.1
        let script =
            Node.input + editor
            + Node.print("[Trial.quality(input, input.groups, 0.1), Trial.yaml(input.groups)]")
        let answer = try #require(
            try Node.run(script, input: trial.json(learned: nil).text(indented: false)) as? [Any])
        let quality = try #require(answer[0] as? [String: Any])
        let auc = try #require(quality["auc"] as? Double)
        #expect(abs(auc - comparison.handSetAUC.value) < 0.01)
        let captured = try #require(quality["captured"] as? Double)
        #expect(abs(captured - comparison.handSetTopTenth.value) < 1)
        let bands = try #require(quality["bands"] as? [[String: Any]])
        #expect(bands.compactMap { $0["name"] as? String } == comparison.bands.map(\.band))
        for (page, program) in zip(bands, comparison.bands) {
            let renewals = try #require(page["renewals"] as? Int)
            #expect(abs(renewals - program.rows) <= 3)
            guard renewals == program.rows, page["lost"] as? Int == program.losses else { continue }
            let interval = try #require(page["interval"] as? [Double])
            #expect(abs(interval[0] - (program.interval?.lowerBound ?? 0)) < 1e-9)
        }
        let yaml = try #require(answer[1] as? String)
        #expect(yaml.hasPrefix("weights: normalised\ngroups:\n  usage:\n    weight: 35\n"))
    }

    /// What is copied is what a scorecard reads.
    @Test(.enabled(if: Node.path != nil, "skipped: node is not there"))
    func namesThatYAMLWouldTakeForSomethingElseAreQuoted() throws {
        let editor = try #require(Self.page().firstMatch(of: /<script>((?s:.*?))<\/script>/)).output.1
        let script =
            Node.input + editor
            + Node.print("Trial.yaml([{name: 'yes', weight: 100, measures: [{name: 'a: \"b\"', weight: 100}]}])")
        let yaml = try #require(try Node.run(script, input: "0") as? String)
        #expect(yaml.contains("  \"yes\":\n") && yaml.contains("      \"a: \\\"b\\\"\": {weight: 100}\n"))
    }
}
