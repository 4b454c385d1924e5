import Foundation
import TestSupport
import Testing

/// The commands that write HTML pages and pictures of the data.
@Suite struct ReportTests {
    private static let asOf = ["--as-of", "2026-06-30"]

    private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Program {
        let model = try #require(AcmeModel.path)
        return try Program.run(
            list: arguments + ["--model", model, "--data", Program.acme], environment: environment)
    }

    @Test func theReportIsOneFileAndSaysSo() throws {
        let scratch = try Scratch()
        let path = scratch.path("report.html")
        let report = try run(["report", "-o", path] + Self.asOf)
        #expect(report.status == 0 && report.output.isEmpty)
        #expect(report.errors.hasPrefix("wrote \(path) (one file, "))
        let html = try String(contentsOfFile: path, encoding: .utf8)
        #expect(html.hasPrefix("<!doctype html>") && html.utf8.count < 300_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["report.html"])
        let again = try run(["report", "-o", "-", "-q"] + Self.asOf)
        #expect(again.output == html)
        let stamped = try run(
            ["report", "-o", "-", "-q"] + Self.asOf, environment: ["SOURCE_DATE_EPOCH": "1780000000"])
        #expect(stamped.output.contains("written 2026-05-28"))
    }

    @Test func whatCannotBeIsOneLine() throws {
        let scratch = try Scratch()
        let folder = try run(["report", "-o", scratch.path("missing/report.html")] + Self.asOf)
        #expect(folder.status == 73)
        let future = try run(["report", "-o", scratch.path("r.html"), "--as-of", "2024-06-30"])
        #expect(future.status == 65 && future.errors.contains("time travel"))
        let epoch = try run(["report", "-o", "-"] + Self.asOf, environment: ["SOURCE_DATE_EPOCH": "tomorrow"])
        #expect(epoch.status == 64 && epoch.errors.contains("SOURCE_DATE_EPOCH"))
        #expect(try run(["report", "--capacity", "2"]).status == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
    }

    @Test func ownTemplatesAreCheckedBeforeTheWork() throws {
        let scratch = try Scratch()
        _ = try scratch.file("report.mustache", "<h1>{{titel}}</h1>")
        let wrong = try run(["report", "-o", "-", "--templates", scratch.path] + Self.asOf)
        #expect(wrong.status == 78)
        #expect(wrong.errors == "report.mustache:1: unknown tag \"titel\", did you mean \"title\"?\n")
        _ = try scratch.file("report.mustache", "<h1>{{title}}</h1>")
        let own = try run(["report", "-o", "-", "-q", "--templates", scratch.path] + Self.asOf)
        #expect(own.output == "<h1>Churn report</h1>")
        #expect(try run(["report", "--templates", scratch.path("none")] + Self.asOf).status == 64)
    }

    @Test func anAccountHasAPageWithAndWithoutSliders() throws {
        let scratch = try Scratch()
        let (plain, moved) = (scratch.path("plain.html"), scratch.path("moved.html"))
        #expect(try run(["explain", "A-0359", "-q", "-o", plain] + Self.asOf).status == 0)
        #expect(try run(["explain", "A-0359", "-q", "--what-if", "-o", moved] + Self.asOf).status == 0)
        let pages = try [plain, moved].map { try String(contentsOfFile: $0, encoding: .utf8) }
        #expect(!pages[0].contains("<script") && pages[0].contains("script-src &#39;none&#39;"))
        #expect(pages[1].contains("id=\"lever-0\"") && pages[1].contains("figure-timeline"))
        #expect(try run(["explain", "A-0359", "--what-if"] + Self.asOf).status == 64)
        #expect(try run(["explain", "A-0359", "--set", "tickets_30d=0", "-o", plain] + Self.asOf).status == 64)
    }

    @Test func aReadingCanBeSet() throws {
        let json = try run(["explain", "A-0359", "--set", "tickets_30d=0", "--format", "json"] + Self.asOf).json()
        let rows = try #require(json["what_if"] as? [[String: Any]])
        let score = try #require((json["score"] as? [[String: Any]])?.first)
        #expect(rows.count == 2 && rows[0]["p_churn"] as? Double == score["p_churn"] as? Double)
        #expect(rows[1]["p_churn"] as? Double != rows[0]["p_churn"] as? Double)
        let unknown = try run(["explain", "A-0359", "--set", "tickets_30=0"] + Self.asOf)
        #expect(unknown.status == 64 && unknown.errors.contains("did you mean \"tickets_30d\"?"))
        #expect(try run(["explain", "A-0359", "--set", "tickets_30d"] + Self.asOf).status == 64)
    }

    /// Templates, style and scripts are in the binary.
    @Test func theProgramCanBeMoved() throws {
        let scratch = try Scratch()
        let (moved, page) = (scratch.path("moved"), scratch.path("account.html"))
        try FileManager.default.copyItem(atPath: Program.url.path, toPath: moved)
        let run = try ChildProcess.run(
            moved,
            ["explain", "A-0359", "--model", try #require(AcmeModel.path), "--data", Program.acme] + Self.asOf
                + ["-q", "--what-if", "-o", page],
            folder: scratch.path)
        #expect(run.status == 0, "\(run.errors)")
        let html = try String(contentsOfFile: page, encoding: .utf8)
        #expect(html.contains("const Evaluator") && html.contains("--accent"))
    }

    @Test func weightsHaveAPage() throws {
        let scratch = try Scratch()
        let path = scratch.path("weights.html")
        let compare = try run(["compare", "--editor", path])
        #expect(compare.status == 0 && compare.output.contains("Verdict") && compare.errors.contains("wrote \(path)"))
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Copy as YAML"))
    }

    @Test func everyPictureOfTheReportCanBePlotted() throws {
        let csv = try run(["plot", "calendar", "--format", "csv", "-q"] + Self.asOf)
        #expect(csv.status == 0 && csv.output.hasPrefix("month,expected_loss,low,high,renewals,arr\n"))
        let svg = try run(["plot", "timeline", "--account", "A-0359", "-q"] + Self.asOf)
        #expect(svg.status == 0 && svg.output.contains("<svg"))
        #expect(try run(["plot", "timeline"] + Self.asOf).status == 64)
        let unknown = try run(["plot", "calender"] + Self.asOf)
        #expect(unknown.status == 64 && unknown.errors.contains("did you mean \"calendar\"?"))
    }
}
