import Retention
import Tables
import Testing

struct CompoundingTests {
    /// 85% against 95%: 10.0, 18.0 and 24.3 points after 1, 2, 3 years (not 38); 38.6% is the share lost, 39.6% the advantage.
    @Test func theFiguresHaveTheirOwnNames() throws {
        let years = try Compounding(0.95, 0.85, years: 3).table
        #expect(years.map { NumberFormat.fixed(100 * $0.gap, 1) } == ["10.0", "18.0", "24.3"])
        #expect(NumberFormat.fixed(100 * years[2].lostLow, 1) == "38.6")
        #expect(NumberFormat.fixed(100 * years[2].advantage, 1) == "39.6")
        #expect(abs(years[2].retainedHigh - 0.857375) < 1e-15)
    }

    /// 10% churn needs 10% of the start, which is 11.1% of what is left.
    @Test func whatStandsStillNeeds() {
        let needed = Compounding.breakEven(0.9)
        #expect(abs(needed.ofStart - 0.1) < 1e-15)
        #expect(NumberFormat.percent(1).text(needed.ofRemaining) == "11.1%")
    }

    @Test(arguments: [0, -0.1, 2.1, .nan])
    func ratesOutsideAreRefused(rate: Double) {
        #expect(throws: RetentionError.self) { try Compounding(rate, 0.9, years: 3) }
        #expect(throws: RetentionError.self) { try Compounding(0.9, 0.9, years: 0) }
    }

    @Test func theTableTellsAll() throws {
        let text = TextFormat().text(try Compounding(0.85, 0.95, years: 3).results)
        #expect(text.contains("24.3"))
        #expect(text.contains("Verdict: after 3 years, 95% a year keeps 24.3 points more of the start than 85%"))
    }
}
