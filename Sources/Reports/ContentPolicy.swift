import Crypto
import Foundation

/// The Content-Security-Policy of a page: nothing is loaded, nothing is sent, and no script or style runs but those that the
/// program wrote, each known by its SHA-256 (W3C Content Security Policy Level 3, section 6.7.2).
///
/// A policy in a `meta` element cannot forbid framing (`frame-ancestors`): a server that shows the page has to.
public enum ContentPolicy {
    /// - Parameters:
    ///   - styles: contents of the page's `style` elements, to the byte.
    ///   - scripts: contents of its `script` elements; none means that no script runs at all.
    public static func text(styles: [String], scripts: [String]) -> String {
        let parts = [
            "default-src 'none'", "style-src \(sources(styles))", "script-src \(sources(scripts))", "img-src data:",
            "base-uri 'none'", "form-action 'none'",
        ]
        return parts.joined(separator: "; ")
    }

    private static func sources(_ contents: [String]) -> String {
        contents.isEmpty ? "'none'" : contents.map { "'sha256-\(digest($0))'" }.joined(separator: " ")
    }

    static func digest(_ content: String) -> String {
        Data(SHA256.hash(data: Array(content.utf8))).base64EncodedString()
    }
}
