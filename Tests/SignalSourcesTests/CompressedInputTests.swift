import Foundation
import SignalSources
import Tables
import TestSupport
import Testing

/// Compressed tables are the plain ones, or errors.
@Suite struct CompressedInputTests {
    private static let text = "id,x\n" + (0..<30_000).map { "row-\($0),\($0 % 977)\n" }.joined()

    /// What a Debian tool makes of the bytes on its standard input; nil where it is not installed.
    private func packed(_ text: String, _ command: String) throws -> [UInt8]? {
        let folder = try TemporaryFolder(["t.csv": text])
        let run = try ChildProcess.shell("{ \(command); } > packed", folder: folder.path)
        guard run.status == 0 else { return nil }
        return Array(try Data(contentsOf: URL(filePath: folder.path + "/packed")))
    }

    private func message(_ bytes: [UInt8]) -> String? {
        errorText { () throws(SourceErrors) in _ = try TableSource(bytes: bytes, name: "t.csv.gz").read() }
    }

    @Test(arguments: ["gzip -c t.csv", "gzip -c t.csv; gzip -c t.csv | head -c 0", "zstd -qc t.csv"])
    func a086APackedTableIsThePlainOne(command: String) throws {
        guard let bytes = try packed(Self.text, command) else { return }
        #expect(bytes.count < Self.text.utf8.count / 2)
        let frame = try TableSource(bytes: bytes, name: "t.csv.gz").read().frame
        #expect(frame == (try TableSource(bytes: Array(Self.text.utf8), name: "t.csv").read().frame))
    }

    /// A frame by hand (RFC 8878): its size, one raw block, the last.
    private static func zstd(_ text: String) -> [UInt8] {
        let size = UInt8(text.utf8.count)
        return [0x28, 0xB5, 0x2F, 0xFD, 0x20, size, size << 3 | 1, 0, 0] + text.utf8
    }

    @Test func aZstdFrameIsReadAndADamagedOneNamed() throws {
        let frame = Self.zstd("id,x\n1,2\n")
        #expect(try TableSource(bytes: frame, name: "t").read().frame.rowCount == 1)
        #expect(try TableSource(bytes: frame + Self.zstd("3,4\n"), name: "t").read().frame.rowCount == 2)
        var damaged = frame
        damaged[6] |= 6
        #expect(message(damaged)?.hasPrefix("t.csv.gz: the zstd data are damaged (") == true)
        #expect(message(Array(frame.dropLast()))?.hasPrefix("t.csv.gz: the zstd data end early") == true)
    }

    /// Unpacked beside the input, or in /tmp where nothing can be written there.
    @Test(arguments: ["t.csv.zst", "/t.csv.zst", "/no/such/folder/t.csv.zst"])
    func roomIsFoundForWhatIsUnpacked(name: String) throws {
        #expect(try TableSource(bytes: Self.zstd("id,x\n1,2\n"), name: name).read().frame.rowCount == 1)
    }

    @Test func membersBehindOneAnotherAreOneText() throws {
        let bytes = try #require(try packed("id,x\n1,2\n", "gzip -c t.csv; echo 3,4 | gzip -c"))
        #expect(try TableSource(bytes: bytes, name: "t").read().frame.rowCount == 2)
    }

    @Test func a087A089CutAndDamagedDataAreNamed() throws {
        let bytes = try #require(try packed(Self.text, "gzip -c t.csv"))
        for count in [12, bytes.count / 2, bytes.count - 1] {
            #expect(message(Array(bytes[..<count])) == "t.csv.gz: the gzip data end early")
        }
        var wrong = bytes
        wrong[bytes.count - 6] ^= 1
        #expect(message(wrong) == "t.csv.gz: the gzip checksum does not match: the file is damaged")
        #expect(message(bytes + [1, 2, 3])?.hasPrefix("t.csv.gz: the gzip data ") == true)
        if let zstd = try packed(Self.text, "zstd -qc t.csv") {
            #expect(message(Array(zstd[..<(zstd.count / 2)]))?.contains("zstd data") == true)
        }
    }

    @Test func a088ABombIsRefusedInBoundedMemory() throws {
        let bytes = try #require(try packed("x", "head -c 400000000 /dev/zero | gzip -c"))
        #expect(bytes.count < 1 << 20)
        #expect(message(bytes) == "t.csv.gz: unpacks to more than 250 times its size: a bomb?")
    }

    @Test func aFolderMayHoldPackedTables() throws {
        let folder = try TemporaryFolder([
            "accounts.csv": "account_id\nA\n",
            "renewals.csv": "account_id,renewal_date,outcome\nA,2024-01-01,renewed\n",
        ])
        let events = try #require(try packed("account_id,occurred_at,signal\nA,2023-05-01,login\n", "gzip -c t.csv"))
        try Data(events).write(to: URL(filePath: folder.path + "/events.csv.gz"))
        #expect(try CSVFolder(folder.path).read(SourceOptions()).history.events.count == 1)
    }
}
