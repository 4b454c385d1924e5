import Documents
import Features
import Foundation
import Health
import Signals
import Testing

/// The shipped scorecard answers the checklist.
@Suite struct AcmeScorecardTests {
    private func text(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../datasets/acme")
        return Array(try Data(contentsOf: folder.appending(path: name)))
    }

    private func card() throws -> Scorecard {
        let signals = try Field.yaml(text("signals.yaml"), file: "signals.yaml")
        return try Scorecard(
            Field.yaml(text("scorecard.yaml"), file: "scorecard.yaml"), features: FeatureSet(signals).features)
    }

    @Test func measuresEveryCategoryAndDimension() throws {
        let card = try card()
        let counted = card.measures.filter { !$0.isPilot }
        #expect(card.groups.map(\.name) == ["usage", "engagement", "support", "business"])
        #expect(counted.count >= 20)
        #expect(Set(counted.map(\.category)) == Set(Signal.Category.allCases))
        #expect(Set(counted.map(\.dimension)) == Set(Signal.Dimension.allCases))
        #expect(card.measures.count { $0.isPilot } >= 2)
        let rules = card.profiles.flatMap(\.measures).map { "\(type(of: $0.rule))" }
        #expect(Set(rules).count == RuleKinds.all.count)
    }

    /// Row 2: not green because it has been with us three years.
    @Test func tenureWeighsLittle() throws {
        let card = try card()
        let place = try #require(card.measures.firstIndex { $0.feature.hasPrefix("tenure") })
        #expect(HealthScores.weights(card)[place] <= 0.02)
    }

    /// Row 45: a stage of life, overrides with an end, and parents' scores.
    @Test func profilesOverridesAndRollUpAreShown() throws {
        let card = try card()
        #expect(card.profiles.map(\.name) == ["onboarding", "standard"])
        #expect(card.profiles[0].measures.contains { $0.context != nil })
        #expect(card.profiles[0].measures.contains { $0.age?.halfLife != nil && $0.age?.expires != nil })
        #expect(card.overrides.all.count == 3 && card.rollUp == .arrWeighted)
    }

    /// Row 5: no account is healthy without a champion.
    @Test func theChampionIsAKnockOut() throws {
        let card = try card()
        let cap = try #require(card.caps.first { $0.condition.feature == "champion_present" })
        #expect(card.band(Int(cap.limit)).name == "at-risk")
    }

    /// Rows 34, 35 and 41-44.
    @Test func statesAndPlaybooksAreWhole() throws {
        let card = try card()
        #expect(card.states.map(\.name) == DerivedState.names)
        #expect(card.bands == Band.standard)
        for state in card.states { #expect(Set(state.words.compactMap(\.colour)).count == 3, "\(state.name)") }
        #expect(card.states[1].words[0].word == "not enough history" && card.states[1].words[0].colour == nil)
        #expect(card.bands.allSatisfy { card.playbooks[$0.name]?.count == 4 })
        // The last action of each band always applies.
        #expect(card.playbooks.values.allSatisfy { $0.last?.condition == nil })
        #expect(Set(card.playbooks.values.joined().map(\.owner)).count == 3)
    }

    /// Rows 41-43: four actions a band, each asked for by the checklist, a concession weighed by effect and cost.
    @Test func theTwelveActionsStand() throws {
        let card = try card()
        let expected = [
            "healthy": ["drive expansion", "ask for a reference", "invite to the beta", "business review on outcomes"],
            "at-risk": ["executive touch", "more touches", "success plan", "health assessment"],
            "critical": ["escalate to VP", "concessions", "graceful exit", "save plan"],
        ]
        #expect(card.playbooks.mapValues { $0.map(\.name) } == expected)
        let touch = try #require(card.playbooks["at-risk"]?.first)
        #expect(touch.dueDays <= 14)
        let concessions = card.playbooks.values.joined().filter { $0.concession != nil }.map(\.name)
        #expect(concessions == ["concessions"])
    }

    /// Rows 3-5, 7, 8, 35-37: what raises an alert, and what is written down every week.
    @Test func triggersCapacityAndTrackingAreWhole() throws {
        let card = try card()
        let names = card.triggers.map(\.name)
        for name in [
            "no login for two months", "ticket spike", "champion left", "usage decline", "invoice aging",
            "expansion surge",
        ] { #expect(names.contains(name), "\(name)") }
        #expect(Set(card.triggers.compactMap(\.deviation?.direction)) == [.up, .down])
        #expect(Set(card.triggers.map(\.owner)).count == 3)
        let limited = PlaybookAction.Owner.allCases.allSatisfy { card.capacity[$0] != nil }
        #expect(limited)
        #expect(card.tracked.all.map(\.category) == Signal.Category.allCases)
    }
}
