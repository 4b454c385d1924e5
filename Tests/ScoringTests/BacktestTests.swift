import Foundation
import Metrics
import Modeling
import Scoring
import Signals
import Tables
import Testing

@Suite struct BacktestTests {
    /// Hand-computed: four renewals, the lost ones at scores 20 and 60, kept at 50 and 90: three of four pairs are in order. The
    /// riskiest quarter is the one at 20, which holds 300 of the 400 that was lost.
    @Test func figuresOfTheHealthScore() throws {
        let book = PastBook(cases: [
            .init(id: "a", logins: 4, isLoss: true, arr: 300), .init(id: "b", logins: 12, isLoss: true, arr: 100),
            .init(id: "c", logins: 10, arr: 50), .init(id: "d", logins: 18, arr: nil),
        ])
        let table = try book.table([90, 60])
        let backtest = try Backtest(
            table, leadTimes: [90, 60], scorecard: PastBook.card(PastBook.byLogins),
            options: Backtest.Options(capacity: 0.25, replicates: 50))
        #expect(backtest.quality.map(\.leadDays) == [90, 60] && backtest.leadDays == 90)
        let health = try #require(backtest.quality[0].health)
        #expect(health.renewals == 4 && health.lost == 2 && health.auc.value == 0.75 && health.logLoss == nil)
        #expect(health.arrCaught.value == 0.75)
        #expect(backtest.quality[0].duel == nil && backtest.whatIf == nil && backtest.leadTime == nil)
        #expect(backtest.qualityTable.rows.count == 2)
    }

    /// Two renewals tie at the edge of the capacity: each is called half the time.
    @Test func tiesAtTheEdgeCountByHalf() throws {
        let book = PastBook(cases: [
            .init(id: "a", logins: 4, isLoss: true, arr: 300), .init(id: "b", logins: 4, arr: 100),
            .init(id: "c", logins: 10, isLoss: true, arr: 100), .init(id: "d", logins: 18),
        ])
        let backtest = try Backtest(
            book.table(), leadTimes: [90], scorecard: PastBook.card(PastBook.byLogins),
            options: Backtest.Options(capacity: 0.25, replicates: 50))
        #expect(abs(backtest.quality[0].health!.arrCaught.value - 0.375) < 1e-12)
    }

    /// The card sees tickets, which say nothing; the model sees logins, which do.
    @Test func theBetterRankingIsNamed() throws {
        let book = PastBook.drawn(500, seed: 8)
        let backtest = try book.backtest(PastBook.byTickets, model: PastBook.model())
        let duel = try #require(backtest.quality[0].duel)
        #expect(
            duel.auc.low! > 0 && duel.model.auc.low! > 0.5 && duel.model.logLoss != nil && duel.health.logLoss == nil)
        #expect(abs(duel.auc.value - (duel.model.auc.value - duel.health.auc.value)) < 1e-12)
        #expect(abs(duel.arrCaught.value - (duel.model.arrCaught.value - duel.health.arrCaught.value)) < 1e-12)
        #expect(backtest.verdict.hasPrefix("the model ranks better than the health score, AUC difference 0."))
        #expect(backtest.verdict.hasSuffix("the model ranks better than chance from 90 days before"))
        let same = try book.backtest(model: PastBook.model())
        #expect(same.verdict.hasPrefix("it cannot be told which of model and health score ranks better"))
    }

    /// Only renewals that the model cannot know of: those after the hold-out, whose cut-off lies after all it learned from.
    @Test func theModelIsJudgedOnWhatItHasNotSeen() throws {
        let book = PastBook.drawn(400, seed: 9)
        let last = Day("2023-03-01")!
        let all = try book.backtest(leadTimes: [90, 60], model: PastBook.model(until: last))
        for quality in all.quality {
            let unseen = book.cases.count { $0.date - quality.leadDays > last }
            #expect(quality.duel?.model.renewals == unseen && quality.health?.renewals == 400)
        }
        #expect(all.quality[0].duel!.model.renewals < all.quality[1].duel!.model.renewals)
        let from = Day("2023-12-01")!
        let later = try book.backtest(model: PastBook.model(until: last, heldOutFrom: from))
        #expect(later.quality[0].duel?.model.renewals == book.cases.count { $0.date >= from })
        let reason = #expect(throws: TrainingError.self) {
            try book.backtest(model: PastBook.model(until: Day("2024-12-31")!))
        }
        #expect(
            reason?.description
                == "the model learned from outcomes up to 2024-12-31, and no decided renewal is scored after that: train one with "
                + "--hold-out DATE, or back-test the scorecard without --model")
    }

    @Test func nothingDecidedIsRefused() throws {
        let reason = #expect(throws: TrainingError.self) { try PastBook(cases: []).backtest() }
        #expect(reason?.description == "there is no decided renewal to back-test on at 90, 60 days before")
    }

    /// The lists are told at the model's lead time, else at 90 days, else at the first there is.
    @Test func theMainLeadTime() throws {
        let book = PastBook.drawn(60, seed: 1)
        #expect(try book.backtest(leadTimes: [60, 90]).leadDays == 90)
        #expect(try book.backtest(leadTimes: [60, 45]).leadDays == 60)
        #expect(try book.backtest(leadTimes: [60, 90], model: PastBook.model()).leadDays == 90)
    }

    /// A score that knows nothing is said to know nothing.
    @Test func noiseIsNotCalledASignal() throws {
        let clear = try (0..<20).count { seed in
            let noise = PastBook.drawn(200, seed: UInt64(400 + seed), isNoise: true)
            return !(try noise.backtest(leadTimes: [90]).verdict.hasPrefix("the health score does not clearly rank"))
        }
        #expect(clear <= 3)
    }

    /// Order and names of accounts decide nothing (but for draws of the bootstrap, which go by row).
    @Test func orderAndNamesDecideNothing() throws {
        let book = PastBook.drawn(150, seed: 6)
        var other = PastBook(cases: book.cases.reversed())
        for place in other.cases.indices { other.cases[place].id = "b" + other.cases[place].id.dropFirst() }
        let (a, b) = (
            try book.backtest(against: PastBook.byTickets, model: PastBook.model()),
            try other.backtest(against: PastBook.byTickets, model: PastBook.model())
        )
        let shown = { (backtest: Backtest) -> String in
            var results = Results()
            for table in [backtest.bands.table, backtest.calibration?.table, backtest.whatIf?.moveTable].compactMap(
                \.self)
            {
                results.table(table)
            }
            let verdicts = [backtest.verdict, backtest.bands.verdict(leadDays: 90), backtest.green.verdict]
            for words in verdicts + [backtest.calibration?.verdict, backtest.whatIf?.verdict].compactMap(\.self) {
                results.verdict(words)
            }
            return TextFormat().text(results)
        }
        #expect(shown(a) == shown(b) && shown(a).contains("P(renewal)"))
        let figures = { (backtest: Backtest) in
            backtest.quality.flatMap {
                [$0.health?.auc.value, $0.duel?.model.logLoss?.value, $0.duel?.arrCaught.value]
            }
        }
        for (x, y) in zip(figures(a), figures(b)) { #expect(abs(x! - y!) < 1e-9) }
    }

    @Test func golden() throws {
        let book = PastBook.drawn(300, seed: 12)
        let backtest = try book.backtest(PastBook.byTickets, against: PastBook.byLogins, model: PastBook.model())
        let text = TextFormat().text(backtest.results(top: 4))
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/backtest.table")
        // `GOLDEN=write make test` writes the file anew; look at the difference before committing it.
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
