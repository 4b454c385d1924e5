import Foundation
import SignalSources
import Signals
import Testing

/// Readings on disk are the same readings.
@Suite struct PartedHistoryTests {
    private static let accountCount = 300

    private func files(rows: Int = 6000, bad: [Int: String] = [:]) -> [String: String] {
        var events = "account_id,occurred_at,known_at,signal,value,user_id,tag\n"
        for row in 0..<rows {
            let account = (row * 7919) % PartedHistoryTests.accountCount
            let day = 10 + (row * 31) % 18
            let time = "2024-0\(1 + row % 9)-\(day)T0\(row % 10):00:00Z"
            let known = row % 5 == 0 ? "2024-12-01" : ""
            let value = row % 11 == 0 ? "" : "\(row % 4)"
            let tag = row % 3 == 0 ? "\"a,b\"" : "t\(row % 6)"
            events += bad[row] ?? "A\(account),\(time),\(known),s\(row % 3),\(value),u\(row % 40),\(tag)"
            events += row % 2 == 0 ? "\n" : "\r\n"
        }
        var accounts = "account_id,signed_on\n"
        for account in 0..<PartedHistoryTests.accountCount { accounts += "A\(account),2023-01-01\n" }
        let renewals = "account_id,renewal_date,outcome\nA1,2024-12-01,renewed\n"
        return ["accounts.csv": accounts, "renewals.csv": renewals, "events.csv": events]
    }

    /// The columns of all parts, one behind the other.
    private func columns(_ parted: PartedHistory) throws -> EventColumns {
        var all = EventColumns()
        for part in parted.parts.indices {
            let columns = try parted.history(part).events.columns()
            all.accounts += columns.accounts
            all.signals += columns.signals
            all.occurredAt += columns.occurredAt
            all.knownAt += columns.knownAt
            all.values += columns.values
            all.users += columns.users
            all.tags += columns.tags
            (all.signalNames, all.userNames, all.tagNames) = (columns.signalNames, columns.userNames, columns.tagNames)
        }
        return all
    }

    private func isSame(_ a: EventColumns, _ b: EventColumns) -> Bool {
        a.accounts == b.accounts && a.signals == b.signals && a.occurredAt == b.occurredAt && a.knownAt == b.knownAt
            && a.values == b.values && a.users == b.users && a.tags == b.tags && a.signalNames == b.signalNames
            && a.userNames == b.userNames && a.tagNames == b.tagNames
    }

    private func options(threads: Int, laneBytes: Int) -> SourceOptions {
        var options = SourceOptions(threads: threads)
        options.laneBytes = laneBytes
        return options
    }

    @Test(arguments: [(1, 1000, 4000), (2, 5000, 100_000), (3, 1 << 20, 1_000_000)])
    func readingsOnDiskAreTheSame(threads: Int, laneBytes: Int, budget: Int) throws {
        let folder = try TemporaryFolder(files())
        let whole = try CSVFolder(folder.path).read(SourceOptions())
        let memory = MemoryBudget(bytes: budget, folder: NSTemporaryDirectory())
        let parted = try CSVFolder(folder.path).readParted(options(threads: threads, laneBytes: laneBytes), memory)
        #expect(parted.readingCount >= whole.history.events.count)
        #expect(isSame(try columns(parted), whole.history.events.columns()))
        #expect(parted.parts.first?.lowerBound == 0)
        #expect(parted.parts.last?.upperBound == PartedHistoryTests.accountCount)
        #expect(parted.base.renewals == whole.history.renewals)
    }

    @Test func piecesAndThreadsDecideNothing() throws {
        let folder = try TemporaryFolder(files())
        let expected = try CSVFolder(folder.path).read(options(threads: 1, laneBytes: 1 << 20))
        for (threads, laneBytes) in [(1, 100), (2, 700), (5, 3000)] {
            let contents = try CSVFolder(folder.path).read(options(threads: threads, laneBytes: laneBytes))
            #expect(isSame(contents.history.events.columns(), expected.history.events.columns()))
            #expect(contents.report == expected.report)
        }
    }

    @Test func errorsOfAllPiecesAreToldInOrder() throws {
        let bad = [
            17: "A1,yesterday,,s1,1,u,t", 900: "nobody,2024-01-10,,s1,1,u,t", 2500: "A1,2024-01-10,,s1,many,u,t",
            4000: "A1,2024-01-10,,s1,1,u",
        ]
        let folder = try TemporaryFolder(files(bad: bad))
        var told: [String] = []
        for (threads, laneBytes) in [(1, 1 << 20), (1, 300), (2, 2000)] {
            do {
                _ = try CSVFolder(folder.path).read(options(threads: threads, laneBytes: laneBytes))
                Issue.record("bad rows were read")
            } catch {
                told.append(error.description.replacing(folder.path + "/", with: ""))
            }
        }
        #expect(Set(told).count == 1)
        let lines = told[0].split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("events.csv:19: occurred_at \"yesterday\" is not a date"))
        #expect(lines[1].hasPrefix("events.csv:2502: value \"many\" is not a number"))
        #expect(lines[2].hasPrefix("events.csv:4002:1: 6 fields (expected 7"))
    }

    @Test func unknownAccountsOfAllPiecesAreTold() throws {
        let bad = [40: "nobody,2024-01-10,,s1,1,u,t", 5000: "x,2024-01-10,,s1,1,u,t"]
        let folder = try TemporaryFolder(files(bad: bad))
        do {
            _ = try CSVFolder(folder.path).read(options(threads: 2, laneBytes: 500))
            Issue.record("unknown accounts were read")
        } catch {
            let lines = error.description.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].hasSuffix("events.csv:42: account_id \"nobody\" is not in the accounts table"))
            #expect(lines[1].hasSuffix("events.csv:5002: account_id \"x\" is not in the accounts table"))
        }
    }

    @Test func aQuoteThatIsNeverClosedIsFoundWhateverThePieces() throws {
        let folder = try TemporaryFolder(files(bad: [3000: "A1,2024-01-10,,s1,1,u,\"open"]))
        var told: Set<String> = []
        for laneBytes in [400, 1 << 20] {
            do {
                _ = try CSVFolder(folder.path).read(options(threads: 2, laneBytes: laneBytes))
                Issue.record("a broken file was read")
            } catch {
                told.insert(error.description)
            }
        }
        #expect(told.count == 1)
        #expect(told.first?.contains("events.csv:300") == true)
    }

    @Test func theReadingsOfSomeAccounts() throws {
        let folder = try TemporaryFolder(files())
        let memory = MemoryBudget(bytes: 4000, folder: NSTemporaryDirectory())
        let parted = try CSVFolder(folder.path).readParted(options(threads: 2, laneBytes: 1000), memory)
        let some = try parted.history(of: [3, 250])
        #expect(Set(some.events.columns().accounts) == [3, 250])
        let whole = try CSVFolder(folder.path).read(SourceOptions()).history.events
        for account in [3, 250] {
            for signal in 0..<3 {
                #expect(
                    some.events.values[some.events.range(account: account, signal: signal)]
                        == whole.values[whole.range(account: account, signal: signal)])
            }
        }
    }

    @Test func aFolderThatCannotHoldTheRestIsNamed() throws {
        let folder = try TemporaryFolder(files())
        let memory = MemoryBudget(bytes: 4000, folder: "/no/such/folder")
        #expect(throws: SourceErrors.self) {
            _ = try CSVFolder(folder.path).readParted(options(threads: 1, laneBytes: 1000), memory)
        }
    }
}
