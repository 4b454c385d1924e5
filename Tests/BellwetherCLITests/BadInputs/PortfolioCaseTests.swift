import Foundation
import Testing

/// Section S of the list of bad inputs: signals, contracts, labels.
@Suite struct PortfolioCaseTests {
    private static let terms = "account_id,renewal_date,outcome,term_start,arr_before,arr_after,currency\n"

    private func refusal(_ renewals: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        expectRefusal(
            try SmallFolder(renewals: Self.terms + renewals).run(), 65, words, sourceLocation: sourceLocation)
    }

    @Test func `S01 readings before the contract are counted`() throws {
        expectTold(try SmallFolder.reading(at: "2022-05-01").run(), "1 readings before the account signed")
    }

    /// The cut-off is the midnight 30 days before 2024-01-01; the window begins 90 days before that.
    @Test(arguments: [
        ("2023-12-02T00:00:00Z", "0"), ("2023-12-01T23:59:59.999999999Z", "1"),
        ("2023-12-02T00:00:00.000000001Z", "0"), ("2023-09-03T00:00:00Z", "1"),
        ("2023-09-02T23:59:59.999999999Z", "0"),
    ])
    func `S02 windows are half-open to the nanosecond`(time: String, count: String) throws {
        #expect(try SmallFolder.reading(at: time).features()["logins"] == count)
    }

    @Test func `S03 readings of the future are counted, or an error`() throws {
        let folder = SmallFolder(events: SmallFolder.eventHead + "A,2029-05-01,login,1\nA,2023-11-01,login,1\n")
        #expect(try folder.features()["logins"] == "1")
        let told = try folder.run("check", "--as-of", "2024-02-01")
        expectTold(told, "1 reading on or after 2024-02-01: in no feature as of that day")
        let refused = try folder.run("check", "--as-of", "2024-02-01", "--max-future", "0")
        #expect(refused.status == 3)
        #expect(refused.output.contains("1 reading more than 0 days after 2024-02-01 (--max-future)"))
        #expect(try folder.run("check", "--as-of", "2024-02-01", "--max-future", "3650").status == 0)
    }

    @Test func `S04 what was recorded after the cut-off is not known`() throws {
        let head = "account_id,occurred_at,known_at,signal,value\n"
        let late = SmallFolder(events: head + "A,2023-11-01,2023-12-15,login,1\nA,2023-11-02,2023-11-03,login,2\n")
        #expect(try late.features()["logins"] == "2")
        expectTold(try late.run(), "2 readings that became known after they occurred")
    }

    @Test func `S05 S06 S12 S13 terms that cannot be`() throws {
        try refusal(
            "A,2024-01-01,renewed,2024-06-01,1,1,USD\n",
            "renewals.csv:2: renewal_date \"2024-01-01\" is before term_start 2024-06-01")
        try refusal(
            "A,2024-01-01,renewed,2023-01-01,1,1,USD\nA,2024-06-01,renewed,2023-06-01,1,1,USD\n",
            "renewals.csv:3: term_start \"2023-06-01\" overlaps the term of the same account and product in line 2")
        try refusal(
            "A,2024-01-01,renewed,2023-01-01,1,1,USD\nA,2024-01-01,churned,2023-01-01,1,0,USD\n",
            "renewals.csv:3: renewal_date \"2024-01-01\" stands twice for this account and product: first in line 2")
        try refusal(
            "A,2024-01-01,renewed,2023-01-01,-1,1,USD\n", "renewals.csv:2: arr_before \"-1\" is negative")
        let zero = "A,2024-01-01,renewed,2023-01-01,0,1,USD\nB,2024-01-01,churned,2023-01-01,5,0,USD\n"
        expectTold(try SmallFolder(renewals: Self.terms + zero).run(), "1 renewals with arr_before 0")
    }

    /// Lost in October, on the books until January: nothing after the decision was known counts.
    @Test func `S07 an early loss makes no row that saw it`() throws {
        var folder = SmallFolder()
        folder.renewals =
            "account_id,renewal_date,outcome,decided_on\nA,2024-01-01,churned,2023-10-01\nB,2024-01-01,renewed,2023-12-31\n"
        let run = try folder.run("features", "--days-before", "30", "--format", "csv")
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("A,"), "a row after the outcome was known")
        #expect(run.output.contains("B,"))
        #expect(run.errors.contains("1 rows of 1 features; 1 anchors made no row"))
    }

    @Test func `S08 what is not decided is never counted as renewed`() throws {
        var folder = SmallFolder()
        folder.accounts += "C,2023-01-01\n"
        folder.renewals += "C,2024-01-01,pending,100,\n"
        let run = try folder.run()
        expectTold(run, "1 renewal pending as of 2024-02-02: scored, never counted as renewed")
    }

    @Test func `S09 an account without readings keeps its row`() throws {
        let run = try SmallFolder.reading().run("features", "--days-before", "30", "--format", "csv")
        #expect(run.output.split(separator: "\n").count == 3, "\(run.output)")
        #expect(run.output.contains("\nB,2023-12-02,2024-01-01,30,churned,0"))
    }

    @Test func `S10 readings of unknown accounts are refused, or skipped and counted`() throws {
        let folder = SmallFolder(events: SmallFolder.eventHead + "Z,2023-05-01,login,1\nA,2023-11-01,login,1\n")
        expectRefusal(try folder.run(), 65, "events.csv:2: account_id \"Z\" is not in the accounts table")
        expectTold(try folder.run("check", "--unknown-accounts", "skip"), "1 rows of accounts")
        #expect(try folder.run("check", "--unknown-accounts", "skp").status == 64)
    }

    @Test func `S11 S17 accounts that stand twice or are their own parents`() throws {
        expectRefusal(
            try SmallFolder(accounts: "account_id,signed_on\nA,2023-01-01\nB,2023-01-01\nA,2023-02-01\n").run(), 65,
            "accounts.csv:4: account_id \"A\" stands twice: first in line 2")
        for (parents, line) in [("A,B\nB,A\n", 2), ("A,A\nB,A\n", 2)] {
            let run = try SmallFolder(accounts: "account_id,parent_id\n" + parents).run()
            expectRefusal(run, 65, "accounts.csv:\(line): parent_id \"")
            #expect(run.errors.contains("leads back to the account itself"))
        }
    }

    @Test func `S14 currencies are never summed without rates`() throws {
        let rows = "A,2024-01-01,renewed,2023-01-01,5,5,USD\nB,2024-01-01,churned,2023-01-01,5,0,EUR\n"
        let folder = SmallFolder(renewals: Self.terms + rows)
        expectTold(try folder.run(), "currencies EUR, USD: amounts are never summed without rates")
        let run = try folder.run("retention", "--from", "2023-06-01", "--to", "2024-06-01")
        #expect(run.status == 65)
        #expect(run.errors.contains("amounts are in EUR, USD: they are never summed without rates (--rates FILE)"))
    }

    @Test func `S15 a million cents are ten thousand`() throws {
        var folder = SmallFolder()
        let accounts = (0..<10_000).map { "C\($0)" }
        folder.accounts = "account_id\n" + accounts.joined(separator: "\n") + "\n"
        folder.events = SmallFolder.eventHead
        folder.renewals =
            "account_id,renewal_date,outcome,term_start,arr_before,arr_after,currency\n"
            + accounts.map { "\($0),2024-01-01,renewed,2023-01-01,0.01,0.01,USD\n" }.joined()
        let run = try folder.run("retention", "--from", "2023-06-01", "--to", "2024-06-01", "--format", "json")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("\"100.00\"") || run.output.contains(": 100,") || run.output.contains(": 100\n"))
        #expect(!run.output.contains("99.99"))
    }

    @Test func `S16 expansion never lifts gross retention`() throws {
        var folder = SmallFolder()
        folder.renewals =
            Self.terms + "A,2024-01-01,expanded,2023-01-01,100,900,USD\nB,2024-01-01,churned,2023-01-01,100,0,USD\n"
        let run = try folder.run("retention", "--from", "2023-06-01", "--to", "2024-06-01")
        expectTold(run, "50.0%")
    }

    @Test func `S18 a year from 29 February ends on 28 February`() throws {
        var folder = SmallFolder()
        folder.renewals =
            "account_id,renewal_date,outcome,term_months\nA,2025-02-28,renewed,12\nB,2024-01-01,churned,12\n"
        folder.accounts = "account_id,signed_on\nA,2024-02-29\nB,2023-01-01\n"
        folder.events += "A,2025-03-05,login,1\n"
        #expect(try folder.run().status == 0)
        folder.renewals = folder.renewals.replacing("A,2025", with: "A,2024-02-29,renewed,12\nA,2025")
        #expect(try folder.run().status == 0, "terms that meet do not overlap")
    }

    /// Berlin's 2024-03-31 has 23 hours: a window of one day back from 1 April begins at its own midnight.
    @Test func `S19 days are days of the business calendar`() throws {
        var folder = SmallFolder.reading(at: "2024-03-31T00:00:00+01:00")
        folder.signals = folder.signals.replacing("window: 90", with: "window: 1")
        folder.renewals = "account_id,renewal_date,outcome\nA,2024-12-01,pending\n"
        #expect(try folder.features("--as-of", "2024-04-01", "--timezone", "Europe/Berlin")["logins"] == "1")
        folder.events = folder.events.replacing("31T00:00:00+01", with: "30T23:59:59+01")
        #expect(try folder.features("--as-of", "2024-04-01", "--timezone", "Europe/Berlin")["logins"] == "0")
    }

    @Test func `S20 the same instants under another offset give the same bytes`() throws {
        let utc = try SmallFolder.reading("3", at: "2023-11-01T12:00:00Z").run("features", "--days-before", "30")
        let tokyo = try SmallFolder.reading("3", at: "2023-11-01T21:00:00+09:00").run("features", "--days-before", "30")
        #expect(utc.output == tokyo.output && utc.status == 0)
    }

    @Test func `S21 more seats used than bought is kept as it is`() throws {
        var folder = SmallFolder()
        folder.signals = """
            version: 1
            signals:
              login: {category: usage, dimension: interest}
            facts:
              seats: {values: number, category: usage, dimension: current-state}
            features:
              utilization: {kind: ratio, numerator: {kind: users, signal: login, window: 90}, denominator: {kind: fact, fact: seats}}

            """
        folder.events = "account_id,occurred_at,signal,user_id\n"
        for user in 0..<3 { folder.events += "A,2023-11-0\(user + 1),login,u\(user)\n" }
        folder.facts += "A,2023-01-01,seats,2\nB,2023-01-01,seats,2\n"
        #expect(try folder.features()["utilization"] == "1.5")
    }

    @Test func `S22 sentiment outside its range`() throws {
        var folder = SmallFolder.reading("7")
        folder.signals = folder.signals.replacing("dimension: interest}", with: "dimension: interest, range: [-1, 1]}")
        expectRefusal(
            try folder.run(), 65, "events.csv:2: value \"7\" is outside the range of login (expected -1 to 1)")
    }

    @Test func `S23 S24 unseen and rare categories`() throws {
        let scratch = try Scratch()
        var draws = Draws(state: 5)
        var text = "id,plan,x,y\n"
        for row in 0..<400 {
            let plan = row == 7 ? "once" : ["a", "b", "c"][row % 3]
            text += "r\(row),\(plan),\(draws.next()),\(draws.next() < (plan == "a" ? 0.7 : 0.3) ? 1 : 0)\n"
        }
        let (table, model) = (try scratch.file("t.csv", text), scratch.path("m.json"))
        let train = try Program.run(
            "train", "--table", table, "--outcome", "y", "--id", "id", "--terms", "linear", "--calibration", "none",
            "-o", model)
        #expect(train.status == 0, "\(train.errors)")
        let news = try scratch.file("new.csv", "id,plan,x\nr1,never-seen,0.5\nr2,once,0.5\nr3,a,0.5\n")
        let run = try Program.run("score", "--model", model, "--table", news, "--format", "csv")
        let scores = run.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
        try #require(scores.count == 3, "\(run.errors)")
        #expect(scores[0] == scores[1], "a level seen once is pooled with the unseen ones")
        #expect(scores[0] != scores[2])
    }

    @Test func `S25 locale, zone, clock and threads change no byte`() throws {
        let scratch = try SmallFolder().write()
        let runs = try [
            [:], ["LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8"], ["TZ": "Pacific/Kiritimati"],
            ["TZ": ":/etc/shadow", "HOME": "/nonexistent"], ["OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"],
        ].map { environment in
            try Program.run(
                "features", "--data", scratch.path, "--days-before", "30", "--format", "json", environment: environment)
        }
        #expect(Set(runs.map(\.output)).count == 1 && runs[0].status == 0)
    }
}
