import Bellwether
import Foundation
import Testing

/// The weekly routine on the shipped portfolio.
@Suite struct WeeklyTests {
    private static let portfolio = try? Portfolio(folder: Program.acme)
    private let files = ["alerts.csv", "changes.csv", "concessions.csv", "state.json", "tracking.csv", "weekly.md"]

    /// What the scorecard reads, of the shipped portfolio or another with the same configuration.
    private static func features(_ portfolio: Portfolio) throws -> (Scorecard, FeatureSet) {
        let card = try #require(portfolio.scorecard)
        let names = portfolio.features.features.map(\.name).filter(card.featureNames.contains)
        return (card, try #require(portfolio.features.selecting(names)))
    }

    private static func replay(_ portfolio: Portfolio, from: String, to: String) throws -> TriggerReplay {
        let (card, features) = try features(portfolio)
        let days = TriggerReplay.mondays(from: Day(from)!, to: Day(to)!)
        let anchors = days.flatMap { portfolio.history.anchors(asOf: $0) }
        let table = features.extract(portfolio.history, at: anchors)
        return TriggerReplay(
            card, table, try BatchScorer(model: nil, scorecard: card).score(table), on: days)
    }

    /// 157 Mondays one by one, each from the state file that the one before left, give the alerts of one replay.
    @Test func weeksOneByOneAreTheReplay() throws {
        let portfolio = try #require(Self.portfolio)
        let replay = try Self.replay(portfolio, from: "2023-07-03", to: "2026-06-29")
        let (card, features) = try Self.features(portfolio)
        var (state, alerts) = (RoutineState(), [Alert]())
        for day in replay.days {
            let table = features.extract(portfolio.history, at: portfolio.history.anchors(asOf: day))
            let scores = try BatchScorer(model: nil, scorecard: card).score(table)
            let read = try RoutineState(Array(state.text.utf8), file: "state.json")
            let run = try WeeklyRun(read, card, table, scores, on: day)
            alerts += run.alerts
            state = run.state
        }
        #expect(replay.days.count == 157 && replay.told.count > 500)
        #expect(alerts.count == replay.alerts.count)
        let differing = zip(alerts, replay.alerts).filter { $0 != $1 }
        #expect(differing.isEmpty, "\(differing.first.map { "\($0)" } ?? "")")
        let statuses = Set(alerts.map(\.status))
        #expect(statuses.count == Alert.Status.allCases.count)
        // Every trigger of the shipped scorecard fires, and none every week for everyone.
        for trigger in replay.quality.triggers { #expect(trigger.alerts > 10, "\(trigger.name)") }
    }

    /// What became known after a Monday changes no alert of it.
    @Test func alertsDoNotSeeTheFuture() throws {
        let portfolio = try #require(Self.portfolio)
        let scratch = try Scratch()
        for name in ["accounts.csv", "signals.yaml", "scorecard.yaml"] {
            try FileManager.default.copyItem(atPath: "\(Program.acme)/\(name)", toPath: scratch.path(name))
        }
        // Columns of the day on which a row became known, else occurred.
        try Self.scramble("events.csv", into: scratch, known: 4, occurred: 1) { cells in
            cells[3] = cells[2] == "ticket_sentiment" ? "-1" : cells[3] == "1" ? "2" : "1"
            return cells[0].hasSuffix("3") ? nil : cells
        }
        try Self.scramble("facts.csv", into: scratch, known: 4, occurred: 1) { _ in nil }
        try Self.scramble("renewals.csv", into: scratch, known: 8, occurred: 1) { cells in
            if cells[2] != "pending" { cells[2] = cells[2] == "churned" ? "renewed" : "churned" }
            cells[6] = ""
            return cells
        }
        let other = try Portfolio(folder: scratch.path)
        #expect(other.history.events.count < portfolio.history.events.count)
        let (from, to) = ("2024-06-03", Self.cut)
        let (before, after) = (
            try Self.replay(portfolio, from: from, to: to), try Self.replay(other, from: from, to: to)
        )
        #expect(before.alerts == after.alerts && before.told.count > 100)
        // The outcomes that judge them did change.
        #expect(before.quality.all != after.quality.all || before.quality.all.judged == 0)
    }

    private static let cut = "2025-01-06"

    private static func scramble(
        _ name: String, into scratch: Scratch, known: Int, occurred: Int, _ change: (inout [String]) -> [String]?
    ) throws {
        let text = try String(contentsOfFile: "\(Program.acme)/\(name)", encoding: .utf8)
        let lines = text.split(separator: "\n")
        let kept = lines.dropFirst().compactMap { line -> String? in
            var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let seen = cells[known].isEmpty ? cells[occurred] : cells[known]
            guard seen >= cut else { return String(line) }
            return change(&cells)?.joined(separator: ",")
        }
        _ = try scratch.file(name, ([String(lines[0])] + kept).joined(separator: "\n") + "\n")
    }

    private func weekly(_ arguments: String...) throws -> Program {
        try Program.run(list: ["weekly", "--data", Program.acme] + arguments)
    }

    private func contents(_ folder: String) throws -> [String] {
        try files.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
    }

    @Test func aRunRepeatedWritesTheSameBytes() throws {
        let scratch = try Scratch()
        let folder = scratch.path("weekly")
        let first = try weekly("--as-of", "2026-06-22", "-o", folder)
        #expect(first.status == 0 && first.errors == "wrote \(folder)\n", "\(first.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == files)
        let second = try weekly("--as-of", "2026-06-29", "-o", folder)
        #expect(second.output.contains("against the run of 2026-06-22") && second.output.contains("Verdict: "))
        let before = try contents(folder)
        let again = try weekly("--as-of", "2026-06-29", "-o", folder)
        #expect(again.output == second.output && again.status == 0)
        #expect(try contents(folder) == before)
        // In the second week nothing of the first is told again: the shortest cool-down is four weeks.
        let alerts = before[0].split(separator: "\n").dropFirst()
        #expect(alerts.contains { $0.hasPrefix("in cool-down,") } && !alerts.contains { $0.hasPrefix("again,") })
        #expect(before[4].split(separator: "\n").count - 1 == 234)
        #expect(before[5].contains("**Verdict:**") && before[5].contains("To a lower band, with root causes"))

        let earlier = try weekly("--as-of", "2026-06-15", "-o", folder)
        #expect(earlier.status == 64 && earlier.output.isEmpty)
        #expect(
            earlier.errors
                == "the state's last run was for 2026-06-29, after 2026-06-15: a run cannot be undone (--state fresh begins anew)\n"
        )
        #expect(try contents(folder) == before)
        let fresh = try weekly("--as-of", "2026-06-15", "-o", folder, "--state", "fresh")
        #expect(fresh.status == 0 && fresh.output.contains("the first run"))
    }

    @Test func aBrokenStateIsRefusedAndKept() throws {
        let scratch = try Scratch()
        let state = try scratch.file("state.json", "{\"format\": \"bellwether-model\"}\n")
        let run = try weekly("--as-of", "2026-06-29", "-o", scratch.path)
        #expect(run.status == 65 && run.output.isEmpty && scratch.names == ["state.json"])
        #expect(run.errors.hasPrefix("\(state):1:1: expected the state of a weekly run"), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test func replayJudgesTheTriggers() throws {
        let scratch = try Scratch()
        let run = try weekly(
            "--replay", "--from", "2024-01-01", "--to", "2026-06-29", "--format", "json", "-o", scratch.path("r"))
        #expect(run.status == 0, "\(run.errors)")
        let json = try run.json()
        let triggers = try #require(json["triggers"] as? [[String: Any]])
        #expect(triggers.count == 9 && (json["load"] as? [Any])?.count == 3)
        for trigger in triggers {
            guard let precision = trigger["precision"] as? Double, let low = trigger["low"] as? Double,
                let high = trigger["high"] as? Double
            else { continue }
            #expect(low <= precision && precision <= high)
        }
        #expect((json["verdict"] as? String)?.contains("lost renewals (") == true)
        let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path("r")).sorted()
        #expect(names == ["replay-alerts.csv", "replay.md"])
    }

    @Test(arguments: [
        (["--top", "3"], 64, "--as-of DATE is missing"), (["--replay"], 64, "--replay needs --from DATE and --to DATE"),
        (["--as-of", "2026-06-29", "--within", "90"], 64, "--from, --to and --within need --replay"),
        (["--as-of", "2026-06-29", "--state", "fresh"], 64, "--state fresh needs -o DIR"),
        (["--as-of", "2026-06-29", "--format", "yaml"], 64, "unknown format \"yaml\""),
        (["--as-of", "2026-06-29", "--model", "/no/model.json"], 66, "/no/model.json"),
        (["--as-of", "2026-06-29", "--scorecard", "/no/card.yaml"], 66, "/no/card.yaml"),
    ])
    func whatMakesNoSenseIsRefused(arguments: [String], status: Int32, words: String) throws {
        let run = try Program.run(list: ["weekly", "--data", Program.acme] + arguments)
        #expect(run.status == status && run.output.isEmpty && run.errors.contains(words), "\(run.errors)")
    }
}
