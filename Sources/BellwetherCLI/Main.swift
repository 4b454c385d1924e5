import ArgumentParser
import Bellwether
import Glibc

/// Entry: parses, runs, and turns every error into one line and an exit status.
@main
enum Main {
    static func main() {
        // A reader that closes early (`| head`) is an error to handle, not a death by signal.
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
        let interruption = Interruption()
        defer { interruption.stop() }
        do {
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
    }

    static func finish(with error: any Error) -> Never {
        let failure = Failure(error)
        if failure.isOwn {
            // A reader that has seen enough (`| head`) is no failure.
            if failure.status != 0 { StandardError.write(failure.message) }
            exit(failure.status)
        }
        RootCommand.exit(withError: error)
    }
}
