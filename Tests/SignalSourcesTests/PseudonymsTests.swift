import Foundation
import SignalSources
import Testing

@Suite struct PseudonymsTests {
    private func pseudonyms(_ key: [UInt8]) throws -> Pseudonyms {
        let folder = try TemporaryFolder([:])
        let path = folder.path + "/key"
        try Data(key).write(to: URL(filePath: path))
        return try Pseudonyms(keyFile: path)
    }

    /// RFC 4231, test cases 1 and 6.
    @Test(arguments: [
        ([UInt8](repeating: 0x0B, count: 20), "Hi There", "hb0344c61d8db3853"),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "h60e431591ee0b67f"
        ),
    ])
    func aPseudonymIsTheBeginningOfAKeyedHash(_ key: [UInt8], _ id: String, _ expected: String) throws {
        #expect(try pseudonyms(key).pseudonym(id) == expected)
    }

    @Test func aLineEndIsNoPartOfTheKey() throws {
        let key = Array("0123456789abcdef".utf8)
        let bare = try pseudonyms(key)
        #expect(try pseudonyms(key + [0x0D, 0x0A]).pseudonym("A-1") == bare.pseudonym("A-1"))
        #expect(try pseudonyms(key + [0x20]).pseudonym("A-1") != bare.pseudonym("A-1"))
        #expect(bare.pseudonym("A-1") != bare.pseudonym("A-2"))
    }

    @Test func aShortKeyIsRefused() throws {
        #expect(throws: SourceErrors.self) { try pseudonyms(Array("0123456789abcde\n".utf8)) }
    }
}
