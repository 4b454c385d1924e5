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
        // A second run gives the same bytes, but for the stamp that it was asked for.
        let stamped = try run(
            ["report", "-o", "-", "-q"] + Self.asOf, environment: ["SOURCE_DATE_EPOCH": "1780000000"])
        #expect(stamped.output.contains(", written 2026-05-28"))
        #expect(stamped.output.replacing(", written 2026-05-28", with: "") == html)
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
        _ = try scratch.file("account.mustache", "<h1>{{title}}</h1>")
        let page = scratch.path("own.html")
        let own = try run(["explain", "A-0359", "-o", page, "-q", "--templates", scratch.path] + Self.asOf)
        #expect(own.status == 0)
        #expect(try String(contentsOfFile: page, encoding: .utf8) == "<h1>Onyx Software</h1>")
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

    @Test func theWeightsAlongThePenaltyCanBeDrawn() throws {
        let csv = try run(["plot", "path", "--format", "csv", "-q"] + Self.asOf)
        #expect(csv.status == 0 && csv.output.hasPrefix("column,lambda,coefficient\n"))
        let rows = csv.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        #expect(rows.count == 30 * 25)
        // Under the strongest penalty a weight is smaller than under the weakest, and the chosen one is on the path.
        let first = try rows.filter { $0[0] == rows[0][0] }.map { abs(try #require(Double($0[2]))) }
        #expect(first[0] < first[24] && rows.contains { $0[1] == "100" })
        #expect(try run(["plot", "path", "-q"] + Self.asOf).output.contains("<svg"))
    }

    /// Rates that the data do not need change nothing; those that are wrong are told before the work.
    @Test func theReportTakesTheRulesOfRetention() throws {
        let scratch = try Scratch()
        let rates = try scratch.file("rates.csv", "currency,rate\nUSD,2\n")
        let trend = ["plot", "trend", "--format", "csv", "-q"] + Self.asOf
        let given = ["--rates", rates, "--currency", "EUR"]
        let (plain, rated) = (try run(trend), try run(trend + given))
        // Shares know no currency.
        #expect(rated.status == 0 && rated.output == plain.output)
        let bridge = ["plot", "bridge", "--format", "csv", "-q"] + Self.asOf
        func start(_ run: Program) throws -> Double {
            try #require(Double(run.output.split(separator: "\n")[1].split(separator: ",")[1]))
        }
        #expect(try start(run(bridge + given)) == 2 * start(run(bridge)))
        #expect(try run(["report", "--rates", rates] + Self.asOf).status == 64)
        let wrong = try scratch.file("wrong.csv", "currency,rate\nUSD,0\n")
        let failed = try run(
            ["report", "-o", scratch.path("r.html"), "--rates", wrong, "--currency", "EUR"] + Self.asOf)
        #expect(failed.status == 65 && failed.errors.contains("the rate of \"USD\""))
        #expect(scratch.names == ["rates.csv", "wrong.csv"])
    }
}
