import Crypto
import Documents
import Signals

/// Names that tell accounts apart without telling who they are: `h` and the first 64 bits of HMAC-SHA256(key, id), in hexadecimal
/// digits (RFC 2104, FIPS 180-4).
///
/// The same key and id give the same pseudonym, so results of different days and tables can be joined. Who lacks the key cannot
/// find an id by trying all that are possible, as he could with a bare hash. Of a million accounts two share one with a chance of
/// 3 in 100 million. Not promised: that nobody is recognised by what else stands in a row, such as an amount and a date.
public struct Pseudonyms: Sendable {
    /// A shorter key could be tried out.
    public static let leastKeyBytes = 16
    private static let shownBytes = 8
    private let key: SymmetricKey

    /// - Parameter keyFile: its bytes are the key, without line ends at the end.
    /// - Throws: `SourceErrors` where the file cannot be read or holds fewer than `leastKeyBytes`.
    public init(keyFile: String) throws(SourceErrors) {
        var bytes = try InputFile.bytes(keyFile)
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard bytes.count >= Pseudonyms.leastKeyBytes else {
            throw SourceErrors(
                SourceError(
                    file: keyFile, problem: "a key of \(bytes.count) bytes is too short",
                    expected: "at least \(Pseudonyms.leastKeyBytes)",
                    hint: "head -c 32 /dev/urandom | base64 > FILE makes one"))
        }
        key = SymmetricKey(data: bytes)
    }

    /// An account of which ids are replaced, and the name of its CSM; its own name, the contact and the notes are left out.
    func hiding(_ account: Account) -> Account {
        Account(
            id: pseudonym(account.id), parentID: account.parentID.map(pseudonym), signedOn: account.signedOn,
            csm: account.csm.map(pseudonym))
    }

    /// What stands for an id.
    public func pseudonym(_ id: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: key)
        return "h" + code.prefix(Pseudonyms.shownBytes).hexadecimal
    }
}
