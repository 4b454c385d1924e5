import Foundation
import Testing

/// Exit statuses, help and streams, as the contract has them.
struct ContractTests {
    @Test func helpEndsWithAWorkedExampleForEveryVerb() throws {
        let help = try Program.run("--help")
        #expect(help.status == 0)
        for group in ["LEARN", "USE", "SHOW"] { #expect(help.output.contains(group)) }
        for verb in [
            "check", "simulate", "features", "train", "validate", "score", "explain", "compare", "backtest", "pilot",
            "baseline", "drift", "plot", "list",
        ] {
            let page = try Program.run(verb, "--help")
            #expect(page.status == 0)
            #expect(page.output.contains("Example"), "\(verb)")
            #expect(page.output.contains("bellwether \(verb)"), "\(verb)")
        }
    }

    @Test func versionNamesTheBLAS() throws {
        let version = try Program.run("--version")
        #expect(version.status == 0)
        #expect(version.output.contains("bellwether ") && version.output.contains("BLAS"))
    }

    @Test(
        arguments: [
            (["trian"], 64), (["train", "--penalty", "rigde"], 64), (["check", "--format", "xml"], 64),
            (["check", "--data", "/no/such/folder"], 66), (["check", "--table", "/no/such.csv"], 66),
            (["check", "--table", "/"], 66), (["score", "--model", "/no/model.json", "--as-of", "2026-01-01"], 66),
            (["score", "--as-of", "2026-02-30"], 64), (["features", "--data", "x"], 64),
            (["train", "--table", "/no/such.csv", "--outcome", "y", "-o", "/no/such/folder/m.json"], 73),
            (["validate", "--folds", "1"], 64), (["list", "nonsense"], 64),
            (["simulate", "--accounts", "0", "-o", "/tmp"], 64),
            (["baseline"], 64), (["baseline", "A", "--data", "/no/such/folder"], 66),
            (["baseline", "A", "--window", "28", "--history", "83"], 64), (["baseline", "A", "--window", "0"], 64),
            (["pilot"], 64), (["pilot", "--as-of", "2026-01-01", "--size", "19"], 64),
            (["pilot", "--as-of", "2026-01-01", "--tier", "0"], 64),
            (["pilot", "--as-of", "2026-01-01", "--model", "/no/model.json", "--data", Program.acme], 66),
        ] as [([String], Int32)])
    func failuresHaveTheContractsStatus(arguments: [String], status: Int32) throws {
        let run = try Program.run(list: arguments)
        #expect(run.status == status, "\(arguments): \(run.errors)")
        #expect(!run.errors.isEmpty && !run.errors.contains("defect"))
    }

    @Test func wrongWordsGetTheNearestName() throws {
        #expect(try Program.run("train", "--penalty", "rigde").errors.contains("did you mean \"ridge\"?"))
        #expect(try Program.run("check", "--format", "jsno").errors.contains("did you mean \"json\"?"))
    }

    @Test func aFullDiskIsToldAndNothingIsLost() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        #expect(try Program.run("list", output: full).status == 74)
    }

    @Test func aReaderThatHasSeenEnoughIsNoFailure() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let run = try Program.run("list", output: pipe.fileHandleForWriting)
        #expect(run.status == 0 && !run.wasKilled && run.errors.isEmpty)
    }

    @Test func verboseSaysWhatIsDoneAndQuietSaysNothing() throws {
        let verbose = try Program.run("check", "--data", Program.acme, "-v")
        #expect(verbose.status == 0 && verbose.errors.contains("read: ") && verbose.errors.contains(" s\n"))
        #expect(try Program.run("check", "--data", Program.acme, "-q").errors.isEmpty)
        #expect(try Program.run("check", "--data", Program.acme, "-q", "-v").status == 64)
    }

    @Test func badDataIsOneLineWithItsPlace() throws {
        let scratch = try Scratch()
        let table = try scratch.file("t.csv", "a,b\n1,2\n3,4,5\n")
        let run = try Program.run("check", "--table", table)
        #expect(run.status == 65)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("\(table):3"))
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    @Test func badConfigurationIs78WithLineAndNearestName() throws {
        let scratch = try Scratch()
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv"] {
            try FileManager.default.copyItem(atPath: "\(Program.acme)/\(name)", toPath: scratch.path(name))
        }
        _ = try scratch.file("signals.yaml", "version: 1\nsingals: {}\n")
        let run = try Program.run("check", "--data", scratch.path)
        #expect(run.status == 78)
        #expect(run.errors.contains("signals.yaml:2") && run.errors.contains("did you mean \"signals\"?"))
    }

    @Test func listShowsEveryRegistryAndBothSchemas() throws {
        let list = try Program.run("list", "--format", "json").json()
        for name in [
            "features", "rules", "solvers", "penalties", "calibrators", "metrics", "sources", "formats", "commands",
        ] {
            #expect((list[name] as? [Any])?.isEmpty == false, "\(name)")
        }
        for name in ["signals", "scorecard"] {
            #expect(try Program.run("list", "schema", name).json()["title"] != nil)
        }
    }

    @Test func theReferenceIsMarkdownOfEveryKind() throws {
        let run = try Program.run("list", "reference")
        #expect(run.status == 0 && run.output.hasPrefix("# signals.yaml\n"))
        for kind in ["percentile", "trend_state", "arr_change"] { #expect(run.output.contains("\n### \(kind)\n")) }
        let wrong = try Program.run("list", "referense")
        #expect(wrong.status == 64 && wrong.errors.contains("did you mean \"reference\"?"))
    }

    @Test func simulateMakesTheShippedPortfolioByteForByte() throws {
        let scratch = try Scratch()
        #expect(
            try Program.run("simulate", "--seed", "42", "--accounts", "400", "-o", scratch.path("acme")).status == 0)
        for name in ["accounts.csv", "renewals.csv", "events.csv", "facts.csv", "truth.json"] {
            let made = FileManager.default.contents(atPath: scratch.path("acme/\(name)"))
            #expect(made != nil && made == FileManager.default.contents(atPath: "\(Program.acme)/\(name)"), "\(name)")
        }
    }
}
