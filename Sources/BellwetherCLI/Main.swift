import ArgumentParser
import Bellwether
import Foundation
import Glibc

/// Entry: parses, runs, and turns every error into one line and an exit status.
@main
enum Main {
    static func main() {
        // A reader that closes early (`| head`) is an error to handle, not a death by signal.
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        do {
            try Interruption.watch()
            // Swift reads them from /proc; without it there is not even the program's name, and no way to know what to do.
            guard !CommandLine.arguments.isEmpty else {
                throw UsageFailure(description: "the arguments cannot be read: /proc is not mounted")
            }
            var command = try RootCommand.parseAsRoot()
            try InputGuard.check(Array(CommandLine.arguments.dropFirst()))
            try command.run()
        } catch {
            finish(with: error)
        }
        end(EX_OK)
    }

    static func finish(with error: any Error) -> Never {
        Interruption.awaitEnd()
        let failure = Failure(error)
        guard failure.isOwn else { tellParser(error) }
        // A reader that has seen enough (`| head`) is no failure.
        if failure.status != 0 { StandardError.write(failure.message) }
        end(failure.status)
    }

    /// What the argument parser has to say: help on standard output, a misuse on standard error.
    private static func tellParser(_ error: any Error) -> Never {
        let (text, code) = (RootCommand.fullMessage(for: error), RootCommand.exitCode(for: error))
        guard code.isSuccess else {
            if !text.isEmpty { StandardError.write(text) }
            end(code.rawValue)
        }
        do {
            if !text.isEmpty { try StandardOutput.write(text + "\n") }
            end(EX_OK)
        } catch {
            finish(with: error)
        }
    }

    /// All is written by now, so nothing is left to be done at an exit but what libraries do there: OpenBLAS waits for its
    /// threads, for ever where the machine gave it none. Measuring coverage needs that exit.
    private static func end(_ status: Int32) -> Never {
        if ProcessInfo.processInfo.environment["LLVM_PROFILE_FILE"] != nil { exit(status) }
        _exit(status)
    }
}
