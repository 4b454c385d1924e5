import Foundation

/// Instrumented builds are told by their environment where profiles go and how sanitizers report (`make coverage`, `make
/// sanitize`).
public enum Instruments {
    private static let names: Set<String> = ["LLVM_PROFILE_FILE", "TSAN_OPTIONS", "ASAN_OPTIONS"]

    /// What this process was told, for those that it starts.
    static let environment = ProcessInfo.processInfo.environment.filter { names.contains($0.key) }

    /// Whether there are any: memory, threads and time are then not what they are else, and tests that limit them are skipped.
    public static let areOn = !environment.isEmpty
}
