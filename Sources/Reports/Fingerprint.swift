import Crypto

/// What tells one file's bytes from another's.
public enum Fingerprint {
    /// SHA-256 in hexadecimal.
    public static func sha256(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).hexadecimal
    }
}
