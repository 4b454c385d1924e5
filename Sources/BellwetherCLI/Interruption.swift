import Bellwether
import Dispatch
import Glibc

/// SIGINT, SIGTERM and SIGHUP end the program with 128 plus their number, without a half-written file.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    init() {
        // On a queue of its own, so that it runs whatever the other threads do.
        let queue = DispatchQueue(label: "bellwether.signals", qos: .userInteractive)
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            _ = signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                AtomicFile.abandonAll()
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    func stop() { for source in sources { source.cancel() } }
}
