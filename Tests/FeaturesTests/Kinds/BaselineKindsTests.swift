import Features
import Signals
import Testing

/// `trend`, `trend_state`, `acceleration`, `baseline`, `baseline_ratio`, `deviation`, `change`, `phase_deviation`: by hand, as of 2024-07-01.
@Suite struct BaselineKindsTests {
    /// Readings per 10-day period, newest first.
    private func book(_ counts: [Int], signal: String = "login", value: Double? = nil) -> Book {
        var book = Book()
        for (period, count) in counts.enumerated() {
            for index in 0..<count {
                let time = (day("2024-07-01") - 10 * period - 1 - index % 9).description
                book.event(signal, time + " 12:00", value: value ?? Double(period))
            }
        }
        return book
    }

    @Test func theSlopeIsPerPeriodTowardsNow() throws {
        let falling = book([2, 4, 6, 8])
        #expect(try value("{kind: trend, signal: login, window: 40, period: 10}", falling) == -2)
        #expect(try value("{kind: trend, signal: login, window: 40, period: 10, relative: true}", falling) == -0.4)
        // Slope of 1, 5, 0, 3 (oldest first 3, 0, 5, 1): times -3...0 less their mean -1.5.
        #expect(try value("{kind: trend, signal: login, window: 40, period: 10}", book([1, 5, 0, 3])).isNear(-0.1))
        #expect(try value("{kind: trend, signal: login, window: 40, period: 10, relative: true}", Book()) == 0)
    }

    @Test func aSlopeBelowTheMinimumIsNone() throws {
        let falling = book([2, 4, 6, 8])
        let entry = "{kind: trend, signal: login, window: 40, period: 10"
        #expect(try value(entry + ", min_change: 2}", falling) == -2)
        #expect(try value(entry + ", min_change: 2.1}", falling) == 0)
        #expect(try value(entry + ", relative: true, min_change: 0.4}", falling) == -0.4)
        #expect(try value(entry + ", relative: true, min_change: 0.5}", falling) == 0)
        #expect(try value(entry + ", min_change: 0.5}", Book(signedOn: "2024-06-20")).isNaN)
        #expect(try featureSet(entry + "}").features[0].definition.contains("min_change") == false)
        #expect(throws: (any Error).self) { try featureSet(entry + ", min_change: -1}") }
    }

    @Test func aStateIsAWord() throws {
        let entry = "{kind: trend_state, signal: login, window: 40, period: 10"
        #expect(try level(entry + "}", book([2, 4, 6, 8])) == "falling")
        #expect(try level(entry + "}", book([8, 6, 4, 2])) == "rising")
        #expect(try level(entry + "}", book([5, 5, 5, 5])) == "steady")
        #expect(try level(entry + "}", Book()) == "steady")
        // A slope of -2 on a mean of 5 is -0.4 of it.
        #expect(try level(entry + ", min_change: 0.4}", book([2, 4, 6, 8])) == "falling")
        #expect(try level(entry + ", min_change: 0.41}", book([2, 4, 6, 8])) == "steady")
        #expect(try level(entry + ", relative: false, min_change: 3}", book([2, 4, 6, 8])) == "steady")
        #expect(try level(entry + ", relative: false}", book([5, 5, 5, 6])) == "falling")
    }

    @Test func tooLittleHistoryIsAStateOfItsOwn() throws {
        let entry = "{kind: trend_state, signal: login, window: 40, period: 10"
        #expect(try level(entry + "}", Book(signedOn: "2024-06-11")) == "not enough history")
        #expect(try level(entry + "}", Book(signedOn: "2024-06-01")) == "steady")
        #expect(try level(entry + ", of: mean}", book([1, 0, 1, 0])) == "not enough history")
        #expect(try level(entry + "}", Book(signedOn: nil)) == nil)
    }

    @Test func accelerationIsHowTheSlopeChanges() throws {
        // 1 + u + 2u² at u = 0...4, oldest first 1, 4, 11, 22, 37: the slope rises by 4 each period.
        let entry = "{kind: acceleration, signal: login, window: 50, period: 10"
        #expect(try value(entry + "}", book([37, 22, 11, 4, 1])).isNear(4))
        #expect(try value(entry + ", relative: true}", book([37, 22, 11, 4, 1])).isNear(4 / 15.0))
        // A line does not accelerate, whichever way it goes.
        #expect(abs(try value(entry + "}", book([2, 4, 6, 8, 10]))) < 1e-12)
        // 4, 1, 0, 1, 4 less its mean 2, against u² - 2: 14 / 14.
        #expect(try value(entry + "}", book([4, 1, 0, 1, 4])).isNear(2))
        // Residual of u² at -3, -1, 1, 3 (halves): (1, -1, -1, 1); 3, 1, 2, 8 gives 8 / 4 = c.
        let four = "{kind: acceleration, signal: login, window: 40, period: 10}"
        #expect(try value(four, book([8, 2, 1, 3])).isNear(4))
    }

    @Test func accelerationNeedsFourPeriods() throws {
        let entry = "{kind: acceleration, signal: login, window: 50, period: 10"
        #expect(try value(entry + "}", Book()) == 0)
        #expect(try value(entry + ", relative: true}", Book()) == 0)
        #expect(try value(entry + "}", Book(signedOn: "2024-06-01")).isNaN)
        #expect(try value(entry + ", min_periods: 3}", Book(signedOn: "2024-06-01")) == 0)
        #expect(throws: (any Error).self) { try featureSet(entry + ", min_periods: 2}") }
        // Means 0, 2, 3 and none between: three are too few, and at -0, -2, -3 the parabola is the line.
        let gap = "{kind: acceleration, signal: login, of: mean, window: 40, period: 10"
        #expect(try value(gap + "}", book([1, 0, 1, 1])).isNaN)
        #expect(abs(try value(gap + ", min_periods: 3}", book([1, 0, 1, 1]))) < 1e-12)
    }

    @Test func aTrendNeedsTrackedPeriods() throws {
        var young = book([2, 4, 6, 8])
        young.accounts = [Account(id: "A", signedOn: day("2024-06-11"))]
        young.events.occurredAt = young.events.occurredAt.map { max($0, instant("2024-06-11").nanoseconds) }
        #expect(try value("{kind: trend, signal: login, window: 40, period: 10}", young).isNaN)
        #expect(try value("{kind: trend, signal: login, window: 40, period: 10, min_periods: 2}", young) == -16)
    }

    @Test func aTrendOfMeansLeavesEmptyPeriodsOut() throws {
        // Means 0, (none), 2, 3 at times 0, -1, -2, -3.
        let gap = book([1, 0, 1, 1])
        #expect(try value("{kind: trend, signal: login, of: mean, window: 40, period: 10}", gap).isNear(-1))
    }

    @Test func aRatioComparesWithTheAccountItself() throws {
        let counts = book([3, 8, 4, 6])
        let entry = "signal: login, window: 10, baseline: 30"
        #expect(try value("{kind: baseline_ratio, \(entry)}", counts).isNear(3.5 / 6.5))
        #expect(try value("{kind: baseline_ratio, \(entry), smoothing: 0}", counts) == 0.5)
        // Sums of values 0, 1, 2, 3 a reading: 0 against the median of 8, 8, 18.
        #expect(try value("{kind: baseline_ratio, of: sum, \(entry)}", counts) == 0)
        #expect(try value("{kind: baseline_ratio, \(entry), smoothing: 0}", Book()).isNaN)
        #expect(try value("{kind: baseline_ratio, \(entry)}", Book()) == 1)
        #expect(try value("{kind: baseline_ratio, \(entry)}", Book(signedOn: nil)).isNaN)
    }

    @Test func aCountDeviatesInPoissonUnits() throws {
        // Mean 6 of 8, 4, 6; variance 4 is below the mean, so f = 1; 2(√3.375 - √6.375)/√(4/3).
        let expected = 2 * (3.375.squareRoot() - 6.375.squareRoot()) / (4.0 / 3).squareRoot()
        #expect(
            try value("{kind: deviation, signal: login, window: 10, baseline: 30}", book([3, 8, 4, 6])).isNear(expected)
        )
        // Mean 6 of 18, 0, 0: variance 108, f = 18.
        let wandering = 2 * (3.375.squareRoot() - 6.375.squareRoot()) / 24.0.squareRoot()
        #expect(
            try value("{kind: deviation, signal: login, window: 10, baseline: 30}", book([3, 18, 0, 0])).isNear(
                wandering))
        #expect(try value("{kind: deviation, signal: login, window: 10, baseline: 30}", book([1000, 0, 0, 0])) == 10)
    }

    @Test func aMeanDeviatesInRobustUnits() throws {
        // Means 0 against 1, 2, 3 (a reading each): median 2, MAD 1.
        let entry = "{kind: deviation, of: mean, signal: login, window: 10, baseline: 30}"
        #expect(try value(entry, book([1, 1, 1, 1])).isNear(-2 / 1.4826))
        #expect(try value(entry, book([1, 1, 1, 1], value: 4)) == 0)
        #expect(try value(entry, book([1, 0, 1, 1])).isNaN)
    }

    @Test func normalIsToldInEveryStatistic() throws {
        // Counts 8, 4, 6, 14 before the window: median 7, MAD 2 of 1, 3, 1, 7; mean 8, squares 0 + 16 + 4 + 36.
        let counts = book([99, 8, 4, 6, 14])
        let expected = [
            "median": 7, "spread": 1.4826 * 2, "mean": 8, "sd": (56.0 / 3).squareRoot(), "low": 4, "high": 14,
        ]
        for (statistic, normal) in expected {
            let entry = "{kind: baseline, signal: login, window: 10, baseline: 40, statistic: \(statistic)}"
            #expect(try value(entry, counts).isNear(normal), "\(statistic)")
            #expect(try value(entry, Book(signedOn: nil)).isNaN)
            #expect(try value(entry, Book(signedOn: "2024-06-01")).isNaN)
            #expect(try value(entry, Book()) == 0)
        }
        // Means 1, 2, 3, 4 of the past periods' readings.
        #expect(try value("{kind: baseline, of: mean, signal: login, window: 10, baseline: 40}", counts) == 2.5)
    }

    @Test func aStandardScoreIsPlain() throws {
        let entry = "{kind: deviation, signal: login, window: 10, baseline: 30, method: z}"
        // Mean 6, sample sd 2 of 8, 4, 6.
        #expect(try value(entry, book([3, 8, 4, 6])) == -1.5)
        #expect(try value(entry, book([1006, 8, 4, 6])) == 500)
        #expect(try value(entry, book([9, 5, 5, 5])) == 0)
        #expect(try value(entry, book([9, 5, 5])).isNear(17 / 3 / (25.0 / 3).squareRoot()))
        #expect(try value(entry, Book(signedOn: "2024-06-02")).isNaN)
        let ofMeans = "{kind: deviation, of: mean, signal: login, window: 10, baseline: 30, method: z, min_periods: 2}"
        #expect(try value(ofMeans, book([0, 5, 5, 5])).isNaN)
    }

    @Test func aWeeklySeasonComparesTheSameWeekdays() throws {
        // A login every Monday; 2024-07-01 is one. Windows of 10 days before it hold 1 or 2 Mondays where they adjoin,
        // and always 1 (that of 8 ... 10 days before) where they are moved by two weeks.
        var mondays = Book()
        for week in 1...60 { mondays.event("login", (day("2024-07-01") - 7 * week).description + " 12:00") }
        let high = "{kind: baseline, signal: login, window: 10, baseline: 140, statistic: high"
        #expect(try value(high + "}", mondays) == 2)
        #expect(try value(high + ", season: weekly}", mondays) == 1)
        #expect(try value("{kind: deviation, signal: login, window: 10, method: z, season: weekly}", mondays) == 0)
        #expect(try value("{kind: baseline_ratio, signal: login, window: 10, season: weekly}", mondays) == 1)
        // A window of whole weeks is as without.
        let fortnight = "{kind: baseline, signal: login, window: 14, baseline: 140, statistic: mean"
        #expect(try value(fortnight + "}", mondays) == value(fortnight + ", season: weekly}", mondays))
        // 10 windows of 14 days in 140 days of baseline, 14 of 10 days.
        #expect(throws: (any Error).self) { try featureSet(high + ", season: weekly, min_periods: 11}") }
        #expect(throws: Never.self) { try featureSet(high + ", min_periods: 11}") }
    }

    /// Options that came later do not change what older models call the same feature.
    @Test func definitionsWithoutLaterOptionsAreAsBefore() throws {
        let plain = try featureSet("{kind: deviation, signal: login, window: 30}").features[0].definition
        #expect(plain == "deviation(signal: login, of: count, window: 30, baseline: 360, min_periods: 3)")
        let same = "{kind: deviation, signal: login, window: 30, method: auto, season: none}"
        #expect(try featureSet(same).features[0].definition == plain)
        let other = "{kind: deviation, signal: login, window: 30, method: z, season: weekly}"
        #expect(try featureSet(other).features[0].definition != plain)
    }

    @Test func aBaselineOfTooFewWindowsIsRefused() {
        #expect(throws: (any Error).self) {
            try featureSet("{kind: deviation, signal: login, window: 30, baseline: 60}")
        }
    }

    @Test func aChangeIsInTheSignalsUnit() throws {
        // Values are the period: mean 0 now, (8·1 + 4·2 + 6·3) / 18 before.
        let counts = book([3, 8, 4, 6])
        #expect(try value("{kind: change, signal: login, window: 10, baseline: 30}", counts).isNear(-34.0 / 18))
        #expect(try value("{kind: change, of: count, signal: login, window: 10, baseline: 30}", counts) == -3)
        #expect(try value("{kind: change, of: count, signal: login, window: 10, baseline: 900}", counts).isNaN)
    }

    @Test func aPhaseEndsAtTheCutoff() throws {
        // Renewal 30 days after the cut-off; of the phase [20, 50) days before it, 20 days are past, 10 still to come.
        var book = book([3, 5, 4, 6])
        book.renewal("2024-07-31", .pending)
        let entry = "{kind: phase_deviation, signal: login, phase: [20, 50], baseline: 20}"
        let expected = 2 * (8.375.squareRoot() - 10.375.squareRoot()) / 2.0.squareRoot()
        #expect(try value(entry, book).isNear(expected))
        #expect(try value(entry, book, asOf: "2024-06-20").isNaN)
        #expect(try value(entry, self.book([3])).isNaN)
    }
}
