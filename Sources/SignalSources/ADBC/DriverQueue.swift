import Dispatch
import Synchronization

/// Runs a driver's calls one after another on a thread of their own, so that a call that never returns (a connection that
/// stalls) can be given up. What was given up is never touched again: its objects stay where they are until the program
/// ends, because the driver may still be in them.
final class DriverQueue: Sendable {
    private let queue = DispatchQueue(label: "bellwether.database")
    private let abandoned = Mutex(false)

    var isAbandoned: Bool { abandoned.withLock { $0 } }

    /// Begins a call behind those that were begun before.
    func start<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Call<Value> {
        let call = Call<Value>()
        queue.async { call.put(body()) }
        return call
    }

    /// What a call gave. nil where the time ran out: `cancel` is then tried, and where the call does not return within two
    /// more seconds, the queue is given up.
    func value<Value: Sendable>(
        of call: Call<Value>, within seconds: Double, cancel: @escaping @Sendable () -> Void
    ) -> Value? {
        if isAbandoned { return nil }
        if let value = call.value(within: seconds) { return value }
        // Cancelling may stall as well.
        DispatchQueue.global().async(execute: cancel)
        if call.value(within: 2) == nil { abandoned.withLock { $0 = true } }
        return nil
    }
}

/// A value that another thread is making.
final class Call<Value: Sendable>: Sendable {
    private let ready = DispatchSemaphore(value: 0)
    private let made = Mutex<Value?>(nil)

    func put(_ value: Value) {
        made.withLock { $0 = value }
        ready.signal()
    }

    /// nil where the time runs out first.
    func value(within seconds: Double) -> Value? {
        guard ready.wait(timeout: .now() + seconds) == .success else { return nil }
        // Whoever asks again finds it.
        ready.signal()
        return made.withLock { $0 }
    }
}
