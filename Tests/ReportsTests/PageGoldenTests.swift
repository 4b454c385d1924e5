import Bellwether
import Foundation
import Testing

/// Whole pages of the shipped portfolio, byte by byte: a page that changes is looked at before it is committed.
///
/// `GOLDEN=write swift test --filter PageGoldenTests` writes them anew. In the numbers that scripts read (full precision) digits
/// behind the ninth are left to the machine's BLAS; all that people see is compared as it is.
@Suite struct PageGoldenTests {
    private func compare(_ html: String, _ name: String) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).html")
        let text = PageGoldenTests.rounded(html)
        if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        guard golden != text else { return }
        let pairs = zip(golden.split(separator: "\n"), text.split(separator: "\n"))
        let first = pairs.first { $0.0 != $0.1 }
        Issue.record("\(name).html differs, first: \(first?.0.prefix(300) ?? "") is now \(first?.1.prefix(300) ?? "")")
    }

    /// Nine digits of the numbers in the page's data.
    private static func rounded(_ html: String) -> String {
        guard let open = html.range(of: "<script type=\"application/json\" id=\"data\">"),
            let close = html.range(of: "</script>", range: open.upperBound..<html.endIndex)
        else { return html }
        let data = html[open.upperBound..<close.lowerBound].replacing(/-?[0-9]+\.[0-9]+(?:e-?[0-9]+)?/) { match in
            String(format: "%.9g", Double(match.output) ?? .nan)
        }
        return String(html[..<open.upperBound]) + data + String(html[close.lowerBound...])
    }

    @Test func theReport() throws {
        try compare(ChurnReport(Acme.evidence.get(), Acme.about).html(), "report")
    }

    @Test func theAccountsPage() throws {
        try compare(try #require(AccountPage(Acme.evidence.get(), Acme.about)).html(), "account")
    }

    @Test func theWeightEditor() throws { try compare(try WeightEditorTests.page(), "editor") }
}
