import Foundation
import Synchronization

/// Wall-clock and processor seconds since it was made.
struct Stopwatch {
    private let start = ContinuousClock.now
    private let startProcessor = Stopwatch.processorSeconds

    var wall: Double {
        let elapsed = (ContinuousClock.now - start).components
        return Double(elapsed.seconds) + 1e-18 * Double(elapsed.attoseconds)
    }

    /// Of all threads of the process.
    var processor: Double { Stopwatch.processorSeconds - startProcessor }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}

/// The most memory that was resident since it was made, beyond what was resident then (Linux).
struct PeakMemory {
    private let before: Int

    init() {
        // Resets the kernel's high-water mark of this process to what is resident now.
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        before = ProcessMemory.bytes("VmRSS")
    }

    var extraBytes: Int { max(0, ProcessMemory.bytes("VmHWM") - before) }
}

/// What the kernel says of this process (Linux).
enum ProcessMemory {
    /// A line of /proc/self/status, such as `VmHWM` (the most that was ever resident) or `RssAnon` (resident now, mapped
    /// files left out).
    static func bytes(_ name: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) * 1024
    }
}

/// The most anonymous memory (mapped files left out) that was resident, looked at every five milliseconds.
final class AnonymousPeak: Sendable {
    private let peak = Mutex(0)

    /// Looks until it is let go of.
    init() {
        Thread.detachNewThread { [weak self] in
            while let self {
                look()
                usleep(5000)
            }
        }
    }

    /// The peak since the last call.
    func take() -> Int {
        look()
        return peak.withLock { peak in
            defer { peak = 0 }
            return peak
        }
    }

    private func look() {
        let now = ProcessMemory.bytes("RssAnon")
        peak.withLock { $0 = max($0, now) }
    }
}
