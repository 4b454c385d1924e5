import Bellwether

/// No output goes over an input: a file that is named in one place of the command line as an output and in another as an
/// input, or is a table of a data folder that is named there, is refused before anything is read.
enum InputGuard {
    /// The tables and documents of a data folder.
    private static let folderFiles = [
        "accounts.csv", "renewals.csv", "events.csv", "facts.csv", "signals.yaml", "scorecard.yaml", "columns.yaml",
    ]

    /// - Parameter arguments: the command line without the program.
    static func check(_ arguments: [String]) throws(UsageFailure) {
        let parts = values(arguments)
        for output in parts.outputs {
            for input in (parts.others + ["."]).flatMap(files) where InputFile.isSame(output, input) {
                throw UsageFailure(description: "\(output) is an input of this run: name another output file")
            }
        }
    }

    /// What `-o` and `--output` name, and all other words.
    private static func values(_ arguments: [String]) -> (outputs: [String], others: [String]) {
        var (outputs, others, isOutput): ([String], [String], Bool) = ([], [], false)
        for argument in arguments {
            if isOutput {
                outputs.append(argument)
                isOutput = false
            } else if argument == "-o" || argument == "--output" {
                isOutput = true
            } else if let value = argument.split(separator: "=", maxSplits: 1).dropFirst().first {
                if argument.hasPrefix("--output=") {
                    outputs.append(String(value))
                } else {
                    others.append(String(value))
                }
            } else {
                others.append(argument)
            }
        }
        return (outputs, others)
    }

    /// The files that a word of the command line may stand for.
    private static func files(_ word: String) -> [String] {
        InputFile.isFolder(word) ? folderFiles.map { "\(word)/\($0)" } : [word]
    }
}
