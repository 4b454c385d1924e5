import SignalSources
import Signals
import Testing

@Suite struct TimeParserTests {
    private func time(_ text: String, _ calendar: BusinessCalendar = .utc) throws -> String {
        guard case .times(let values) = try column(text, .time, calendar: calendar) else { return "" }
        return Instant(nanoseconds: values[0]).description
    }

    @Test(arguments: [
        ("2024-02-29", "2024-02-29T00:00:00Z"), ("2024-03-01T12:34:56Z", "2024-03-01T12:34:56Z"),
        ("2024-03-01 12:34Z", "2024-03-01T12:34:00Z"), ("2024-03-01t12:34:56.5z", "2024-03-01T12:34:56.5Z"),
        ("2024-03-01T12:34:56.123456789Z", "2024-03-01T12:34:56.123456789Z"),
        ("2024-03-01T12:00:00+02:00", "2024-03-01T10:00:00Z"), ("2024-03-01T12:00:00-0530", "2024-03-01T17:30:00Z"),
        ("2024-03-01T00:30:00+01", "2024-02-29T23:30:00Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z"), ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ])
    func goodForms(text: String, expected: String) throws {
        #expect(try time(text) == expected)
    }

    @Test func quotesAroundATimeAreNoPartOfIt() throws {
        #expect(try time("\"2024-03-01T12:34:56Z\"") == "2024-03-01T12:34:56Z")
    }

    @Test func aBareDateIsMidnightInTheBusinessCalendar() throws {
        let berlin = try #require(BusinessCalendar(timeZone: "Europe/Berlin"))
        #expect(try time("2024-07-01", berlin) == "2024-06-30T22:00:00Z")
        #expect(try time("2024-07-01T00:00:00Z", berlin) == "2024-07-01T00:00:00Z")
    }

    @Test func theYear9999IsAfterEveryCutoff() throws {
        guard case .times(let values) = try column("9999-12-31", .time) else { return }
        #expect(values == [.max])
    }

    @Test(arguments: [
        ("2025-02-30", "no such day"), ("2023-02-29", "no such day"), ("2024-13-01", "no such day"),
        ("0000-00-00", "no such day"), ("0001-01-01", "before 1678"), ("2024-03-01T24:00:00Z", "no such time of day"),
        ("2024-03-01T12:60:00Z", "no such time of day"), ("2024-03-01T12:30:60Z", "no such time of day"),
        ("2024-03-01T12:00:00", "no time zone"), ("2024-03-01T12:00:00+25:00", "no such offset"),
        ("2024-03-01T12:00:00+14:01", "no such offset"), ("2024-03-01T12:00:00 CET", "no such offset"),
        ("2024-03-01T12:00:00.Z", "decimals"), ("2024-03-01T12:00:00.1234567891Z", "decimals"),
        ("31/02/2025", "expected YYYY-MM-DD)"), ("03/04/24", "expected YYYY-MM-DD)"),
        ("24-03-01", "expected YYYY-MM-DD)"),
        ("45352", "spreadsheet"), ("1709294400000", "milliseconds"), ("yesterday", "expected YYYY-MM-DD)"),
        ("2024-3-1", "expected YYYY-MM-DD)"), ("2024-03-01T1:00Z", "with an offset"),
        ("2024-03-01T12", "with an offset"),
    ])
    func badForms(text: String, hint: String) {
        let message = errorText { () throws(SourceErrors) in _ = try column(text, .time) }
        #expect(message?.hasPrefix("t.csv:2: x \"\(text)\" is not a ") == true, "\(message ?? "read")")
        #expect(message?.contains(hint) == true, "\(message ?? "read")")
    }

    @Test func theErrorOfADateIsWordedAsTheContractHasIt() throws {
        let file = try csv("account_id,renewal_date\nA,31/02/2025\n", name: "renewals.csv")
        let message = errorText { () throws(SourceErrors) in
            _ = try file.read([CellRequest(.text), CellRequest(.day)], CSVReading())
        }
        #expect(message == "renewals.csv:2: renewal_date \"31/02/2025\" is not a date (expected YYYY-MM-DD)")
    }

    @Test func instantsWithoutOffsetAreUTCOnlyWhereAsked() throws {
        let file = try csv("x\n2024-03-01 12:00:00\n")
        let rows = try file.read([CellRequest(.time)], CSVReading(assumesUTC: true))
        guard case .times(let values) = rows.columns[0] else { return }
        #expect(Instant(nanoseconds: values[0]).description == "2024-03-01T12:00:00Z")
    }
}
