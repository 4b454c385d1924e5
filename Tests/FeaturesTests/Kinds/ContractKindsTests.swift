import Features
import Signals
import Testing

/// `tenure`, `days_to_renewal`, `arr`, `arr_change`, `ratio`, `clock`: by hand, as of 2024-07-01.
@Suite struct ContractKindsTests {
    private var book: Book {
        var book = Book()
        book.renewal("2024-01-01", .expanded, arr: 100, after: 120, decided: "2023-12-20")
        book.renewal("2025-01-01", .churned, arr: 120, after: 0)
        return book
    }

    @Test func tenureIsInDays() throws {
        #expect(try value("{kind: tenure}", book) == 547)
        #expect(try value("{kind: tenure}", Book(signedOn: nil)).isNaN)
    }

    @Test func theClockCountsDown() throws {
        #expect(try value("{kind: days_to_renewal}", book) == 184)
        #expect(try value("{kind: days_to_renewal}", Book()).isNaN)
    }

    @Test func arrIsThatOfTheCurrentTerm() throws {
        #expect(try value("{kind: arr}", book) == 120)
        var last = book
        last.renewals.removeLast()
        #expect(try value("{kind: arr}", last) == 120)
        #expect(try value("{kind: arr}", Book()).isNaN)
    }

    @Test func arrChangesAtRenewals() throws {
        #expect(try value("{kind: arr_change, window: 365}", book).isNear(0.2))
        #expect(try value("{kind: arr_change, window: 30}", book) == 0)
        // The window reaches back to its first day: the renewal is 182 days old.
        #expect(try value("{kind: arr_change, window: 182}", book).isNear(0.2))
        #expect(try value("{kind: arr_change, window: 181}", book) == 0)
        #expect(try value("{kind: arr_change, window: 365}", Book(signedOn: nil)).isNaN)
        var unknown = book
        unknown.renewal("2023-12-01", .renewed, arr: nil, after: 100)
        #expect(try value("{kind: arr_change, window: 365}", unknown).isNaN)
    }

    @Test func theRenewalClockWeighsAFeature() throws {
        var active = book
        for day in 21...28 { active.event("login", "2024-06-\(day)") }
        let of = "{kind: clock, of: {kind: count, signal: login, window: 30}"
        // 184 days are left of 368, half; of 184, none; of 200, 16.
        #expect(try value(of + ", within: 368}", active) == 4)
        #expect(try value(of + ", within: 184}", active) == 0)
        #expect(try value(of + ", within: 90}", active) == 0)
        #expect(try value(of + ", within: 200}", active).isNear(8 * 16 / 200.0))
        // On the day of renewal, and where it is overdue, it is the whole.
        var due = Book()
        due.event("login", "2024-06-21")
        due.renewal("2024-07-01", .pending)
        #expect(try value(of + "}", due) == 1)
        due.renewals = []
        due.renewal("2024-06-25", .pending)
        #expect(try value(of + "}", due) == 1)
        due.renewals = []
        #expect(try value(of + "}", due).isNaN)
        #expect(try value("{kind: clock, of: {kind: mean, signal: login, window: 2}, within: 20}", active).isNaN)
    }

    @Test func aRatioIsMissingWithoutADenominator() throws {
        let entry = "{kind: ratio, numerator: {kind: arr}, denominator: {kind: count, signal: login, window: 30}"
        #expect(try value(entry + "}", book).isNaN)
        var active = book
        active.event("login", "2024-06-30")
        active.event("login", "2024-06-29")
        #expect(try value(entry + "}", active) == 60)
        #expect(try value(entry + ", max: 50}", active) == 50)
        #expect(throws: (any Error).self) {
            try featureSet("{kind: ratio, numerator: {kind: arr}, denominator: {kind: fact, fact: plan}}")
        }
    }
}
