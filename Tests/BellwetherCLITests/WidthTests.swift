import Bellwether
import Foundation
import Testing

/// Whatever a command shows of the shipped portfolio fits a terminal of 100 columns.
@Suite struct WidthTests {
    private static let asOf = ["--as-of", "2026-06-30"]

    /// Every command that shows a table, with MODEL in the model's place.
    private static let commands: [[String]] = [
        ["check"], ["validate", "MODEL"], ["score", "--model", "MODEL"] + asOf,
        ["score", "--model", "MODEL", "--since", "2026-03-31"] + asOf,
        ["score", "--model", "MODEL", "--since", "2026-03-31", "--account", "A-0359"] + asOf,
        ["explain", "A-0359", "--model", "MODEL"] + asOf, ["compare", "--model", "MODEL"],
        ["backtest", "--model", "MODEL", "--days-before", "90"], ["pilot", "--model", "MODEL"] + asOf,
        ["baseline", "A-0359"] + asOf, ["weekly", "--as-of", "2026-06-29", "--model", "MODEL"],
        ["weekly", "--replay", "--from", "2025-07-07", "--to", "2026-06-29"], ["drift", "--model", "MODEL"] + asOf,
        ["retention"], ["retention", "--by", "segment"], ["retention", "cohorts"],
        ["retention", "time-to-value", "--signal", "value_realised"], ["retention", "worth"],
        ["retention", "forecast", "--model", "MODEL"] + asOf,
    ]

    @Test(arguments: commands)
    func noTableIsWiderThanATerminal(command: [String]) throws {
        let model = try #require(AcmeModel.path)
        let arguments = command.map { $0 == "MODEL" ? model : $0 } + ["--data", Program.acme, "-q"]
        let run = try Program.run(list: arguments)
        #expect(run.status == 0, "\(run.errors)")
        // Sentences stand on one line each; only what is set in columns has gaps.
        let wide = run.output.split(separator: "\n").filter { DisplayText.width(String($0)) > 100 && $0.contains("  ") }
        #expect(wide.isEmpty, "\(wide.joined(separator: "\n"))")
    }

    @Test(arguments: [["list"], ["retention", "compounding", "85%", "95%"]])
    func norIsAList(command: [String]) throws {
        let run = try Program.run(list: command)
        let wide = run.output.split(separator: "\n").filter { DisplayText.width(String($0)) > 100 && $0.contains("  ") }
        #expect(run.status == 0 && wide.isEmpty, "\(wide.joined(separator: "\n"))")
    }

    /// What the table leaves out is in the other formats.
    @Test func exportsHaveEveryColumn() throws {
        let model = try #require(AcmeModel.path)
        func drift(_ format: String) throws -> String {
            try Program.run(
                list: ["drift", "--model", model, "--data", Program.acme, "-q", "--format", format] + Self.asOf
            ).output
        }
        #expect(try drift("csv").hasPrefix("feature,psi,threshold,p,shift,level,missing_before,missing_now,missing_p,"))
        #expect(try drift("md").contains("| missing p |"))
    }
}
