import Features
import Signals
import Testing

/// `mean`, `median`, `minimum`, `maximum`, `last`, `recency`, `open`, `decayed`, `response_time`: by hand, as of 2024-07-01.
@Suite struct ValueKindsTests {
    private var book: Book {
        var book = Book()
        for (time, value) in [("2024-04-20", 9.0), ("2024-06-05", 0.5), ("2024-06-06", -1), ("2024-06-29 12:00", 2)] {
            book.event("sentiment", time, value: value)
        }
        return book
    }

    @Test(arguments: [("mean", 0.5), ("median", 0.5), ("minimum", -1), ("maximum", 2), ("last", 2)])
    func summarisesAWindow(kind: String, expected: Double) throws {
        #expect(try value("{kind: \(kind), signal: sentiment, window: 30}", book) == expected)
        #expect(try value("{kind: \(kind), signal: sentiment, window: 30, min_readings: 4}", book).isNaN)
        #expect(try value("{kind: \(kind), signal: sentiment, window: 1}", book).isNaN)
        #expect(try value("{kind: \(kind), signal: sentiment}", Book(signedOn: nil)).isNaN)
    }

    @Test func theMedianOfAnEvenNumberIsBetween() throws {
        #expect(try value("{kind: median, signal: sentiment, window: 90}", book) == 1.25)
    }

    @Test func daysSinceTheLastReading() throws {
        #expect(try value("{kind: recency, signal: sentiment}", book) == 1.5)
        #expect(try value("{kind: recency, signal: sentiment, below: 0}", book) == 25)
        #expect(try value("{kind: recency, signal: sentiment, below: 0, lookback: 25}", book) == 25)
        #expect(try value("{kind: recency, signal: sentiment, below: 0, lookback: 24}", book).isNaN)
        #expect(try value("{kind: recency, signal: sentiment, below: 0, lookback: 24, never: tracking}", book) == 24)
        // 2023-01-01 to 2024-07-01 is 365 + 182 days.
        #expect(try value("{kind: recency, signal: login, never: tracking}", Book()) == 547)
        #expect(try value("{kind: recency, signal: login}", Book()).isNaN)
    }

    @Test func openIsWhatWasKnownToBeOpen() throws {
        var book = Book()
        for time in ["2024-01-01", "2024-02-01", "2024-03-01"] { book.event("opened", time, tag: "urgent") }
        book.event("opened", "2024-04-01", tag: "low")
        book.event("closed", "2024-01-05", tag: "urgent")
        book.event("closed", "2024-06-30", known: "2024-07-01", tag: "urgent")
        #expect(try value("{kind: open, opened: opened, closed: closed}", book) == 3)
        #expect(try value("{kind: open, opened: opened, closed: closed, tags: [urgent]}", book) == 2)
        #expect(try value("{kind: open, opened: opened, closed: closed}", book, asOf: "2024-07-02") == 2)
        #expect(try value("{kind: open, opened: opened, closed: closed}", Book()) == 0)
        #expect(try value("{kind: open, opened: opened, closed: closed}", Book(signedOn: nil)).isNaN)
    }

    /// Open as of the date: only what was known by then counts, on either side.
    @Test func openKnowsNothingAhead() throws {
        let entry = "{kind: open, opened: opened, closed: closed}"
        var book = Book()
        book.event("opened", "2024-01-01")
        // Closed in time, heard of late; closing announced ahead; opened in time, heard of late.
        book.event("closed", "2024-02-01", known: "2024-06-30 23:59")
        #expect(try value(entry, book, asOf: "2024-06-30") == 1)
        #expect(try value(entry, book) == 0)
        book.event("opened", "2024-06-01", known: "2024-07-01")
        #expect(try value(entry, book) == 0)
        #expect(try value(entry, book, asOf: "2024-07-02") == 1)
        book.event("closed", "2024-07-02", known: "2024-06-30")
        #expect(try value(entry, book, asOf: "2024-07-02") == 1)
        #expect(try value(entry, book, asOf: "2024-07-03") == 0)
        // More closings than openings, as where recording began in between, are none open.
        book.event("closed", "2024-05-01")
        #expect(try value(entry, book, asOf: "2024-07-03") == 0)
    }

    @Test func aFlagHalvesEveryHalfLife() throws {
        #expect(try value("{kind: decayed, signal: sentiment, half_life: 3}", book).isNear(0.7071067811865476))
        #expect(try value("{kind: decayed, signal: sentiment, below: 0, half_life: 25}", book) == 0.5)
        #expect(try value("{kind: decayed, signal: login}", book) == 0)
        #expect(try value("{kind: decayed, signal: login}", Book(signedOn: nil)).isNaN)
    }

    @Test func unansweredMailIsCensored() throws {
        let entry = "{kind: response_time, sent: opened, answered: sentiment, window: 30}"
        var book = Book()
        #expect(try value(entry, book).isNaN)
        book.event("opened", "2024-06-30 14:00")  // 10 hours old
        #expect(try value(entry, book) == 10)
        for (time, hours) in [("2024-06-10", 5.0), ("2024-06-12", 48)] {
            book.event("opened", time)
            book.event("sentiment", time, value: hours)
        }
        // 5 h: 2/3 left; the open one is censored at 10 h; 48 h: none left of one.
        #expect(try value(entry, book) == 48)
        book.event("opened", "2024-06-14")
        book.event("sentiment", "2024-06-14", value: 6)
        // 5 h: 3/4 left; 6 h: 1/2 left.
        #expect(try value(entry, book) == 6)
    }
}
