import Bellwether
import Glibc

/// SIGINT, SIGTERM and SIGHUP end the program with 128 plus their number, without a half-written file; so does a machine that
/// gives it no threads, with one line.
enum Interruption {
    static func watch() throws {
        let isWatched = TerminationSignals.watch { reason in
            AtomicFile.abandonAll()
            switch reason {
            case .signal(let number):
                // What a database computes for us would go on.
                DatabaseConnection.cancelAll()
                _exit(128 + number)
            case .noThreads:
                StandardError.write(noThreads)
                _exit(EX_OSERR)
            }
        }
        guard isWatched else { throw SystemFailure(description: noThreads) }
    }

    private static let noThreads = "the system gives this program no thread: raise its limits (ulimit -v, ulimit -u)"
}

/// The machine refuses what every run needs.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String
}
