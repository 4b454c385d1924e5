import Documents
import Testing

struct NearestNameTests {
    @Test(arguments: [
        ("treshold", "threshold"), ("logni", "login"), ("LOGIN", "login"), ("seat_utilisation", "seat_utilization"),
    ])
    func findsTypingMistakes(typed: String, meant: String) {
        #expect(NearestName.of(typed, among: ["login", "threshold", "seat_utilization", "qbr"]) == meant)
    }

    @Test func farNamesAreNotSuggested() {
        #expect(NearestName.of("zebra", among: ["login", "threshold"]) == nil)
        #expect(NearestName.of("", among: [String]()) == nil)
        #expect(NearestName.hint(for: "zebra", among: ["b", "a"]) == " (known: a, b)")
    }
}
