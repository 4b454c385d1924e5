import SignalSources
import Tables
import Testing

@Suite struct DecimalParserTests {
    private func numbers(_ texts: [String]) throws -> [Double] {
        guard case .numbers(let values) = try column(texts.joined(separator: "\n"), .number) else { return [] }
        return values
    }

    private func expectExact(_ texts: [String]) throws {
        let values = try numbers(texts)
        #expect(values.count == texts.count)
        for (text, value) in zip(texts, values) where value.bitPattern != Double(text)!.bitPattern {
            Issue.record("\(text) was read as \(value)")
        }
    }

    @Test func shortestTextsOfRandomBitsReadBackToTheSameBits() throws {
        var generator = SeededGenerator(seed: 1)
        let values = (0..<200_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
        let read = try numbers(values.map(\.description))
        #expect(zip(values, read).allSatisfy { $0.bitPattern == $1.bitPattern })
    }

    @Test func randomDigitsAndExponentsAgreeWithTheStandardLibrary() throws {
        var generator = SeededGenerator(seed: 2)
        try expectExact(
            (0..<200_000).map { _ in
                let digits = (0..<Int.random(in: 1...24, using: &generator)).map { _ in
                    Character(String(Int.random(in: 0...9, using: &generator)))
                }
                let point = Int.random(in: 0...digits.count, using: &generator)
                let sign = ["", "-", "+"][Int.random(in: 0...2, using: &generator)]
                let exponent = Bool.random(using: &generator) ? "" : "e\(Int.random(in: -330...280, using: &generator))"
                let text = String(digits[..<point]) + (point < digits.count ? "." + String(digits[point...]) : "")
                return sign + text + exponent
            })
    }

    @Test func hardRoundingsAreExact() throws {
        try expectExact([
            "0", "-0", "0.1", "5e-324", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
            "2.2250738585072011e-308", "2.2250738585072014e-308", "1.7976931348623157e308", "9007199254740993",
            "9007199254740992.9999999999999", "1e23", "8.5e22", "123456789012345678901234567890", "1e-400",
            "0.000000000000000000000000000000000000000000000012345678901234567890123", ".5", "5.", "1E5", "00012",
            "9007199254740991.5", "18446744073709551615", "6250000000000000.5", "3.0517578125e-5", "1448997445238699",
            "9355950000000000000e-44",
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
        ])
    }

    @Test(arguments: [
        ("1e400", "is out of range"), ("-1e309", "is out of range"), ("nan", "leave a missing value empty"),
        ("NaN", "leave a missing value empty"), ("-inf", "leave a missing value empty"),
        ("0x1F", "write it in decimal"),
        ("\"1,234\"", "thousands"), ("1 234", "thousands"), ("1'234.5", "thousands"), ("\"1,5\"", "decimal point"),
        ("$12.50", "currency"), ("12 €", "currency"), ("12%", "per-cent"), ("１２", "plain digits"),
        ("−5", "plain digits"),
        ("NA", "missing marker"), ("abc", "is not a number"), ("1.2.3", "is not a number"), ("1e", "is not a number"),
        ("--1", "is not a number"), ("+", "is not a number"), (".", "is not a number"), ("1_000", "thousands"),
    ])
    func otherFormsAreRefusedWithAHint(text: String, hint: String) {
        let message = errorText { () throws(SourceErrors) in _ = try column("1\n" + text, .number) }
        #expect(message?.hasPrefix("t.csv:3: x \"") == true, "\(message ?? "read")")
        #expect(message?.contains(hint) == true, "\(message ?? "read")")
    }

    @Test func spacesAroundNumbersAreTrimmedAndBlankIsMissing() throws {
        let values = try numbers(["  1.5", "2 ", " ", "\"3\"", "\"\"", "\" 4 \""])
        #expect(values.map { $0.isNaN ? -1 : $0 } == [1.5, 2, -1, 3, -1, 4])
    }
}
