import Dispatch
import Synchronization

/// Runs a driver's calls one after another on a thread of their own, so that a call that never returns (a connection that
/// stalls) can be given up. What was given up is never touched again: its objects stay where they are until the program
/// ends, because the driver may still be in them.
final class DriverQueue: Sendable {
    private let queue = DispatchQueue(label: "bellwether.database")
    private static let key = DispatchSpecificKey<ObjectIdentifier>()
    private let abandoned = Mutex(false)

    var isAbandoned: Bool { abandoned.withLock { $0 } }

    init() { queue.setSpecific(key: DriverQueue.key, value: ObjectIdentifier(self)) }

    /// Whether the caller is a call of this queue.
    var isCurrent: Bool { DispatchQueue.getSpecific(key: DriverQueue.key) == ObjectIdentifier(self) }

    /// Begins a call behind those that were begun before.
    func start<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Call<Value> {
        let (call, once) = (Call<Value>(), Once(body))
        queue.async { call.put(once.value()) }
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

/// A call that is let go of before its value is told. What it holds (the connection) would else live on for a moment on the
/// queue's thread, which cannot wait for the connection to close: whoever opened the file next found it half closed.
private final class Once<Value>: Sendable {
    private let body: Mutex<(@Sendable () -> Value)?>

    init(_ body: @escaping @Sendable () -> Value) { self.body = Mutex(body) }

    @inline(never)
    func value() -> Value {
        let call = body.withLock { body in
            defer { body = nil }
            return body
        }
        return call!()
    }
}
