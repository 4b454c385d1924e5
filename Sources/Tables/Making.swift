import Dispatch
import Synchronization

/// A value that is made on another thread while this one does something else.
package final class Making<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let group = DispatchGroup()

    package init(_ make: @escaping @Sendable () -> Value) {
        DispatchQueue.global(qos: .userInitiated).async(group: group) {
            let made = make()
            self.value.withLock { $0 = made }
        }
    }

    /// Waits for the value.
    package func finish() -> Value {
        group.wait()
        return value.withLock { $0! }
    }
}
