import Tables
import Testing

struct NumberFormatTests {
    @Test(arguments: [
        (NumberFormat.decimals(3), 0.8125, "0.812"), (.decimals(2), -0.001, "0.00"), (.percent(1), 0.178, "17.8%"),
        (.pValue, 0.0001, "<0.001"), (.pValue, 0.04, "0.040"), (.grouped, 63_740_112, "63 740 112"),
        (.grouped, -1234, "-1 234"), (.significant(3), 12345.678, "12346"), (.significant(3), 0.00123456, "0.00123"),
        (.significant(3), 1.5e9, "1.50e+09"), (.decimals(1), .nan, "-"), (.decimals(1), .infinity, "inf"),
    ])
    func readsAsPeopleWrite(format: NumberFormat, value: Double, expected: String) {
        #expect(format.text(value) == expected)
    }

    @Test func terminalTextIsSafe() {
        #expect(DisplayText.escaped("a\u{1B}[31mb\u{202E}c\n") == "a\\x1b[31mb<U+202E>c\\x0a")
        #expect(DisplayText.width("名a\u{0301}") == 3)
    }
}
