import Features
import Signals
import Tables
import Testing

@Suite struct AnchorTests {
    @Test func oneRowPerRenewalAndLeadTime() throws {
        var book = Book(["A", "B"])
        book.renewal("2024-06-01", .churned)
        book.renewal("2024-03-01", .pending, account: 1)
        let anchors = book.history.anchors(daysBefore: [90, 30])
        #expect(anchors.map(\.asOf) == [day("2024-03-03"), day("2024-05-02"), day("2023-12-02"), day("2024-01-31")])
        #expect(anchors.map(\.leadDays) == [90, 30, 90, 30])
        let table = try featureSet("{kind: days_to_renewal}").extract(book.history, at: anchors)
        #expect(table.rows.map(\.outcome) == [.churned, .churned, .pending, .pending])
        #expect(table.frame.columns[0].values == .numbers([90, 30, 90, 30]))
    }

    @Test func theCutoffIsMidnightOfTheBusinessZone() throws {
        var book = Book()
        book.calendar = try #require(BusinessCalendar(timeZone: "Europe/Berlin"))
        book.renewal("2024-04-01", .renewed)
        let anchor = book.history.anchors(daysBefore: [1])[0]
        #expect(anchor.cutoff.description == "2024-03-30T23:00:00Z")
        // The day of 23 hours: the window of one day before the midnight after it begins 23 hours earlier.
        for time in ["2024-03-30 22:59", "2024-03-30 23:00", "2024-03-31 21:59", "2024-03-31 22:00"] {
            book.event("login", time)
        }
        #expect(try value("{kind: count, signal: login, window: 1}", book, asOf: "2024-04-01") == 2)
        #expect(try value("{kind: count, signal: login, window: 2}", book, asOf: "2024-04-01") == 3)
    }

    @Test func knownAnswersAreLeftOut() throws {
        var book = Book(["A", "B", "C", "D"])
        book.renewal("2024-06-01", .churned, decided: "2024-03-01")
        book.renewal("2024-06-01", .churned, decided: "2024-05-02", account: 1)
        book.accounts[2] = Account(id: "C", signedOn: day("2024-05-02"))
        book.renewal("2024-06-01", .renewed, account: 2)
        book.renewal("2024-06-01", .renewed, from: "2024-05-10", account: 3)
        let table = try featureSet("{kind: tenure}").extract(book.history, at: book.history.anchors(daysBefore: [30]))
        #expect(table.rows.map(\.accountID) == ["B"])
        #expect(table.leftOut.decidedBefore == 1)
        #expect(table.leftOut.notYetBegun == 1)
        #expect(table.leftOut.shortTerm == 1)
        #expect(table.leftOut.count == 3)
    }

    @Test func aTermWhosePredecessorIsUndecidedMakesNoRow() throws {
        var book = Book(["late", "by itself", "on time"])
        for account in 0..<3 {
            book.term(account, "2024-06-01", .renewed, decided: account == 2 ? nil : "2024-07-10", auto: account == 1)
            book.term(account, "2025-06-01", .churned, auto: account == 1)
        }
        let history = book.history
        // 350 days before the second date is 2024-06-16, between the first date and the day of its decision.
        let table = try featureSet("{kind: tenure}").extract(history, at: history.anchors(daysBefore: [350, 90]))
        let second = table.rows.filter { $0.renewalDate == day("2025-06-01") }
        let rows = second.map { "\($0.accountID) \($0.leadDays ?? 0)" }
        #expect(rows == ["late 90", "by itself 350", "by itself 90", "on time 350", "on time 90"])
        #expect(table.leftOut.notNext == 1)
        let asOf = history.anchors(asOf: day("2024-06-16"))
        #expect(asOf.map(\.leadDays) == [-15, 350, 350])
    }

    @Test func termsThatEndTogetherAreOneRowAsOfADay() throws {
        var book = Book(["A"])
        book.term(0, "2024-06-01", .renewed, product: "desk", arr: 100, decided: "2024-02-01")
        book.term(0, "2025-06-01", .pending, product: "desk", arr: 110)
        book.term(0, "2025-06-01", .pending, product: "phone", arr: 40)
        book.term(0, "2025-06-01", .churned, product: "chat", arr: 7, decided: "2025-01-15")
        book.term(0, "2025-09-01", .pending, product: "mail", arr: 1000, from: "2025-04-01")
        let history = book.history
        let set = try featureSet("{kind: arr}")
        let whole = set.extract(history, at: history.anchors(asOf: day("2025-03-01")))
        #expect(whole.rows.map(\.arr) == [150] && whole.rows.map(\.leadDays) == [92])
        #expect(whole.frame.columns[0].values == .numbers([150]))
        // Before the chat was given up its ARR was at stake too.
        #expect(set.extract(history, at: history.anchors(asOf: day("2025-01-15"))).rows.map(\.arr) == [157])
        let each = set.extract(history, at: history.anchors(daysBefore: [92]))
        let last = each.rows.filter { $0.renewalDate == day("2025-06-01") }
        #expect(last.map(\.product) == ["desk", "phone"] && last.map(\.arr) == [110, 40])
        #expect(last.map(\.account) == [0, 0])
        // What a model learns of ARR is what it will see when the account is scored.
        let places = each.rows.indices.filter { each.rows[$0].renewalDate == day("2025-06-01") }
        #expect(each.frame.columns[0].values.rows(places) == .numbers([150, 150]))
    }

    @Test func aProductBoughtLaterIsNotSeen() throws {
        var book = Book(["A"])
        book.term(0, "2025-06-01", .pending, product: "desk", arr: 100)
        book.term(0, "2025-06-01", .pending, product: "phone", arr: 40, from: "2025-03-15")
        #expect(book.history.anchors(asOf: day("2025-03-15"))[0].together.map(\.product) == ["desk"])
        #expect(book.history.anchors(asOf: day("2025-03-16"))[0].together.map(\.product) == ["desk", "phone"])
    }

    @Test func anAccountIsLostWhenAllItsProductsAre() throws {
        var book = Book(["kept", "lost"])
        for account in 0..<2 {
            book.term(account, "2024-01-01", .churned, product: "desk")
            book.term(account, "2024-03-01", account == 0 ? .renewed : .churned, product: "phone")
        }
        let history = book.history
        let table = try featureSet("{kind: tenure}").extract(history, at: history.anchors(asOf: day("2024-07-01")))
        #expect(table.rows.map(\.accountID) == ["kept"] && table.leftOut.lostBefore == 1)
    }

    @Test func rowsCarryTheSourcesIDs() throws {
        var book = Book(["A"])
        book.term(0, "2025-06-01", .churned, product: "desk", decided: "2025-05-20", id: "R1")
        book.term(0, "2025-06-01", .renewed, product: "phone", decided: "2025-06-08", id: "R2")
        let set = try featureSet("{kind: tenure}")
        let whole = set.extract(book.history, at: book.history.anchors(asOf: day("2025-03-01")))
        #expect(whole.rows.map(\.renewalID) == ["R1 + R2"])
        #expect(whole.rows.map(\.outcome) == [.contracted] && whole.rows.map(\.knownOn) == [day("2025-06-08")])
        let each = set.extract(book.history, at: book.history.anchors(daysBefore: [30]))
        #expect(each.rows.map(\.renewalID) == ["R1", "R2"] && each.rows.map(\.outcome) == [.churned, .renewed])
        #expect(each.rows.map(\.knownOn) == [day("2025-05-20"), day("2025-06-08")])
        let names = each.table.columns.map(\.name)
        #expect(names.prefix(2) == ["renewal_id", "account_id"])
        #expect(each.table.rows[1][0] == .text("R2"))
    }

    @Test func whatBecomesOfTermsTogether() {
        let cases: [([Outcome], Outcome?)] = [
            ([], nil), ([.expanded], .expanded), ([.churned, .churned], .churned), ([.churned, .renewed], .contracted),
            ([.expanded, .contracted], .contracted), ([.renewed, .expanded], .expanded),
            ([.renewed, .renewed], .renewed), ([.churned, .pending], .pending),
        ]
        for (outcomes, expected) in cases { #expect(Outcome.together(outcomes) == expected) }
    }

    @Test func amountsInTwoCurrenciesAreNotSummed() {
        func renewal(_ arr: Double?, _ currency: String?) -> Renewal {
            Renewal(account: 0, date: day("2025-06-01"), outcome: .pending, arrBefore: arr, currency: currency)
        }
        #expect(Renewal.arr(of: [renewal(1, "EUR"), renewal(2, "EUR")]) == 3)
        #expect(Renewal.arr(of: [renewal(1, "EUR"), renewal(2, "USD")]) == nil)
        #expect(Renewal.arr(of: [renewal(1, "EUR"), renewal(nil, "USD")]) == 1)
        #expect(Renewal.arr(of: [renewal(nil, nil)]) == nil)
    }

    /// The audit scrambles those that are decided together, too.
    @Test func theAuditHoldsForTermsThatEndTogether() throws {
        var book = Book(["A", "B"])
        for account in 0..<2 {
            for product in ["desk", "phone"] {
                book.term(account, "2024-06-01", .renewed, product: product, arr: 10, decided: "2024-07-01", auto: true)
                book.term(account, "2025-06-01", .churned, product: product, arr: 12, auto: true)
            }
            book.event("login", "2024-05-01", account: account)
        }
        let history = book.history
        let anchors = history.anchors(daysBefore: [350, 30]) + history.anchors(asOf: day("2024-06-16"))
        for kind in ["{kind: arr}", "{kind: arr_change}", "{kind: days_to_renewal}"] {
            let audit = FeatureAudit(try featureSet(kind), of: history, at: anchors)
            #expect(audit.isClean && audit.rowCount == 18, "\(kind) \(audit.rowCount)")
        }
    }

    /// Whatever the undecided renewals become, the same rows are made of them.
    @Test(arguments: 1...20)
    func outcomesStillToComeDecideNoRow(seed: Int) throws {
        let history = Portfolio(seed: UInt64(seed), accounts: 12).history
        let asOf = day("2022-01-01")
        let cutoff = history.calendar.midnight(of: asOf)
        var random = SeededGenerator(seed: UInt64(seed))
        let refated = history.replacing(
            renewals: history.renewals.map { renewal in
                if renewal.isDecided(before: cutoff, in: history.calendar) { return renewal }
                return Renewal(
                    account: renewal.account, date: renewal.date, outcome: Outcome.allCases[random.below(5)],
                    product: renewal.product, termStart: renewal.termStart, termMonths: renewal.termMonths,
                    arrBefore: renewal.arrBefore, arrAfter: random.uniform(), decidedOn: asOf + random.below(300))
            })
        func keys(_ history: SignalHistory, _ anchors: [Anchor]) throws -> [String] {
            try featureSet("{kind: tenure}").extract(history, at: anchors).rows.map {
                "\($0.accountID) \($0.asOf) \($0.leadDays ?? -999) \($0.arr ?? -1)"
            }
        }
        #expect(try keys(history, history.anchors(asOf: asOf)) == keys(refated, refated.anchors(asOf: asOf)))
        let ahead = history.anchors(daysBefore: [30, 200]).filter { $0.asOf == asOf || $0.cutoff <= cutoff }
        let same = refated.anchors(daysBefore: [30, 200]).filter { $0.asOf == asOf || $0.cutoff <= cutoff }
        #expect(try keys(history, ahead) == keys(refated, same))
    }

    @Test func asOfTakesTheNextUndecided() throws {
        var book = Book(["next", "overdue", "lost", "none", "early", "pending"])
        book.renewal("2024-01-01", .renewed)
        book.renewal("2025-01-01", .churned)
        book.renewal("2024-06-20", .renewed, decided: "2024-07-10", account: 1)
        book.renewal("2025-06-20", .renewed, account: 1)
        book.renewal("2024-01-01", .churned, account: 2)
        book.renewal("2024-08-01", .renewed, decided: "2024-06-01", account: 4)
        book.renewal("2025-08-01", .pending, account: 4)
        book.renewal("2024-07-01", .pending, account: 5)
        let history = book.history
        let table = try featureSet("{kind: tenure}").extract(history, at: history.anchors(asOf: day("2024-07-01")))
        #expect(table.rows.map(\.accountID) == ["next", "overdue", "none", "early", "pending"])
        #expect(table.rows.map(\.leadDays) == [184, -11, nil, 396, 0])
        #expect(table.rows.map(\.outcome) == [.churned, .renewed, nil, .pending, .pending])
        #expect(table.leftOut.lostBefore == 1)
    }
}
