import Retention
import Tables
import Testing

struct MoneyTests {
    @Test(arguments: [
        (0.1, "0.10"), (1234.56, "1234.56"), (-0.5, "-0.50"), (99_999_999_999.9999, "99999999999.9999"),
        (9_999_999_999_999.97, "9999999999999.97"), (-1_234_567_890_123.25, "-1234567890123.25"),
        (123_456_789_012_345, "123456789012345.00"), (0.00005, "0.00"), (33.333333, "33.3333"), (0, "0.00"),
    ])
    func anAmountIsWhatItsTextSays(amount: Double, text: String) throws {
        #expect(try #require(Money(amount)).description == text)
    }

    @Test func whatIsNoAmountIsNone() {
        for amount in [Double.nan, .infinity, 1e15, -1e15] { #expect(Money(amount) == nil) }
        #expect(Money.isRounded(33.333333))
        #expect(!Money.isRounded(33.33))
        #expect(!Money.isRounded(1234.5601))
    }

    @Test func tenthsAddUpExactly() {
        let sum = (0..<10_000).reduce(Money.zero) { sum, _ in sum + money(0.1) }
        #expect(sum == money(1000))
        #expect((0..<10_000).reduce(0.0) { sum, _ in sum + 0.1 } != 1000)
    }

    /// Ten million amounts in three currencies against whole numbers of hundredths, which are the exact rational result.
    @Test func sumsOfTenMillionAreExactInThreeCurrencies() throws {
        let rates = ConstantRates(
            currency: "USD",
            ["EUR": try #require(ExchangeRate(1.0837)), "JPY": try #require(ExchangeRate(0.0064321987))])
        var random = SeededGenerator(seed: 7)
        var (sum, cents) = (Money.zero, [Int128](repeating: 0, count: 3))
        let codes = ["USD", "EUR", "JPY"]
        let table = try codes.map { try #require(rates[$0]) }
        for row in 0..<10_000_000 {
            let amount = random.below(1_000_000_000)
            sum += money(Double(amount) / 100).converted(table[row % 3])
            cents[row % 3] += Int128(amount)
        }
        // 10⁻² of a unit times 10⁻¹⁰ of a rate are 10⁻¹², two decimals short of a Money's.
        let exact = (cents[0] * 10_000_000_000 + cents[1] * 10_837_000_000 + cents[2] * 64_321_987) * 100
        #expect(sum.units == exact)
    }

    @Test func aRateLiesInItsRange() {
        for rate in [0, -1, .nan, .infinity, 1e7, 1e-12] { #expect(ExchangeRate(rate) == nil) }
        #expect(ExchangeRate(1) == .one)
    }
}
