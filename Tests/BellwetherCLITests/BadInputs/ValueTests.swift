import Foundation
import Testing

/// Section A of the list of bad inputs, from header names to times, as the program meets them. The grammar of CSV is in
/// `SignalSourcesTests/BadInputsTests`.
@Suite struct ValueTests {
    private func header(_ names: String) throws -> Program {
        try SmallFolder(events: names + "\nA,2023-05-01,login,1\n").run()
    }

    @Test func `A031 a required column is missing, the nearest name is told`() throws {
        expectRefusal(
            try header("account_id,ocurred_at,signal,value"), 65,
            "events.csv:1: column \"occurred_at\" is missing, did you mean \"ocurred_at\"?")
        expectRefusal(
            try header("account_id,ts,signal,value"), 65,
            "events.csv:1: column \"occurred_at\" is missing (known: account_id, signal, ts, value)")
    }

    @Test func `A032 a blank in a header name`() throws {
        expectRefusal(
            try header("account_id, occurred_at,signal,value"), 65,
            "events.csv:1: column \"occurred_at\" is missing, did you mean \" occurred_at\"?")
    }

    @Test func `A035 no header`() throws {
        expectRefusal(
            try SmallFolder(events: "A,2023-05-01,login,1\n").run(), 65,
            "events.csv:1: column \"account_id\" is missing")
    }

    @Test(arguments: [
        ("1e400", "is out of range"), ("inf", "is not a number"), ("-Infinity", "is not a number"),
        ("\"1,5\"", "write a decimal point"), ("$12", "without the currency"), ("12%", "without the per-cent sign"),
        ("１２", "write plain digits"), ("−5", "write plain digits and the sign -"), ("nan", "is not a number"),
        ("0x1F", "write it in decimal"), ("\"1,234\"", "without thousands separators"),
    ])
    func `A036 A037 A038 A039 A040 A041 A042 A043 A047 A048 what only looks like a number`(
        field: String, words: String
    ) throws {
        let run = try SmallFolder.reading(field).run()
        expectRefusal(run, 65, "events.csv:2: value \"")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test(arguments: [
        (" 1.5 ", "1.5"), ("5e-324", "5e-324"), ("0.1000000000000000055511151231257827", "0.1"),
        ("0.10000000000000001", "0.1"), ("2.2250738585072014e-308", "2.2250738585072014e-308"),
    ])
    func `A044 A045 A046 numbers are read to the last bit, blanks around them trimmed`(
        field: String, value: String
    ) throws {
        #expect(try SmallFolder.reading(field, at: "2023-11-01").features()["logins"] == value)
    }

    @Test(arguments: [
        ("2024-02-30", "no such day"), ("2023-02-29", "no such day"), ("2016-12-31T12:59:60Z", "no such time of day"),
        ("2023-05-01T24:00:00Z", "no such time of day"), ("2023-05-01T10:00:00", "no time zone"),
        ("2023-05-01T10:00:00+25:00", "no such offset"), ("2023-03-26T02:30:00", "no time zone"),
        ("03/04/2024", "expected YYYY-MM-DD"), ("24-01-01", "expected YYYY-MM-DD"), ("45292", "spreadsheet"),
        ("1704067200000", "count of seconds or milliseconds"), ("0000-00-00", "no such day"),
    ])
    func `A057 A058 A061 A062 A064 A065 A066 A067 A068 A069 A070 what is no time`(time: String, words: String) throws {
        let run = try SmallFolder.reading(at: time).run()
        expectRefusal(run, 65, "events.csv:2: occurred_at \"\(time)\" is not a ")
        #expect(run.errors.contains(words), "\(run.errors)")
    }

    /// The half-open window of 30 days before 2024-01-31 begins with 2024-01-01.
    @Test(arguments: [
        ("2024-02-29", "2024-03-01", "1"), ("2016-12-31T23:59:60Z", "2017-01-02", "1"),
        ("2023-05-01T00:30:00+02:00", "2023-05-01", "1"), ("2023-04-30T23:30:00-01:00", "2023-05-01", ""),
    ])
    func `A059 A060 A063 leap days, leap seconds and offsets are instants`(
        time: String, asOf: String, count: String
    ) throws {
        var folder = SmallFolder.reading(at: time)
        folder.accounts = "account_id\nA\n"
        folder.renewals = "account_id,renewal_date,outcome\nA,2010-01-01,renewed\nA,2024-12-01,pending\n"
        #expect(try folder.features("--as-of", asOf)["logins"] == count)
    }

    @Test func `A071 the year 9999 is after every cut-off`() throws {
        let folder = SmallFolder(events: SmallFolder.eventHead + "A,9999-12-31,login,1\nA,2023-11-01,login,1\n")
        expectTold(try folder.run(), "1 readings after the year 2262: they are after every cut-off")
        #expect(try folder.features()["logins"] == "1")
    }

    @Test(arguments: ["@SUM(A1)", "=1+1", "+1", "-1", "\u{1B}[31mred", "\u{202E}evil", "../../etc/passwd"])
    func `A073 A075 A078 strange names are texts, and leave the program defused`(name: String) throws {
        var folder = SmallFolder()
        folder.accounts = "account_id,signed_on\n\"\(name)\",2023-01-01\nB,2023-01-01\n"
        folder.renewals = folder.renewals.replacing("\nA,", with: "\n\"\(name)\",")
        folder.events = folder.events.replacing("\nA,", with: "\n\"\(name)\",")
        let run = try folder.run("features", "--days-before", "30", "--format", "csv")
        #expect(run.status == 0, "\(run.errors)")
        let first = try #require(run.output.split(separator: "\n").dropFirst().first)
        if "=+-@".contains(name.first!) { #expect(first.hasPrefix("'\(name),") || first.hasPrefix("\"'\(name)\",")) }
        let table = try folder.run("features", "--days-before", "30", "--format", "table")
        #expect(!table.output.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    }

    @Test func `A079 a value outside the declared range`() throws {
        var folder = SmallFolder.reading("-3")
        folder.signals = folder.signals.replacing(
            "dimension: interest}", with: "dimension: interest, range: [0, 1000]}")
        expectRefusal(
            try folder.run(), 65, "events.csv:2: value \"-3\" is outside the range of login (expected 0 to 1000)")
    }

    @Test func `A080 the order of rows means nothing`() throws {
        let rows = (1...28).map { "A,2023-12-\($0 < 10 ? "0" : "")\($0),login,0.\($0)\n" }
        let (up, down) = (rows.joined(), rows.reversed().joined())
        #expect(
            try SmallFolder(events: SmallFolder.eventHead + up).features()
                == SmallFolder(events: SmallFolder.eventHead + down).features())
    }

    @Test func `A081 rows that stand twice are kept and counted`() throws {
        let row = "A,2023-11-01,login,1\n"
        let folder = SmallFolder(events: SmallFolder.eventHead + row + row)
        expectTold(try folder.run(), "1 readings that repeat another in every column")
        #expect(try folder.features()["logins"] == "2")
    }

    @Test func `A082 undeclared signals are named with the nearest`() throws {
        let run = try SmallFolder(events: SmallFolder.eventHead + "A,2023-05-01,logins,1\n").run()
        expectTold(run, "1 readings of \"logins\", which signals.yaml does not declare, did you mean \"login\"?")
    }

    @Test func `A095 a total at the foot`() throws {
        let run = try SmallFolder(events: SmallFolder.eventHead + "A,2023-05-01,login,1\nTotal,,,5\n").run()
        expectRefusal(run, 65, "events.csv:3: occurred_at is empty")
    }
}
