import ArgumentParser
import Bellwether

struct RetentionCompoundingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compounding",
        abstract: "What two yearly retention rates come to over years.",
        discussion: """
            Gap, loss and advantage under their own names, and what new business must
            bring so that the book stands still.

            Example:
              bellwether retention compounding 85% 95% --years 3
            """)

    @Argument(help: "Share retained a year: 85% or 0.85.")
    var rates: [String] = ["85%", "95%"]

    @Option(help: "How many years.")
    var years: Int = 3

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard rates.count == 2 else { throw ValidationError("two rates are compared, such as 85% 95%") }
        _ = try rates.map(RetentionCompoundingCommand.share)
    }

    func run() throws {
        let shares = try rates.map(RetentionCompoundingCommand.share)
        try output.show(Compounding(shares[0], shares[1], years: years).results)
    }

    private static func share(_ text: String) throws -> Double {
        let isPercent = text.hasSuffix("%")
        guard let value = Double(isPercent ? String(text.dropLast()) : text) else {
            throw ValidationError("\"\(text)\" is no rate (expected 85% or 0.85)")
        }
        return isPercent ? value / 100 : value
    }
}
