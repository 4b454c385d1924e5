import Foundation
import TestSupport
import Testing

/// `train --table FILE --solver sgd`: rows stay on disk.
struct StreamedTrainTests {
    /// Rows with a number, a number with blanks, a category and an outcome that depends on them.
    private func customers(
        _ count: Int, seed: UInt64 = 5, plan: (Int) -> String = { ["basic", "plus", "max"][$0 % 3] }
    )
        -> String
    {
        var state = seed
        func draw() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-53
        }
        var text = "id,logins,seats,plan,churned\n"
        for row in 0..<count {
            let logins = (draw() * 2000).rounded() / 100
            let seats = (draw() * 500).rounded()
            let p = 1 / (1 + exp(-(1.5 - 0.25 * logins + 0.002 * seats - (row % 3 == 1 ? 1 : 0))))
            text += "c\(row),\(logins),\(draw() < 0.1 ? "" : "\(seats)"),\(plan(row)),\(draw() < p ? "yes" : "no")\n"
        }
        return text
    }

    @Test func reachesTheExactOptimumAndScoresAsAnyModel() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(20_000))
        let common = [
            "train", "--table", table, "--outcome", "churned", "--id", "id", "--penalty", "none", "--terms", "linear",
            "--calibration", "none", "--format", "json",
        ]
        func train(_ solver: String) throws -> [String: Any] {
            let run = try Program.run(list: common + ["--solver", solver, "-o", scratch.path("\(solver).json")])
            #expect(run.status == 0, "\(run.errors)")
            return try run.json()
        }
        let (streamed, exact) = (try train("sgd"), try train("newton"))
        for key in ["log_likelihood", "null_deviance", "aic"] {
            let (a, b) = (try #require(streamed[key] as? Double), try #require(exact[key] as? Double))
            #expect(abs(a - b) < 1e-4, "\(key)")
        }
        #expect(streamed["observations"] as? Int == 20_000 && streamed["converged"] as? Bool == true)
        let rows = try #require(streamed["coefficients"] as? [[String: Any]])
        for (a, b) in zip(rows, try #require(exact["coefficients"] as? [[String: Any]])) {
            #expect(a["name"] as? String == b["name"] as? String)
            let error = try #require(b["std_error"] as? Double)
            #expect(abs((a["estimate"] as? Double ?? .nan) - (b["estimate"] as? Double ?? 0)) < 1e-3 * error)
            #expect(abs((a["std_error"] as? Double ?? .nan) / error - 1) < 1e-3)
        }
        let model = scratch.path("sgd.json")
        let scored = try Program.run("score", "--model", model, "--table", table, "--id", "id", "--format", "csv")
        #expect(scored.status == 0 && scored.output.split(separator: "\n").count == 20_001)
        let judged = try Program.run(
            "validate", model, "--table", table, "--outcome", "churned", "--id", "id", "--format", "json")
        #expect(judged.status == 0, "\(judged.errors)")
        #expect(try #require((try judged.json()["auc"] as? [String: Any])?["value"] as? Double) > 0.75)
    }

    @Test func progressIsTold() throws {
        let scratch = try Scratch()
        let table = try scratch.file("c.csv", customers(30_000))
        func train(_ more: String...) throws -> Program {
            try Program.run(
                list: [
                    "train", "--table", table, "--outcome", "churned", "--id", "id", "--solver", "sgd", "-o",
                    scratch.path("m.json"),
                ] + more)
        }
        let told = try train("-v")
        #expect(told.status == 0)
        for words in [
            "first read: 100%, 30 000 rows", "epoch 1: 100%, 30 000 rows", "held-out log loss 0.", "correction 1: ",
        ] {
            #expect(told.errors.contains(words), "\(words): \(told.errors)")
        }
        #expect(told.output.contains("held out until the last passes") && told.output.contains("held out"))
        // Neither a terminal nor asked for.
        #expect(try train().errors == "wrote \(scratch.path("m.json"))\n")
        #expect(try train("-q").errors.isEmpty)
    }

    @Test(
        arguments: [
            (["--penalty", "lasso"], "--penalty lasso"), (["--terms", "splines"], "--terms splines"),
            (["--errors", "hc1"], "--errors hc1"),
            (["--hold-out-share", "0.2"], "--solver sgd holds rows out by itself"),
            (["--penalty", "firth"], "--penalty firth"),
        ])
    func whatNeedsRowsInMemoryIsAnErrorOfUsage(_ options: [String], _ words: String) throws {
        let run = try Program.run(
            list: ["train", "--table", "/no/such.csv", "--outcome", "y", "--solver", "sgd", "-o", "/tmp/none.json"]
                + options)
        #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
    }

    @Test func standardInputCannotBeReadTwice() throws {
        let run = try Program.run("train", "--table", "-", "--outcome", "y", "--solver", "sgd", input: "x,y\n1,0\n")
        #expect(run.status == 64 && run.errors.contains("give a file"), "\(run.errors)")
    }

    @Test func badRowsAreToldAsWithoutStreaming() throws {
        let scratch = try Scratch()
        let rows = customers(3000).split(separator: "\n").map(String.init)
        for (place, bad) in [(2500, "c,1,5,basic"), (2600, "c,12%,1,basic,no"), (10, "c,1,1e400,basic,no")] {
            var broken = rows
            broken[place] = bad
            let table = try scratch.file("b.csv", broken.joined(separator: "\n"))
            func train(_ solver: String) throws -> Program {
                try Program.run(
                    "train", "--table", table, "--outcome", "churned", "--solver", solver, "-o", scratch.path("m.json"))
            }
            let (streamed, known) = (try train("sgd"), try train("newton"))
            #expect(streamed.status == 65 && streamed.errors == known.errors, "\(streamed.errors)\(known.errors)")
            #expect(streamed.errors.contains("b.csv:\(place + 1)"))
        }
        #expect(scratch.names == ["b.csv"])
        let table = try scratch.file("c.csv", customers(100))
        let missing = try Program.run(
            "train", "--table", table, "--outcome", "churnd", "--solver", "sgd", "-o", scratch.path("m.json"))
        #expect(missing.status == 65 && missing.errors.contains("did you mean \"churned\"?"))
    }

    /// Three times the rows, no more memory: 20 MB against 60 MB.
    @Test(.enabled(if: !Instruments.areOn)) func memoryDoesNotGrowWithTheFile() throws {
        let scratch = try Scratch()
        let block = customers(20_000).split(separator: "\n", maxSplits: 1)
        func peak(_ copies: Int) throws -> Int {
            let path = scratch.path("\(copies).csv")
            _ = FileManager.default.createFile(atPath: path, contents: Data("\(block[0])\n".utf8))
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            for _ in 0..<copies { file.write(Data(block[1].utf8)) }
            try file.close()
            return try Program.peakMemory([
                "train", "--table", path, "--outcome", "churned", "--id", "id", "--solver", "sgd", "-q", "-o",
                scratch.path("m.json"),
            ])
        }
        let (small, large) = (try peak(35), try peak(105))
        let size = try #require(
            try FileManager.default.attributesOfItem(atPath: scratch.path("105.csv"))[.size] as? Int)
        #expect(size > 50_000_000 && small > 5_000_000)
        #expect(large < small + 25_000_000, "\(small) \(large)")
        #expect(large < 200_000_000)
    }
}

extension Program {
    /// The most memory (bytes, mapped files included) that was resident while the program ran, as the kernel has it, looked at
    /// every ten milliseconds.
    static func peakMemory(_ arguments: [String]) throws -> Int {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        var peak = 0
        let deadline = ContinuousClock.now + .seconds(300)
        while process.isRunning {
            if ContinuousClock.now > deadline { kill(process.processIdentifier, SIGKILL) }
            let status =
                (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
            if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) {
                peak = max(peak, (Int(line.filter(\.isNumber)) ?? 0) * 1024)
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(process.terminationStatus == 0)
        return peak
    }
}
