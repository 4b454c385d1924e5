import Bellwether
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP end the program with 128 plus their number, without a half-written file; so does a machine that
/// gives it no threads, with one line.
enum Interruption {
    private static let isUnderWay = Mutex(false)

    /// What work that is cut off has to say (a query was cancelled) is no news: it waits here for the end, if there is one.
    static func awaitEnd() { while isUnderWay.withLock({ $0 }) { pause() } }

    static func watch() throws {
        let isWatched = TerminationSignals.watch { reason in
            isUnderWay.withLock { $0 = true }
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
