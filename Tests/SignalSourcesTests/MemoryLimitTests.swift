import Foundation
import SignalSources
import Testing

/// A portfolio that does not fit is refused before a row is read.
@Suite struct MemoryLimitTests {
    private static let events = 3_000_000

    /// Nothing in it could be read: an error of a row would tell that one was.
    private func files(events name: String = "events.csv", accounts: Int = 100) -> [String: String] {
        [
            "accounts.csv": "account_id\n" + String(repeating: "\"\n", count: accounts / 2), "renewals.csv": "x\n",
            name: String(repeating: "\"", count: Self.events),
        ]
    }

    private func options(_ bytes: Int) -> SourceOptions {
        var options = SourceOptions()
        options.memory = bytes
        return options
    }

    private func refusal(_ folder: TemporaryFolder, _ bytes: Int, parted: Bool = false) -> SourceError? {
        let (source, options) = (CSVFolder(folder.path), options(bytes))
        do {
            if parted {
                _ = try source.readParted(options, MemoryBudget(bytes: bytes, folder: folder.path))
            } else {
                _ = try source.read(options)
            }
            return nil
        } catch { return error.errors[0] }
    }

    /// 96 MiB and twice the bytes of the tables.
    @Test func whatWouldNotFitIsNotRead() throws {
        let folder = try TemporaryFolder(files())
        let needed = 96 << 20 + 2 * (Self.events + 100 + 11 + 2)
        let refused = try #require(refusal(folder, needed - 1))
        #expect(refused.kind == .usage)
        #expect(
            refused.description
                == "\(folder.path): would take about 107 MB of memory (expected at most 107 MB, as --memory says; features --memory keeps readings on disk)"
        )
        // It is read, and its rows are wrong.
        #expect(refusal(folder, needed)?.kind == .badData)
    }

    @Test func compressedReadingsCountSixfold() throws {
        let folder = try TemporaryFolder(files(events: "events.csv.gz"))
        let needed = 96 << 20 + 2 * (6 * Self.events + 100 + 11 + 2)
        #expect(refusal(folder, needed - 1)?.kind == .usage)
        #expect(refusal(folder, needed)?.kind == .badData)
    }

    /// Readings wait on disk; what must be in memory is counted.
    @Test func ofAPartedHistoryReadingsDoNotCount() throws {
        let folder = try TemporaryFolder(files(accounts: 2_000_000))
        let needed = 96 << 20 + 2 * (2_000_000 + 11 + 2)
        #expect(refusal(folder, needed - 1, parted: true)?.kind == .usage)
        #expect(refusal(folder, needed, parted: true)?.kind == .badData)
    }
}
