import Documents
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("treshold", "threshold"), ("logni", "login"), ("LOGIN", "login"), ("seat_utilisation", "seat_utilization"),
    ])
    func findsTypingMistakes(typed: String, meant: String) {
        #expect(NearestName.of(typed, among: ["login", "threshold", "seat_utilization", "qbr"]) == meant)
    }

    @Test func theBeginningOfOneNameIsEnough() {
        let known = ["account_id", "band", "login", "logout"]
        #expect(NearestName.of("account", among: known) == "account_id")
        #expect(NearestName.of("Acc", among: known) == "account_id")
        // Of two names, or two letters of one.
        #expect(NearestName.of("lo", among: ["login_count_of_all", "bandwidth"]) == nil)
        #expect(NearestName.of("sig", among: ["signed_on_day", "signal_of_use"]) == nil)
    }

    @Test func farNamesAreNotSuggested() {
        #expect(NearestName.of("zebra", among: ["login", "threshold"]) == nil)
        #expect(NearestName.of("", among: [String]()) == nil)
        #expect(NearestName.hint(for: "zebra", among: ["b", "a"]) == " (known: a, b)")
    }
}
