import Foundation
import TestSupport
import Testing

/// Section O of the list of bad inputs: output and the operating system.
@Suite struct SystemCaseTests {
    /// A model of a small table, and what is needed to score it.
    private struct Bench {
        let scratch: Scratch
        var table: String { scratch.path("t.csv") }
        var model: String { scratch.path("m.json") }

        init() throws {
            scratch = try Scratch()
            var draws = Draws(state: 4)
            var text = "id,x,y\n"
            for row in 0..<200 {
                let x = draws.next()
                text += "r\(row),\(x),\(draws.next() < x ? 1 : 0)\n"
            }
            _ = try scratch.file("t.csv", text)
            let run = try Program.run(
                "train", "--table", table, "--outcome", "y", "--id", "id", "--terms", "linear", "-o", model)
            try #require(run.status == 0, "\(run.errors)")
        }

        func score(_ output: String) throws -> Program {
            try Program.run("score", "--model", model, "--table", table, "--format", "csv", "-o", output)
        }

        /// A line for the shell, with `$B`, `$M` and `$T` for the program, the model and the table.
        func shell(_ line: String) throws -> (status: Int32, output: String) {
            let child = try ChildProcess.shell(
                "exec 2>&1\n" + line,
                environment: [
                    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "B": Program.url.path, "M": model, "T": table,
                    "S": scratch.path,
                ], folder: scratch.path)
            return (child.status, child.output)
        }

        var temporaries: [String] { scratch.names.filter { $0.contains(".tmp-") } }
    }

    @Test func `O01 a full disk leaves the old file and nothing beside it`() throws {
        let bench = try Bench()
        // A file system of its own needs the right to mount; where it is not given, the file-size limit stands for it (O14).
        let run = try bench.shell(
            """
            unshare -rm true 2>/dev/null || exit 99
            mkdir small && echo old > old.csv
            unshare -rm bash -c 'mount -t tmpfs -o size=16k tmpfs small && cp old.csv small/s.csv &&
              $B features --data \(Program.acme) --days-before 90 -q -o small/s.csv; echo status $?; ls small; cat small/s.csv'
            """)
        if run.status == 99 { return }
        #expect(run.output.contains("status 74"), "\(run.output)")
        #expect(run.output.hasSuffix("s.csv\nold\n"), "\(run.output)")
    }

    @Test func `O02 O07 O20 places that cannot be written or read`() throws {
        let bench = try Bench()
        expectRefusal(try bench.score("/nonexistent/s.csv"), 73, "/nonexistent/s.csv: cannot write: No such file")
        let folder = bench.scratch.path("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        #expect(try bench.score(folder).status == 73)
        #expect(try Program.run("check", "--table", folder).status == 66)
        #expect(try Program.run("check", "--table", bench.scratch.path("none")).status == 66)
        if getuid() != 0 {
            try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
            #expect(try bench.score(folder + "/s.csv").status == 77)
        }
        #expect(try bench.score("/dev/null").status == 0)
        #expect(
            try bench.shell(
                "mkfifo pipe; cat pipe > copy & $B score --model $M --table $T --format csv -o pipe -q; wait; wc -l < copy"
            ).output == "201\n")
    }

    @Test func `O03 O04 a full or closed standard output`() throws {
        let bench = try Bench()
        #expect(try bench.shell("$B score --model $M --table $T --format csv > /dev/full").status == 74)
        let closed = try bench.shell("$B score --model $M --table $T --format csv -q | head -1; echo ${PIPESTATUS[0]}")
        #expect(closed.output.hasSuffix("\n0\n"), "\(closed.output)")
    }

    @Test func `O05 an output that is an input is refused`() throws {
        let bench = try Bench()
        let before = try String(contentsOfFile: bench.table, encoding: .utf8)
        for output in [bench.table, bench.model, bench.scratch.path + "/./t.csv"] {
            expectRefusal(try bench.score(output), 64, "\(output) is an input of this run: name another output file")
        }
        let folder = try SmallFolder().write()
        let over = try Program.run(
            "features", "--data", folder.path, "--days-before", "30", "-o", folder.path("events.csv"))
        #expect(over.status == 64)
        #expect(try Program.run("check", "--table", bench.table, "--output=\(bench.table)").status == 64)
        #expect(try String(contentsOfFile: bench.table, encoding: .utf8) == before)
    }

    @Test func `O06 O07 links are not replaced`() throws {
        let bench = try Bench()
        let (real, link) = (try bench.scratch.file("real.csv", "old\n"), bench.scratch.path("link.csv"))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
        expectRefusal(try bench.score(link), 73, "")
        #expect(try String(contentsOfFile: real, encoding: .utf8) == "old\n")
        try FileManager.default.removeItem(atPath: real)
        #expect(try bench.score(link).status == 73)
        #expect(!bench.scratch.names.contains("real.csv"))
    }

    @Test func `O08 X01 ids never form paths`() throws {
        var folder = SmallFolder()
        folder.accounts = "account_id\n../../x\n/etc/passwd\n"
        folder.renewals =
            "account_id,renewal_date,outcome\n../../x,2024-01-01,renewed\n/etc/passwd,2024-01-01,churned\n"
        folder.events = SmallFolder.eventHead + "../../x,2023-11-01,login,1\n"
        let scratch = try folder.write()
        let before = scratch.names
        let run = try Program.run("baseline", "../../x", "--data", scratch.path)
        #expect(run.status == 0, "\(run.errors)")
        #expect(scratch.names == before)
    }

    @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
    func `O09 a signal ends it with its status and no half file`(signal: String, status: Int32) throws {
        let bench = try Bench()
        _ = try bench.scratch.file("s.csv", "old\n")
        // It waits for the end of standard input, with its output open.
        let run = try bench.shell(
            """
            mkfifo wait; sleep 5 > wait & (exec $B score --model $M --table - --format csv -o s.csv < wait) & P=$!
            for i in $(seq 100); do ls s.csv.tmp-* > /dev/null 2>&1 && break; sleep 0.05; done
            kill -\(signal) $P; wait $P; echo $?; kill %1 2>/dev/null; cat s.csv
            """)
        #expect(run.output.hasPrefix("\(status)\n"), "\(run.output)")
        #expect(run.output.contains("old\n"))
        #expect(bench.temporaries.isEmpty)
    }

    @Test func `O10 a kill leaves a whole file, and the next run sweeps what it left`() throws {
        let bench = try Bench()
        let run = try bench.shell(
            """
            for i in $(seq 1 24); do
              $B features --data \(Program.acme) --days-before 90,60,30 -o f.csv -q & P=$!
              sleep 0.0$((i * 3 % 90 / 10))$((i % 10)); kill -9 $P 2>/dev/null; wait $P 2>/dev/null
              if [ -e f.csv ]; then md5sum < f.csv; fi
            done | sort -u | wc -l
            $B features --data \(Program.acme) --days-before 90,60,30 -o f.csv -q; ls | grep -c tmp-
            """)
        let lines = run.output.split(separator: "\n").filter { Int($0) != nil }
        #expect(["0", "1"].contains(lines.first ?? ""), "torn: \(run.output)")
        #expect(lines.last == "0", "\(run.output)")
    }

    @Test func `O11 two runs to one output leave one of them whole`() throws {
        let bench = try Bench()
        let run = try bench.shell(
            """
            for i in 1 2 3 4; do $B score --model $M --table $T --format csv -o s.csv -q & done; wait
            wc -l < s.csv; ls | grep -c tmp-
            """)
        #expect(run.output == "201\n0\n", "\(run.output)")
    }

    /// The system's queues ask again for ever where they get no thread; so they would under these limits.
    @Test(
        .enabled(if: !Instruments.areOn),
        arguments: [
            "ulimit -v 200000", "ulimit -v 240000", "ulimit -v 280000", "ulimit -v 300000", "ulimit -v 320000",
        ])
    func `O12 a machine that gives no threads or memory is told, not waited for`(limit: String) throws {
        let bench = try Bench()
        let run = try bench.shell(
            "echo old > s.csv; (\(limit); timeout -s KILL 60 $B score --model $M --table $T --format csv -o s.csv -q); echo status $?; head -1 s.csv; ls | grep -c tmp-"
        )
        let lines = run.output.split(separator: "\n")
        #expect(!run.output.contains("status 137"), "\(run.output)")
        #expect(lines.last == "0" && lines.contains("old") != lines.contains("status 0"), "\(run.output)")
    }

    @Test(.enabled(if: !Instruments.areOn)) func `O09 a signal ends it even where no thread can be made`() throws {
        let bench = try Bench()
        let run = try bench.shell(
            """
            (ulimit -v 240000; exec timeout -s TERM -k 20 0.7 $B score --model $M --table $T -o s.csv -q) & P=$!
            wait $P; echo status $?; ls | grep -c tmp-
            """)
        // 124: it ended at SIGTERM; 71: it had told before that it gets no thread; never 137, by SIGKILL.
        #expect(!run.output.contains("status 137") && run.output.hasSuffix("\n0\n"), "\(run.output)")
    }

    @Test func `O20 an optional table that cannot be looked at is not passed over`() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/strace") else { return }
        let folder = try SmallFolder().write()
        let check = "\(Program.url.path) check --data \(folder.path) -q"
        let plain = try ChildProcess.shell(check).output
        let calls = try ChildProcess.shell("strace -f -e trace=newfstatat \(check) 2>&1 >/dev/null | grep newfstatat")
            .output
        let places = calls.split(separator: "\n").enumerated().filter { $0.element.contains("/events.csv") }.map(
            \.offset)
        for place in places {
            let fault = "strace -f -qq -o /dev/null -e inject=newfstatat:error=EACCES:when=\(place + 1)"
            let run = try ChildProcess.shell("\(fault) \(check)")
            #expect(run.status != 0 || run.output == plain, "\(run.output) \(run.errors)")
        }
    }

    @Test func `O12 O13 O14 limits of memory, descriptors and file size`() throws {
        let bench = try Bench()
        // Instrumented programs take more.
        let limit = Instruments.areOn ? "unlimited" : "300000"
        let memory = try bench.shell(
            "echo old > s.csv; (ulimit -v \(limit); $B score --model $M --table $T -o s.csv -q); S=$?; [ $S = 0 ] || cat s.csv; ls | grep -c tmp-"
        )
        #expect(memory.output.hasSuffix("0\n"), "\(memory.output)")
        #expect(try bench.shell("ulimit -n 16; $B check --data \(Program.acme) -q > /dev/null").status == 0)
        let size = try bench.shell(
            "echo old > big.csv; (ulimit -f 1; $B score --model $M --table $T --format csv -o big.csv -q; echo $?); cat big.csv; ls | grep -c tmp-"
        )
        #expect(size.output.contains("74\n") && size.output.hasSuffix("old\n0\n"), "\(size.output)")
    }

    @Test func `O15 O16 a folder that is gone, an absurd environment`() throws {
        let bench = try Bench()
        #expect(try bench.shell("mkdir gone && cd gone && rmdir ../gone && $B check --data .").status == 66)
        #expect(try bench.shell("env -i TZ=:/etc/shadow LANG=xx HOME=/nonexistent $B check --table $T -q").status == 0)
    }

    @Test func `O17 without proc there is no telling what to do`() throws {
        let bench = try Bench()
        let run = try bench.shell(
            "unshare -rm bash -c 'mount -t tmpfs none /proc 2>/dev/null || exit 99; $B check --table $T'")
        if run.status == 99 || run.output.contains("unshare") { return }
        #expect(run.status == 64, "\(run.output)")
    }

    @Test func `O19 standard input and pipes are streamed`() throws {
        let bench = try Bench()
        let plain = try bench.shell("$B score --model $M --table $T --format csv -q | md5sum").output
        #expect(try bench.shell("cat $T | $B score --model $M --table - --format csv -q | md5sum").output == plain)
        #expect(try bench.shell("$B score --model $M --table <(cat $T) --format csv -q | md5sum").output == plain)
    }

    @Test func `O21 odd file names`() throws {
        let bench = try Bench()
        let odd = "-a\nb.csv"
        try FileManager.default.copyItem(atPath: bench.table, toPath: bench.scratch.path(odd))
        #expect(try bench.shell("$B check --table=\"./$(printf -- '-a\\nb.csv')\" -q").status == 0)
        let missing = try Program.run("check", "--table", bench.scratch.path("no\nsuch\u{1B}[31m"))
        #expect(missing.status == 66)
        #expect(
            missing.errors.split(separator: "\n").count == 1 && !missing.errors.contains("\u{1B}"), "\(missing.errors)")
    }

    @Test func `O22 O23 permissions follow the mask and the old file`() throws {
        let bench = try Bench()
        let run = try bench.shell(
            """
            umask 077; $B score --model $M --table $T -o a.csv -q; stat -c %a a.csv
            umask 022; $B score --model $M --table $T -o b.csv -q; stat -c %a b.csv
            chmod 600 b.csv; $B score --model $M --table $T -o b.csv -q; stat -c %a b.csv
            """)
        #expect(run.output == "600\n644\n600\n", "\(run.output)")
    }

    @Test func `O18 an input that changes while it is read`() throws {
        let bench = try Bench()
        let run = try bench.shell(
            """
            (head -1 $T; for i in $(seq 400000); do echo "r$i,0.$i,1"; done) > big.csv
            (for i in $(seq 40); do sleep 0.02; echo "r,0.1,1" >> big.csv; done) & 
            $B score --model $M --table big.csv --format csv -o s.csv -q; echo status $?; wait
            """)
        // Either it was read before it grew, or the change is told.
        #expect(
            run.output.contains("status 65") && run.output.contains("changed while") || run.output.contains("status 0"),
            "\(run.output)")
    }

    @Test func `O24 the clock is not asked`() throws {
        let bench = try Bench()
        let first = try bench.shell("$B train --table $T --outcome y --id id -o a.json -q > /dev/null; md5sum < a.json")
            .output
        let second = try bench.shell(
            "sleep 1.1; $B train --table $T --outcome y --id id -o a.json -q > /dev/null; md5sum < a.json"
        ).output
        #expect(first == second && first.count > 30)
    }
}
