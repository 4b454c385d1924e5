import Documents
import Features
import Signals
import Tables
import Testing

@Suite struct DepartureSeriesTests {
    private static let catalog = SignalCatalog([
        Signal(name: "login", category: .usage, dimension: .interest, direction: .good),
        Signal(name: "ticket", category: .communication, dimension: .interest, direction: .bad),
        Signal(name: "idea", category: .communication, dimension: .interest, status: .draft),
    ])

    /// Logins on every working day but for a silence from `from` to `to` days before the renewal of 2024-06-03 (a Monday).
    private func book(silent from: Int, to: Int = 0, decided: String? = nil, outcome: Outcome = .churned) -> Book {
        var book = Book(["A"], signedOn: "2022-01-03")
        let renewal = day("2024-06-03")
        for daysBefore in stride(from: 800, through: 1, by: -1) where (renewal - daysBefore).weekday < 5 {
            if daysBefore <= from, daysBefore > to { continue }
            book.event("login", "\(renewal - daysBefore) 10:00")
        }
        book.renewal("2024-06-03", outcome, from: "2023-06-03", decided: decided)
        return book
    }

    private func series(_ book: Book) -> DepartureSeries {
        DepartureSeries(book.history, signals: Self.catalog, window: 28)
    }

    private func course(_ book: Book) throws -> DepartureSeries.Course {
        let series = series(book)
        #expect(series.questions.map(\.words) == ["login", "ticket"])
        return series.course(try #require(series.rows.first), 0)
    }

    /// Silence from 100 days on. On day 84 a window of 28 holds 12 working days of 20; two standard deviations are about 9 of 20
    /// missing (2(√20.4 - √11.8) = 2.2).
    @Test func tellsSinceWhenItIsOut() throws {
        let series = series(book(silent: 100))
        #expect(series.days.first == 238 && series.days.last == 14 && series.days.count == 17)
        guard case .left(let place) = try course(book(silent: 100)) else {
            Issue.record("not left")
            return
        }
        #expect(series.days[place] == 84)
    }

    /// Out, in again, out again: only the last stay counts; back in at the end is usual.
    @Test func onlyTheLastStayCounts() throws {
        #expect(try course(book(silent: 180, to: 60)) == .usual)
        var twice = book(silent: 40)
        let first = book(silent: 200, to: 120).events
        let kept = (0..<first.count).filter { first.occurredAt[$0] < instant("2024-04-24").nanoseconds }
        twice.events = first.rows(kept)
        let series = series(twice)
        guard case .left(let place) = series.course(series.rows[0], 0) else {
            Issue.record("not left")
            return
        }
        #expect(series.days[place] == 28 || series.days[place] == 14)
        let out = series.days.indices.filter { series.isOutside(series.rows[0], 0, day: $0) == true }.map {
            series.days[$0]
        }
        #expect(out.contains(154) && !out.contains(84))
    }

    /// Fewer tickets than ever are not bad, more are.
    @Test func onlyTheBadSideCounts() throws {
        var book = book(silent: 0)
        for daysBefore in 270..<700 where daysBefore % 7 == 0 {
            book.event("ticket", "\(day("2024-06-03") - daysBefore) 09:00")
        }
        let fewer = series(book)
        #expect(fewer.course(fewer.rows[0], 1) == .usual)
        for hour in 10..<22 { book.event("ticket", "2024-05-14 \(hour):00") }
        let more = series(book)
        guard case .left = more.course(more.rows[0], 1) else {
            Issue.record("not left")
            return
        }
    }

    /// Decided 50 days early: the last day that is looked at is 56, and what came after is not seen.
    @Test func endsWhenTheOutcomeIsKnown() throws {
        let series = series(book(silent: 40, decided: "2024-04-14"))
        let row = try #require(series.rows.first)
        #expect(series.days[series.last(row)] == 56 && series.course(row, 0) == .usual)
        #expect(series.isOutside(row, 0, day: 16) == nil)
    }

    /// What becomes known on a day of the series or later changes nothing on that day or before.
    @Test func nothingAfterTheCutOffMatters() throws {
        let whole = Portfolio(seed: 7, accounts: 30)
        let catalog = try featureSet("{kind: arr}").declarations.signals
        let full = DepartureSeries(whole.history, signals: catalog)
        #expect(full.rows.contains { row in full.questions.indices.contains { full.course(row, $0) != .unknown } })
        for (number, row) in full.rows.enumerated() where number % 7 == 0 {
            let place = full.last(row) / 2
            let cutoff = full.days[place]
            var cut = whole
            let bound = instant((row.renewalDate - cutoff).description).nanoseconds
            cut.book.events = cut.book.events.rows(
                (0..<cut.book.events.count).filter { cut.book.events.knownAt[$0] < bound })
            let again = DepartureSeries(cut.history, signals: catalog)
            let same = again.rows.first { $0.account == row.account && $0.renewalDate == row.renewalDate }
            let other = try #require(same)
            for day in 0...place {
                for question in again.questions.indices {
                    let full = full.questions.firstIndex(of: again.questions[question]).map {
                        full.isOutside(row, $0, day: day)
                    }
                    #expect(full == .some(again.isOutside(other, question, day: day)))
                }
            }
        }
    }

    @Test func pendingRenewalsAndOtherDatesAreLeftOut() {
        #expect(series(book(silent: 10, outcome: .pending)).rows.isEmpty)
        let none = DepartureSeries(book(silent: 10).history, signals: Self.catalog, dates: { $0 < day("2024-01-01") })
        #expect(none.rows.isEmpty)
    }
}

extension EventColumns {
    /// Some rows, under the same names.
    fileprivate func rows(_ places: [Int]) -> EventColumns {
        var part = EventColumns()
        (part.signalNames, part.userNames, part.tagNames) = (signalNames, userNames, tagNames)
        for place in places {
            part.append(
                account: accounts[place], signal: signals[place], occurred: occurredAt[place], known: knownAt[place],
                value: values[place], user: users[place], tag: tags[place])
        }
        return part
    }
}
