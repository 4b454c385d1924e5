import Bellwether
import Foundation
import Testing

/// `plot` as a person runs it: any picture from any CSV with its columns.
struct PlotTests {
    private static let weights = """
        signal,learned,low,high,hand_set,note
        logins,-0.65,-0.76,-0.54,-0.31,kept
        "<b>tags & ""quotes""</b>",0.29,0.18,0.4,0.22,
        """

    @Test func drawsEveryKindFromItsOwnExport() throws {
        let scratch = try Scratch()
        for kind in FigureKinds.all {
            let figure = try kind.init().figure(kind.examples[0])
            let table = try scratch.file("\(kind.name).csv", DataFormat().text(figure))
            let run = try Program.run("plot", kind.name, "--table", table)
            #expect(run.status == 0 && run.errors.isEmpty, "\(kind.name): \(run.errors)")
            #expect(run.output == SVGFormat().text(figure), "\(kind.name)")
            let again = try Program.run("plot", kind.name, "--table", table, "--format", "csv")
            #expect(again.output == DataFormat().text(figure), "\(kind.name)")
        }
    }

    @Test func theFormatFollowsTheFileName() throws {
        let scratch = try Scratch()
        let table = try scratch.file("weights.csv", Self.weights)
        for (name, beginning) in [("w.svg", "<?xml"), ("w.csv", "signal,"), ("w.vl.json", "{"), ("w.json", "{")] {
            let run = try Program.run("plot", "weights", "--table", table, "-o", scratch.path(name))
            #expect(run.status == 0 && run.output.isEmpty && run.errors == "wrote \(scratch.path(name))\n")
            #expect(try String(contentsOfFile: scratch.path(name), encoding: .utf8).hasPrefix(beginning))
        }
        let export = try String(contentsOfFile: scratch.path("w.csv"), encoding: .utf8)
        #expect(export.hasPrefix("signal,learned,low,high,hand_set,note\nlogins,-0.65,-0.76,-0.54,-0.31,kept\n"))
    }

    @Test func optionsReachThePicture() throws {
        let scratch = try Scratch()
        let gains = try scratch.file("gains.csv", "score,touched,caught\nmodel,0,0\nmodel,0.2,0.5\nmodel,1,1\n")
        let run = try Program.run(
            "plot", "gains", "--table", gains, "--title", "A <title>", "--subtitle", "below", "--width", "500",
            "--height",
            "300", "--reference", "0.2", "--reference-label", "80 accounts")
        #expect(run.status == 0)
        for words in ["A &lt;title&gt;", ">below<", "width=\"500\" height=\"300\"", ">80 accounts<", ">50%<"] {
            #expect(run.output.contains(words), "\(words)")
        }
        let piped = try Program.run("plot", "weights", "--table", "-", input: Self.weights)
        #expect(piped.status == 0 && piped.output.contains("&lt;b&gt;tags &amp; &quot;quotes&quot;&lt;/b&gt;"))
    }

    @Test func badTablesAreOneLineWithTheirPlace() throws {
        let scratch = try Scratch()
        func plot(_ text: String, _ kind: String = "weights") throws -> Program {
            let run = try Program.run("plot", kind, "--table", try scratch.file("t.csv", text))
            #expect(run.status == 65 && run.output.isEmpty && run.errors.split(separator: "\n").count == 1)
            return run
        }
        let missing = try plot("signal,lerned\na,1\n")
        #expect(missing.errors.hasSuffix("t.csv:1: column \"learned\" is missing, did you mean \"lerned\"?\n"))
        #expect(try plot("signal,learned\na,1\nb,high\n").errors.contains("t.csv:3: learned \"high\""))
        let month = try plot("month,expected_loss\n2026-01,3\n\n2026-13,4\n", "calendar")
        #expect(month.errors.hasSuffix("t.csv:4: column \"month\" holds \"2026-13\" (expected YYYY-MM)\n"))
    }

    @Test func emptyTablesArePictures() throws {
        let run = try Program.run("plot", "weights", "--table", "-", input: "signal,learned\n")
        #expect(run.status == 0 && run.output.contains("nothing to show: no rows"))
    }

    @Test(
        arguments: [
            (["plot"], 64), (["plot", "wieghts", "--table", "x.csv"], 64), (["plot", "weights"], 66),
            (["plot", "weights", "--table", "/no/such.csv"], 66), (["plot", "weights", "--table", "/"], 66),
            (["plot", "weights", "--table", "x.csv", "--width", "10"], 64),
            (["plot", "weights", "--table", "x.csv", "--height", "99999"], 64),
            (["plot", "weights", "--table", "x.csv", "--reference", "1"], 64),
            (["plot", "gains", "--table", "x.csv", "--reference", "nan"], 64),
            (["plot", "gains", "--table", "x.csv", "--reference-label", "x"], 64),
            (["plot", "gains", "--table", "x.csv", "--format", "pgn"], 64),
        ] as [([String], Int32)])
    func misuseHasTheContractsStatus(arguments: [String], status: Int32) throws {
        let run = try Program.run(list: arguments)
        #expect(run.status == status && run.output.isEmpty && !run.errors.contains("defect"), "\(run.errors)")
    }

    @Test func wrongNamesGetTheNearest() throws {
        #expect(try Program.run("plot", "wieghts", "--table", "x.csv").errors.contains("did you mean \"weights\"?"))
        let format = try Program.run("plot", "gains", "--table", "x.csv", "--format", "svgg")
        #expect(format.errors.contains("did you mean \"svg\"?"))
        let folder = try Program.run("plot", "weights", "--table", "-", "-o", "/no/such/w.svg", input: Self.weights)
        #expect(folder.status == 73)
    }

    @Test func theListNamesColumns() throws {
        let json = try Program.run("list", "figures", "--format", "json").json()
        let rows = try #require(json["figures"] as? [[String: Any]])
        #expect(rows.count == FigureKinds.all.count)
        let calibration = try #require(rows.first { $0["name"] as? String == "calibration" })
        #expect(calibration["columns"] as? String == "mean_p, observed, [low], [high], [rows], [score]")
    }
}
