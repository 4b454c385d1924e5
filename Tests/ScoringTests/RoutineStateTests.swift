import Documents
import Scoring
import Signals
import Testing

/// The file between two runs.
@Suite struct RoutineStateTests {
    private func state() throws -> RoutineState {
        let base = try RoutineBase("capacity: {customer-success: 1}")
        let runs = try base.runs([["a": 1, "b": 2, "c\"d": 20], ["a": 1, "b": 2, "e": 3]])
        return runs[1].state
    }

    private func read(_ text: String) throws -> RoutineState {
        try RoutineState(Array(text.utf8), file: "state.json")
    }

    private func refusal(_ text: String) -> String {
        do { _ = try read(text) } catch { return "\(error)" }
        return "not refused"
    }

    @Test func whatIsWrittenIsRead() throws {
        let state = try state()
        #expect(try read(state.text) == state)
        #expect(try read(state.text).text == state.text)
        #expect(try read(RoutineState().text) == RoutineState())
    }

    @Test func everyPrefixAndEveryFlippedByteIsRefused() throws {
        let bytes = Array(try state().text.utf8)
        for length in 0..<bytes.count {
            #expect(throws: DocumentError.self) { try RoutineState(Array(bytes[..<length]), file: "s") }
        }
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            #expect(throws: DocumentError.self, "\(place)") { try RoutineState(changed, file: "s") }
        }
    }

    @Test func otherFilesAreNamedInOneLine() throws {
        let text = try state().text
        #expect(refusal("{\"a\": 1}").contains("expected the state of a weekly run (format \"bellwether-routine\")"))
        #expect(
            refusal(text.replacing("bellwether-routine", with: "bellwether-model")).contains(
                "expected the state of a weekly run"))
        #expect(
            refusal(text.replacing("\"version\": 1", with: "\"version\": 2")).contains(
                "the file is of version 2, this program reads 1"))
        #expect(refusal(text + " ").contains("changed or damaged"))
        #expect(refusal("not json").hasPrefix("state.json:1:1:"))
        let lines = [refusal("[]"), refusal(text + " "), refusal("")]
        let areLines = lines.allSatisfy { !$0.contains("\n") }
        #expect(areLines)
    }

    @Test func theStateOfAnotherPortfolioIsRefused() throws {
        let state = try state()
        try state.check(accounts: [Account(id: "x"), Account(id: "b")])
        #expect(throws: ForeignState(account: "a")) { try state.check(accounts: [Account(id: "x")]) }
        try RoutineState().check(accounts: [])
    }

    /// A run that is repeated starts where it started; one for an earlier day is refused.
    @Test func aRunMayBeRepeatedButNotUndone() throws {
        let base = try RoutineBase("capacity: {customer-success: 1}")
        let first = try base.run(RoutineState(), week: 0, ["a": 1, "b": 2])
        let second = try base.run(first.state, week: 1, ["a": 1, "b": 2])
        let again = try base.run(read(second.state.text), week: 1, ["a": 1, "b": 2])
        #expect(again.state.text == second.state.text && again.alerts == second.alerts && again.moves == second.moves)
        #expect(again.lastDay == RoutineBase.monday)
        #expect(throws: EarlierRun(day: RoutineBase.monday, last: RoutineBase.monday + 7)) {
            try base.run(second.state, week: 0, ["a": 1, "b": 2])
        }
        // With other data the repeated run replaces the one it repeats.
        let other = try base.run(second.state, week: 1, ["a": 9, "b": 9])
        #expect(other.words == ["a quiet resolved untold", "b quiet resolved"])
    }
}
