import Bellwether
import Testing

/// The policy knows the program's own style and script, and nothing else.
@Suite struct ContentPolicyTests {
    /// SHA-256 of "abc" (FIPS 180-4), in base 64.
    @Test func contentsAreKnownByTheirHash() {
        let policy = ContentPolicy.text(styles: ["abc"], scripts: [])
        #expect(policy.contains("style-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"))
        #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("script-src 'none'"))
        #expect(policy.contains("base-uri 'none'") && policy.contains("form-action 'none'"))
        #expect(!policy.contains("unsafe") && !policy.contains("http"))
    }

    @Test func oneChangedByteIsAnotherScript() {
        let one = ContentPolicy.text(styles: [], scripts: ["show()"])
        #expect(one != ContentPolicy.text(styles: [], scripts: ["show() "]))
    }
}
