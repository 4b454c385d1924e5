import Glibc
import Synchronization

/// The signals that ask a program to end, and the one state in which it would wait for ever: no thread can be made.
/// Both are watched by a thread that is made at the start, because a queue of the system makes its threads when it needs
/// them, and asks again without end where the machine refuses them (`ulimit -v`, `ulimit -u`, a container's limit).
public enum TerminationSignals {
    /// Why a program has to end.
    public enum Reason: Sendable, Equatable {
        /// SIGINT, SIGTERM or SIGHUP came.
        case signal(Int32)
        /// The system refuses threads, and nothing has moved for about three seconds.
        case noThreads
    }

    private static let handler = Mutex<(@Sendable (Reason) -> Never)?>(nil)

    /// Calls `end` at the first reason, on a thread of its own. A SIGHUP that the parent has set aside (`nohup`) stays so.
    /// Call it once, before any other thread is made: threads inherit that the signals wait for this one.
    /// - Returns: false where not even this thread can be made.
    public static func watch(_ end: @escaping @Sendable (Reason) -> Never) -> Bool {
        handler.withLock { $0 = end }
        var signals = watched()
        // Invariant: the set lives through the call, and the old mask is not asked for.
        guard unsafe pthread_sigmask(SIG_BLOCK, &signals, nil) == 0 else { return false }
        return unsafe makeThread { _ in
            let reason = TerminationSignals.wait()
            TerminationSignals.handler.withLock { $0 }?(reason)
            return nil
        }
    }

    private static func watched() -> sigset_t {
        var signals = sigset_t()
        // Invariant: the set and the old action live through the calls, which alone write them.
        unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { _ = unsafe sigaddset(&signals, number) }
        var old = sigaction()
        let isAside = unsafe sigaction(SIGHUP, nil, &old) == 0 && isIgnored(old)
        if !isAside { _ = unsafe sigaddset(&signals, SIGHUP) }
        return signals
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        // Invariant: SIG_IGN is the address 1, which is compared and never called.
        unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    /// The first reason. A second without a signal and without work is a moment to see whether threads can be made.
    private static func wait() -> Reason {
        var signals = watched()
        var pause = timespec(tv_sec: 1, tv_nsec: 0)
        var (used, refused) = (processorTime(), 0)
        while true {
            // Invariant: both values live through the call; what the signal carries is not asked for.
            let number = unsafe sigtimedwait(&signals, nil, &pause)
            if number > 0 { return .signal(number) }
            let now = processorTime()
            let isIdle = now - used < 0.01
            let isRefused = unsafe isIdle && !makeThread { _ in nil }
            refused = isRefused ? refused + 1 : 0
            if refused == 3 { return .noThreads }
            used = now
        }
    }

    /// Seconds that the whole program has computed.
    private static func processorTime() -> Double {
        var time = timespec()
        // Invariant: the value lives through the call, which alone writes it.
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func makeThread(
        _ body: @escaping @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    )
        -> Bool
    {
        var thread = pthread_t()
        // Invariant: the handle lives through both calls; the body is given no argument.
        guard unsafe pthread_create(&thread, nil, body, nil) == 0 else { return false }
        return pthread_detach(thread) == 0
    }
}
