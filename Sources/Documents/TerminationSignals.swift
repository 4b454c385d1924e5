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

    /// The thread that waits for the signals. Invariant: written once, before the handler stands that reads it.
    private nonisolated(unsafe) static var waiter: pthread_t = 0

    /// Calls `end` at the first reason, on a thread of its own. A SIGHUP that the parent has set aside (`nohup`) stays so.
    /// Call it once, before any other thread is made: threads inherit that the signals wait for this one. Threads that libraries made
    /// when they were loaded (OpenBLAS does) hand them on.
    /// - Returns: false where not even this thread can be made.
    public static func watch(_ end: @escaping @Sendable (Reason) -> Never) -> Bool {
        handler.withLock { $0 = end }
        var signals = watched()
        // Invariant: the set lives through the call, and the old mask is not asked for.
        guard unsafe pthread_sigmask(SIG_BLOCK, &signals, nil) == 0 else { return false }
        let made = unsafe makeThread { _ in
            let reason = TerminationSignals.wait()
            TerminationSignals.handler.withLock { $0 }?(reason)
            return nil
        }
        guard let made else { return false }
        unsafe waiter = made
        return handOn(signals)
    }

    /// Where a thread does not hold a signal back, the system would end the program at once by it.
    private static func handOn(_ signals: sigset_t) -> Bool {
        var (signals, action) = (signals, sigaction())
        // Invariant: the handler reads one word that is written before, and calls what may be called in a handler.
        unsafe action.__sigaction_handler.sa_handler = { number in
            _ = unsafe pthread_kill(TerminationSignals.waiter, number)
        }
        action.sa_flags = SA_RESTART
        return [SIGINT, SIGTERM, SIGHUP].allSatisfy { number in
            // Invariant: set and action live through the calls, which only read them.
            unsafe sigismember(&signals, number) == 0 || sigaction(number, &action, nil) == 0
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
            let isRefused = unsafe isIdle && makeThread { _ in nil } == nil
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

    /// Of a thread that has ended the name is worth nothing; the one that waits does not end.
    private static func makeThread(
        _ body: @escaping @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?
    ) -> pthread_t? {
        var thread = pthread_t()
        // Invariant: the handle lives through both calls; the body is given no argument.
        guard unsafe pthread_create(&thread, nil, body, nil) == 0 else { return nil }
        return pthread_detach(thread) == 0 ? thread : nil
    }
}
