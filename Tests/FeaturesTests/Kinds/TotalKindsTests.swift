import Features
import Signals
import Testing

/// `count`, `sum`, `users`, `tags`, `consistent_users`, `share`: worked out by hand as of 2024-07-01.
@Suite struct TotalKindsTests {
    private var book: Book {
        var book = Book()
        book.event("login", "2024-03-01 09:00", value: 2, user: "u1", tag: "web")
        book.event("login", "2024-06-10 09:00", value: 3, user: "u1", tag: "web")
        book.event("login", "2024-06-20 09:00", value: 5, user: "u2", tag: "mobile")
        book.event("login", "2024-06-30 23:59", value: 7, user: "u1")
        book.event("login", "2024-07-01 00:00", value: 11, user: "u3")
        return book
    }

    @Test func countsReadingsOfTheWindow() throws {
        #expect(try value("{kind: count, signal: login, window: 30}", book) == 3)
        #expect(try value("{kind: count, signal: login, window: 365}", book) == 4)
        #expect(try value("{kind: count, signal: login, window: 30, tags: [web]}", book) == 1)
        #expect(try value("{kind: count, signal: login, window: 30, above: 3}", book) == 2)
        #expect(try value("{kind: count, signal: login, window: 30, below: 7, above: 3}", book) == 1)
        #expect(try value("{kind: count, signal: login, window: 30, log: true}", book).isNear(1.3862943611198906))
    }

    @Test func theWindowIsHalfOpenToTheNanosecond() throws {
        var book = Book()
        let (start, end) = (instant("2024-06-01").nanoseconds, instant("2024-07-01").nanoseconds)
        for time in [start - 1, start, start + 1, end - 1, end, end + 1] {
            book.event("login", "2024-01-01")
            book.events.occurredAt[book.events.count - 1] = time
            book.events.knownAt[book.events.count - 1] = time
        }
        #expect(try value("{kind: count, signal: login, window: 30}", book) == 3)
    }

    @Test func aRateAllowsForAYoungAccount() throws {
        var young = book
        young.accounts = [Account(id: "A", signedOn: day("2024-06-21"))]
        young.events = EventColumns()
        young.event("login", "2024-06-22 12:00")
        young.event("login", "2024-06-23 12:00")
        #expect(try value("{kind: count, signal: login, window: 30}", young) == 2)
        #expect(try value("{kind: count, signal: login, window: 30, per: 30}", young) == 6)
        #expect(try value("{kind: count, signal: login, window: 30, min_history: 11}", young).isNaN)
        #expect(try value("{kind: count, signal: login, window: 30, min_history: 10}", young) == 2)
    }

    @Test func nothingBeforeTrackingIsMissingAndAfterItZero() throws {
        #expect(try value("{kind: count, signal: opened, window: 30}", book) == 0)
        let unknown = Book(signedOn: nil)
        for entry in ["count", "sum", "users", "tags"] {
            #expect(try value("{kind: \(entry), signal: login, window: 30}", unknown).isNaN)
        }
        var other = unknown
        other.event("opened", "2024-01-01")
        #expect(try value("{kind: count, signal: login, window: 30}", other) == 0)
        #expect(try value("{kind: count, signal: login, window: 30}", other, asOf: "2024-01-01").isNaN)
    }

    @Test func sumsValues() throws {
        #expect(try value("{kind: sum, signal: login, window: 30}", book) == 15)
        #expect(try value("{kind: sum, signal: login, window: 5}", book) == 7)
        #expect(try value("{kind: sum, signal: login, window: 5}", Book()) == 0)
    }

    @Test func countsPeopleOnce() throws {
        #expect(try value("{kind: users, signal: login, window: 30}", book) == 2)
        #expect(try value("{kind: users, signal: login, window: 1}", book) == 1)
        #expect(
            try value(
                "{kind: ratio, numerator: {kind: users, signal: login, window: 1}, "
                    + "denominator: {kind: users, signal: login, window: 30}}", book) == 0.5)
    }

    @Test func countsTagsAndNewTags() throws {
        #expect(try value("{kind: tags, signal: login, window: 30}", book) == 2)
        #expect(try value("{kind: tags, signal: login, window: 30, new: true, baseline: 180}", book) == 1)
        #expect(try value("{kind: tags, signal: login, window: 30, new: true, baseline: 600}", book).isNaN)
    }

    @Test func countsUsersOfMostWeeks() throws {
        var book = Book()
        for week in 0..<4 {
            book.event("login", "2024-06-\(28 - 7 * week < 10 ? "0" : "")\(28 - 7 * week)", user: "steady")
            if week < 2 { book.event("login", "2024-06-\(27 - 7 * week)", user: "rare") }
            book.event("login", "2024-06-30", user: "once")
        }
        book.event("login", "2024-06-30")
        #expect(try value("{kind: consistent_users, signal: login}", book).isNear(1.0 / 3))
        #expect(try value("{kind: consistent_users, signal: login, at_least: 2, of: count}", book) == 2)
        #expect(try value("{kind: consistent_users, signal: login}", Book()).isNaN)
        #expect(try value("{kind: consistent_users, signal: login, of: count}", Book()) == 0)
    }

    @Test func takesTheShareOfOneSort() throws {
        #expect(try value("{kind: share, signal: login, window: 30, tags: [web]}", book).isNear(1.0 / 3))
        #expect(try value("{kind: share, signal: login, window: 30, above: 4}", book).isNear(2.0 / 3))
        #expect(try value("{kind: share, signal: login, window: 30, above: 4, min_readings: 4}", book).isNaN)
        #expect(try value("{kind: share, signal: login, window: 30, above: 4}", Book()).isNaN)
        #expect(throws: (any Error).self) { try featureSet("{kind: share, signal: login}") }
    }
}

extension Double {
    /// Within 1e-12 of its size.
    func isNear(_ other: Double) -> Bool { abs(self - other) <= 1e-12 * max(1, abs(other)) }
}
