import Documents
import Foundation
import SignalSources
import Signals
import Tables
import Testing

/// A folder of CSV files for one test, removed with the value.
final class TemporaryFolder {
    let path: String

    init(_ files: [String: String]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bellwether-\(UUID())")
        path = url.path
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: url.appending(path: name)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct CSVFolderTests {
    private let accounts =
        "account_id,name,signed_on,segment,employees\nA,Alpha,2023-01-01,smb,10\nB,Beta,2023-01-01,mid,\n"
    private let renewals =
        "account_id,renewal_date,outcome,arr_before\nA,2024-01-01,renewed,100\nB,2024-01-01,churned,50\n"
    private let events = "account_id,occurred_at,signal,value\nA,2023-05-01,login,1\n"
    private let facts = "account_id,valid_from,fact,value\nA,2023-01-01,plan,plus\n"

    private func read(_ files: [String: String], _ options: SourceOptions = SourceOptions()) throws -> SourceContents {
        let whole = ["accounts": accounts, "renewals": renewals, "events": events, "facts": facts].merging(files) { $1 }
        let folder = try TemporaryFolder(
            Dictionary(uniqueKeysWithValues: whole.map { ($0.contains(".") ? $0 : $0 + ".csv", $1) }))
        do {
            return try SourceKinds.source(folder.path).read(options)
        } catch {
            throw Told(text: error.description.replacing(folder.path + "/", with: ""))
        }
    }

    struct Told: Error { let text: String }

    private func failure(_ files: [String: String], _ options: SourceOptions = SourceOptions()) -> String? {
        do {
            _ = try read(files, options)
            return nil
        } catch let told as Told {
            return told.text
        } catch {
            return "\(error)"
        }
    }

    private func catalog(_ yaml: String) throws -> SignalCatalog {
        try SignalCatalog(Field.yaml(Array(yaml.utf8), file: "signals.yaml"))
    }

    @Test func aFolderBecomesAHistory() throws {
        let contents = try read([:])
        let history = contents.history
        #expect(history.accounts.map(\.id) == ["A", "B"])
        #expect(history.accounts[0].signedOn == Day("2023-01-01"))
        #expect(history.attributes.names == ["segment", "employees"])
        #expect(history.attributes["employees"]?.values == .numbers([10, .nan]))
        #expect(history.renewals[1].outcome == .churned && history.renewals[1].arrBefore == 50)
        #expect(history.events.count == 1 && history.facts.count == 1)
        #expect(contents.report.tables.map(\.rows) == [2, 2, 1, 1])
        #expect(contents.report.findings.isEmpty)
    }

    @Test func eventsAndFactsMayBeAbsentAccountsAndRenewalsNot() throws {
        let folder = try TemporaryFolder(["accounts.csv": accounts, "renewals.csv": renewals])
        let contents = try CSVFolder(folder.path).read(SourceOptions())
        #expect(contents.history.events.count == 0)
        #expect(contents.report.tables[2].file == nil)
        let empty = try TemporaryFolder(["accounts.csv": accounts])
        do {
            _ = try CSVFolder(empty.path).read(SourceOptions())
            Issue.record("read")
        } catch {
            #expect(error.kind == .notFound)
            #expect(error.description == "\(empty.path)/renewals.csv: no such file")
        }
        #expect(throws: SourceErrors.self) { _ = try SourceKinds.source(folder.path + "/none") }
    }

    @Test(arguments: [
        ("accounts", "account_id\nA\nB\nA\n", "accounts.csv:4: account_id \"A\" stands twice: first in line 2"),
        (
            "accounts", "account_id,parent_id\nA,B\nB,A\n",
            "accounts.csv:2: parent_id \"B\" leads back to the account itself"
        ),
        ("accounts", "id\nA\n", "accounts.csv:1: column \"account_id\" is missing"),
        (
            "renewals", "account_id,renewal_date,outcome\nA,31/02/2025,renewed\n",
            "renewals.csv:2: renewal_date \"31/02/2025\" is not a date (expected YYYY-MM-DD)"
        ),
        (
            "renewals", "account_id,renewal_date,outcome\nX,2024-01-01,renewed\n",
            "renewals.csv:2: account_id \"X\" is not in the accounts table"
        ),
        (
            "renewals", "account_id,renewal_date,outcome\nA,2024-01-01,churnd\n",
            "renewals.csv:2: outcome \"churnd\" is not an outcome, did you mean \"churned\"?"
        ),
        ("renewals", "account_id,renewal_date,outcome\nA,2024-01-01,\n", "renewals.csv:2: outcome is empty"),
        ("renewals", "account_id,renewal_date\nA,2024-01-01\n", "renewals.csv:1: column \"outcome\" is missing"),
        (
            "renewals", "account_id,renewal_date,outcome,arr_before\nA,2024-01-01,renewed,-5\n",
            "renewals.csv:2: arr_before \"-5\" is negative"
        ),
        (
            "renewals",
            "account_id,renewal_date,outcome\nA,2024-01-01,renewed\nB,2024-01-01,renewed\nA,2024-01-01,churned\n",
            "renewals.csv:4: renewal_date \"2024-01-01\" stands twice for this account and product: first in line 2"
        ),
        (
            "renewals", "account_id,renewal_date,outcome,term_start\nA,2024-01-01,renewed,2024-02-01\n",
            "renewals.csv:2: renewal_date \"2024-01-01\" is before term_start 2024-02-01"
        ),
        (
            "renewals",
            "account_id,renewal_date,outcome,term_months\nA,2024-01-01,renewed,12\nA,2024-06-01,renewed,12\n",
            "renewals.csv:3: term_start \"2023-06-01\" overlaps the term of the same account and product in line 2"
        ),
        (
            "renewals", "account_id,renewal_date,outcome,term_months\nA,2024-01-01,renewed,1.5\n",
            "renewals.csv:2: term_months \"1.5\" is not a term"
        ),
        ("events", "account_id,occurred_at,signal\nA,2023-01-01,\n", "events.csv:2: signal is empty"),
        (
            "events", "account_id,occured_at,signal\nA,2023-01-01,x\n",
            "events.csv:1: column \"occurred_at\" is missing, did you mean \"occured_at\"?"
        ),
        (
            "facts", "account_id,valid_from,fact,value,valid_to\nA,2023-01-02,plan,x,2023-01-01\n",
            "facts.csv:2: valid_to"
        ),
    ])
    func badRowsAreRefused(table: String, text: String, message: String) {
        let found = failure([table: text])
        #expect(found?.hasPrefix(message) == true, "\(found ?? "read")")
    }

    @Test func productsHaveTermsOfTheirOwn() throws {
        let rows =
            "A,2024-01-01,renewed,p,12\nA,2024-01-01,renewed,q,12\nA,2024-06-01,renewed,r,12\nA,2025-01-01,pending,p,12\n"
        let history = try read(["renewals": "account_id,renewal_date,outcome,product,term_months\n" + rows]).history
        #expect(history.renewals.count == 4)
    }

    @Test func renewalsMayHaveIDsAndRenewByThemselves() throws {
        let rows = "R1,A,2024-01-01,renewed,Yes\n,A,2025-01-01,renewed,\nR2,B,2024-01-01,pending,no\n"
        let header = "renewal_id,account_id,renewal_date,outcome,auto_renew\n"
        let history = try read(["renewals": header + rows]).history
        #expect(history.renewals.map(\.id) == ["R1", nil, "R2"])
        #expect(history.renewals.map(\.autoRenews) == [true, nil, false])
        #expect(
            failure(["renewals": header + rows + "R1,B,2025-01-01,renewed,\n"])
                == "renewals.csv:5: renewal_id \"R1\" stands twice: first in line 2")
        #expect(
            failure(["renewals": header + rows + "R3,B,2025-01-01,renewed,maybe\n"])
                == "renewals.csv:5: auto_renew \"maybe\" is neither (expected yes or no)")
    }

    @Test func theOutcomeFollowsFromTheAmounts() throws {
        let rows = [("100", "0"), ("100", ""), ("100", "90"), ("100", "100"), ("100", "120"), ("", "50")]
        let text = rows.enumerated().map { "A,\(2020 + $0)-01-01,\($1.0),\($1.1)\n" }.joined()
        let contents = try read(["renewals": "account_id,renewal_date,arr_before,arr_after\n" + text])
        #expect(
            contents.history.renewals.map(\.outcome) == [
                .churned, .pending, .contracted, .renewed, .expanded, .renewed,
            ])
        #expect(contents.report.findings(.derivedOutcomes).first?.count == 6)
    }

    @Test func columnsMayHaveOtherNames() throws {
        let yaml = "accounts:\n  account_id: customer\nevents:\n  occurred_at: ts\n"
        let history = try read([
            "columns.yaml": yaml, "accounts": "customer,size\nA,1\nB,2\n",
            "events": "account_id,ts,signal\nA,2023-01-01,login\n",
        ]).history
        #expect(history.accounts.map(\.id) == ["A", "B"])
        #expect(history.attributes.names == ["size"])
        #expect(history.events.values == [1])
        #expect(failure(["columns.yaml": "evnts:\n  x: y\n"])?.contains("did you mean \"events\"?") == true)
        #expect(failure(["columns.yaml": yaml])?.contains("column \"customer\" is missing") == true)
    }

    @Test func aBlankValueIsOneOnlyWhereTheSignalCarriesNone() throws {
        let rows = "A,2023-05-01,login,\nA,2023-05-02,login,1\nA,2023-05-01,mood,0.5\nA,2023-05-02,mood,\n"
        let contents = try read(["events": "account_id,occurred_at,signal,value\n" + rows])
        #expect(contents.history.events.values.sorted() == [0.5, 1, 1])
        #expect(contents.report.findings(.missingValues).first?.count == 1)
    }

    @Test func unknownAccountsMayBeSkippedAndAreCounted() throws {
        let text = "account_id,occurred_at,signal\nX,2023-01-01,login\nA,2023-02-01,login\n"
        let contents = try read(["events": text], SourceOptions(unknownAccounts: .skip))
        #expect(contents.history.events.count == 1)
        #expect(contents.report.findings(.unknownAccounts).first?.count == 1)
    }

    @Test func declaredRangesAreKeptAndUndeclaredSignalsReported() throws {
        let catalog = try catalog(
            """
            login: {category: usage, dimension: interest}
            ticket_sentiment: {category: communication, dimension: current-state, range: [-1, 1]}
            """)
        let options = SourceOptions(catalog: catalog)
        let text = "account_id,occurred_at,signal,value\nA,2023-01-01,logn,1\nA,2023-02-01,ticket_sentiment,"
        #expect(
            failure(["events": text + "7\n"], options)
                == "events.csv:3: value \"7\" is outside the range of ticket_sentiment (expected -1 to 1)")
        let finding = try read(["events": text + "0.5\n"], options).report.findings(.undeclaredSignal).first
        #expect(finding?.count == 1 && finding?.message.hasSuffix("did you mean \"login\"?") == true)
    }

    @Test func whatIsOddIsCounted() throws {
        let contents = try read([
            "accounts": "account_id,signed_on\nA,2023-01-01\n\"A \",2023-01-01\nB,2023-01-01\n",
            "renewals": "account_id,renewal_date,outcome,arr_before,arr_after,currency\n"
                + "A,2024-01-01,churned,0,5,EUR\nB,2024-01-01,renewed,9,9,USD\n",
            "events": "account_id,occurred_at,signal,known_at,user_id\nA,2022-01-01,login,,u\nA,2023-02-01,login,,u\n"
                + "A,2023-02-01,login,,v\nA,2023-02-01,login,,u\nA,2023-03-01,x,2023-03-05,\nA,9999-12-31,x,2023-03-05,\n",
        ])
        let report = contents.report
        #expect(report.findings(.lookAlikeIDs).first?.count == 1)
        #expect(report.findings(.zeroARR).first?.count == 1)
        #expect(report.findings(.outcomeContradictsARR).first?.count == 1)
        #expect(report.findings(.mixedCurrencies).first?.message.hasPrefix("currencies EUR, USD") == true)
        #expect(report.findings(.duplicateEvents).first?.count == 1)
        #expect(report.findings(.eventsBeforeContract).first?.count == 1)
        #expect(report.findings(.eventsBeforeContract).first?.severity == .warning)
        #expect(report.findings(.lateKnown).first?.count == 1)
        #expect(report.findings(.knownBeforeOccurred).first?.count == 1)
        #expect(report.findings(.farFuture).first?.count == 1)
    }

    @Test func idsThatLookTheSameStayApart() throws {
        let history = try read([
            "accounts": "account_id\n\u{E9}\ne\u{301}\nA\nB\n",
            "events": "account_id,occurred_at,signal\ne\u{301},2023-01-01,login\n",
        ]).history
        #expect(history.accounts.count == 4)
        #expect(history.account(id: "\u{E9}") == 0 && history.account(id: "e\u{301}") == 1)
        #expect(
            history.events.range(account: 0, signal: 0).isEmpty
                && history.events.range(account: 1, signal: 0).count == 1)
    }

    @Test func datesAreMidnightsOfTheBusinessCalendar() throws {
        let berlin = try #require(BusinessCalendar(timeZone: "Europe/Berlin"))
        let history = try read([:], SourceOptions(calendar: berlin)).history
        #expect(Instant(nanoseconds: history.events.occurredAt[0]).description == "2023-04-30T22:00:00Z")
    }

    @Test func everyKindIsDescribed() {
        for kind in SourceKinds.all {
            // Outside the macro: the compiler of Swift 6.3.1 crashes on metatypes inside it.
            let (name, isTold) = (kind.name, !kind.summary.isEmpty && !kind.examples.isEmpty)
            let found = SourceKinds.named(name).map { $0.name }
            #expect(isTold)
            #expect(found == name)
        }
        let names = SourceKinds.all.map { $0.name }
        #expect(Set(names).count == names.count)
    }
}
