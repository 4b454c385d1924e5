import Features
import Signals
import Tables
import Testing

/// `fact`, `fact_age`, `fact_changes`, `fact_change`, `attribute`: by hand, as of 2024-07-01.
@Suite struct FactKindsTests {
    private var book: Book {
        var book = Book()
        book.fact("seats", "100", from: "2023-01-01")
        book.fact("seats", "80", from: "2024-01-01")
        book.fact("seats", "80", from: "2024-05-01")
        book.fact("seats", "50", from: "2024-07-01")
        book.fact("plan", "basic", from: "2023-01-01", to: "2024-03-01")
        book.fact("champion", "yes", from: "2023-01-01")
        book.fact("champion", "no", from: "2024-06-21")
        return book
    }

    @Test func theLatestFactHolds() throws {
        #expect(try value("{kind: fact, fact: seats}", book) == 80)
        #expect(try value("{kind: fact, fact: champion}", book) == 0)
        #expect(try value("{kind: fact, fact: champion}", book, asOf: "2024-06-21") == 1)
        #expect(try level("{kind: fact, fact: plan}", book, asOf: "2024-03-01") == "basic")
        #expect(try level("{kind: fact, fact: plan}", book, asOf: "2024-03-02") == nil)
        #expect(try value("{kind: fact, fact: seats}", Book()).isNaN)
    }

    @Test func aCorrectionIsSeenFromWhenItWasKnown() throws {
        var corrected = book
        corrected.fact("seats", "90", from: "2024-05-01", known: "2024-06-01")
        corrected.fact("seats", "95", from: "2024-05-01", known: "2024-07-01")
        #expect(try value("{kind: fact, fact: seats}", corrected, asOf: "2024-06-01") == 80)
        #expect(try value("{kind: fact, fact: seats}", corrected, asOf: "2024-06-02") == 90)
        #expect(try value("{kind: fact, fact: seats}", corrected) == 90)
        #expect(try value("{kind: fact, fact: seats}", corrected, asOf: "2024-07-02") == 50)
    }

    /// A correction of what was long past changes every kind from when it was known on, and none before.
    @Test func aRestatedPastIsSeenByEveryKind() throws {
        var corrected = book
        // From the start of 2024 there were 100 seats after all: the step down was that of May.
        corrected.fact("seats", "100", from: "2024-01-01", known: "2024-06-30")
        let change = "{kind: fact_change, fact: seats, window: 150}"
        #expect(try value(change, corrected, asOf: "2024-06-30") == 0)
        #expect(try value(change, corrected).isNear(-0.2))
        #expect(try value("{kind: fact_age, fact: seats}", corrected, asOf: "2024-06-30") == 181)
        #expect(try value("{kind: fact_age, fact: seats}", corrected) == 61)
        let changes = "{kind: fact_changes, fact: seats, window: 100}"
        #expect(try value(changes, corrected, asOf: "2024-06-30") == 0)
        #expect(try value(changes, corrected) == 1)
    }

    @Test func ageCountsFromTheLastChange() throws {
        #expect(try value("{kind: fact_age, fact: seats}", book) == 182)
        #expect(try value("{kind: fact_age, fact: champion}", book) == 10)
        #expect(try value("{kind: fact_age, fact: champion}", Book()).isNaN)
    }

    @Test func changesAreCountedOnce() throws {
        #expect(try value("{kind: fact_changes, fact: seats, window: 365}", book) == 1)
        #expect(try value("{kind: fact_changes, fact: seats, window: 100}", book) == 0)
        #expect(try value("{kind: fact_changes, fact: seats, window: 365}", Book()).isNaN)
    }

    @Test func aNumberMoves() throws {
        #expect(try value("{kind: fact_change, fact: seats, window: 365}", book).isNear(-0.2))
        #expect(try value("{kind: fact_change, fact: seats, window: 365, relative: false}", book) == -20)
        #expect(try value("{kind: fact_change, fact: seats, window: 900}", book).isNaN)
        #expect(throws: (any Error).self) { try featureSet("{kind: fact_change, fact: plan}") }
    }

    @Test func anAttributeStandsAsItIs() throws {
        var book = Book(["A", "B"])
        book.attributes = Frame(
            columns: [
                FrameColumn("industry", .categories(Categories(["retail", nil]))),
                FrameColumn("employees", .numbers([120, .nan])),
            ], rowCount: 2)
        #expect(try level("{kind: attribute, attribute: industry}", book) == "retail")
        #expect(try value("{kind: attribute, attribute: employees}", book) == 120)
        #expect(try featureSet("{kind: attribute, attribute: industry}").features[0].isUndated)
        #expect(try level("{kind: attribute, attribute: industry}", Book()) == nil)
    }
}
