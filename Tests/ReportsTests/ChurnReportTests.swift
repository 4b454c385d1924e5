import Bellwether
import Foundation
import Testing

/// The report of the shipped portfolio, and of one whose texts are hostile.
@Suite struct ChurnReportTests {
    private func html() throws -> String { try ChurnReport(Acme.evidence.get(), Acme.about).html() }

    @Test func itHoldsEverySectionAndPicture() throws {
        let html = try html()
        let sections = ["learned", "believed", "compared", "at-risk", "due", "retention", "drift", "data", "computed"]
        for section in sections { #expect(html.contains("<section id=\"\(section)\">"), "\(section)") }
        let pictures = [
            "weights", "calibration", "gains", "measures", "shares", "scores", "risk-matrix", "calendar", "trend",
            "cohorts", "drift",
        ]
        for picture in pictures { #expect(html.contains("<figure id=\"figure-\(picture)\">"), "\(picture)") }
        #expect(html.contains("Simulated data") && html.contains("00ff") && html.contains("bellwether test"))
        #expect(html.utf8.count < 300_000)
    }

    @Test func theVerdictIsThreeSentencesWithIntervals() throws {
        let html = try html()
        let start = try #require(html.range(of: "aria-label=\"Verdict\">"))
        let end = try #require(html.range(of: "</section>", range: start.upperBound..<html.endIndex))
        let sentences = html[start.upperBound..<end.lowerBound].matches(of: /<p>(.*)<\/p>/).map { String($0.output.1) }
        #expect(sentences.count == 3)
        #expect(sentences[0].contains("expected to be lost") && sentences[0].contains(" to "))
        #expect(sentences[1].contains("AUC") && sentences[1].contains(" to "))
    }

    @Test func everyPictureHasASentenceAndItsNumbers() throws {
        let figures = try html().components(separatedBy: "<figure id=").dropFirst()
        #expect(figures.count >= 11)
        for figure in figures {
            #expect(figure.contains("role=\"img\"") && figure.contains("aria-label=\""))
            let numbers = figure.components(separatedBy: "</figure>")[0]
            #expect(numbers.contains("<details>") && numbers.contains("<td"))
        }
    }

    @Test func nothingIsInlineAndNothingIsLoaded() throws {
        for html in [try html(), try #require(AccountPage(Acme.evidence.get(), Acme.about)).html()] {
            let markup = PageLaws.withoutScriptsAndStyles(html)
            #expect(PageLaws.faults(markup) == [])
            #expect(!html.replacing("http://www.w3.org/2000/svg", with: "").contains("://"))
        }
    }

    @Test func thePolicyKnowsStyleAndScriptToTheByte() throws {
        for html in [try html(), try #require(AccountPage(Acme.evidence.get(), Acme.about)).html()] {
            let style = try #require(html.firstMatch(of: /<style>((?s:.*?))<\/style>/)).output.1
            let script = html.matches(of: /<script>((?s:.*?))<\/script>/).map { String($0.output.1) }
            let policy = DisplayText.markup(ContentPolicy.text(styles: [String(style)], scripts: script))
            #expect(html.contains("content=\"\(policy)\""))
        }
    }

    @Test func theSameEvidenceIsTheSameBytes() throws {
        #expect(try html() == html())
    }

    @Test func theStampIsThereWhereOneIsGiven() throws {
        var about = Acme.about
        about.stamp = "written 2026-07-01"
        let html = try ChurnReport(Acme.evidence.get(), about).html()
        #expect(html.contains("bellwether test, written 2026-07-01"))
        let plain = try self.html()
        #expect(!plain.contains("written"))
    }

    @Test func withoutAScorecardItTellsTheLearnedHalf() throws {
        let portfolio = try HostilePortfolio(hasScorecard: false).portfolio
        var evidence = try Acme.gathered(portfolio, ChurnReport.needs)
        #expect(evidence.comparison == nil)
        evidence.forecast = nil
        let html = try ChurnReport(evidence, Acme.about).html()
        #expect(!html.contains("id=\"compared\"") && html.contains("id=\"at-risk\""))
    }

    /// Names, notes and words of signals made of HTML, quotes, script and bidirectional characters.
    @Test func hostileTextIsText() throws {
        let evidence = try Acme.gathered(
            HostilePortfolio(hasScorecard: true).portfolio, ChurnReport.needs.union([.account, .backtest]))
        let pages = [
            try ChurnReport(evidence, Acme.about).html(), try #require(AccountPage(evidence, Acme.about)).html(),
        ]
        for html in pages {
            let markup = PageLaws.withoutScriptsAndStyles(html)
            #expect(PageLaws.faults(markup) == [])
            #expect(markup.contains("&lt;img src=x onerror="))
            #expect(!html.contains("<img") && !html.contains("\u{202E}"))
            #expect(html.components(separatedBy: "</script").count == (html.contains("<script type") ? 3 : 1))
        }
    }
}

/// What must hold of every page's markup.
enum PageLaws {
    static func withoutScriptsAndStyles(_ html: String) -> String {
        html.replacing(/(?s)<script.*?<\/script>/, with: "").replacing(/(?s)<style.*?<\/style>/, with: "")
    }

    /// Elements and attributes that a page must not have.
    static func faults(_ markup: String) -> [String] {
        var faults: [String] = []
        for match in markup.matches(of: /<([a-zA-Z][a-zA-Z0-9]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/) {
            let (element, attributes) = (String(match.output.1).lowercased(), String(match.output.2))
            if ["img", "iframe", "object", "embed", "form", "link", "base"].contains(element) {
                faults.append(element)
            }
            let names = attributes.replacing(/"[^"]*"/, with: "\"\"").matches(of: /([a-zA-Z:-]+)\s*=/)
            for name in names.map({ String($0.output.1).lowercased() })
            where name == "style" || name == "src" || name.hasPrefix("on") { faults.append("\(element) \(name)") }
        }
        return faults
    }
}

/// The shipped portfolio with hostile texts.
struct HostilePortfolio {
    let portfolio: Portfolio

    private static let text =
        "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script>\u{202E}\"\u{301} onfocus=x "

    init(hasScorecard: Bool) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bellwether-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["renewals.csv", "events.csv", "facts.csv"] + (hasScorecard ? ["scorecard.yaml"] : []) {
            try FileManager.default.copyItem(
                atPath: "\(Acme.folder)/\(name)", toPath: folder.appending(path: name).path)
        }
        try HostilePortfolio.accounts().write(
            to: folder.appending(path: "accounts.csv"), atomically: true, encoding: .utf8)
        try HostilePortfolio.signals().write(
            to: folder.appending(path: "signals.yaml"), atomically: true, encoding: .utf8)
        portfolio = try Portfolio(folder: folder.path)
    }

    private static let quoted = CSVFormat.quoted(text)

    /// Every name, contact, CSM and note; attributes as they are.
    private static func accounts() throws -> String {
        let lines = try String(contentsOfFile: "\(Acme.folder)/accounts.csv", encoding: .utf8).split(separator: "\n")
        let header = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let hostile = ["name", "primary_contact", "csm", "notes"].compactMap { header.firstIndex(of: $0) }
        return lines[0] + "\n"
            + lines.dropFirst().map { line in
                var cells = CSVLine.cells(String(line))
                for place in hostile where place < cells.count { cells[place] = quoted }
                return cells.joined(separator: ",")
            }.joined(separator: "\n") + "\n"
    }

    /// The words of every signal.
    private static func signals() throws -> String {
        let yaml = "'" + text.replacing("'", with: "''").replacing("\u{202E}", with: "") + "'"
        return try String(contentsOfFile: "\(Acme.folder)/signals.yaml", encoding: .utf8)
            .replacing(/description: (logins|support tickets|hours until they reply|talks with an executive)\}/) { _ in
                "description: \(yaml)}"
            }
    }
}

/// Enough of CSV to change cells of a line.
enum CSVLine {
    static func cells(_ line: String) -> [String] {
        var (cells, cell, isQuoted) = ([String](), "", false)
        for character in line {
            if character == "\"" { isQuoted.toggle() }
            if character == ",", !isQuoted {
                cells.append(cell)
                cell = ""
            } else {
                cell.append(character)
            }
        }
        return cells + [cell]
    }
}
