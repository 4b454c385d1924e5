import CKernels

/// Which BLAS library answers at run time. Debian's alternatives choose it when the program starts, not when it is built.
public enum BLASInfo {
    /// Path of the loaded library, as the loader knows it.
    public static var path: String {
        // The pointer belongs to the loader's table and outlives the process's use of it.
        bw_blas_path().map { String(cString: $0) } ?? "unknown"
    }

    /// One line for `--version`: OpenBLAS's own description, or the path of another library.
    public static var description: String {
        // OpenBLAS returns a pointer to static text.
        bw_openblas_config().map { String(cString: $0) } ?? "reference or other BLAS (\(path))"
    }

    /// Sets the library's own threads, and says whether it has such a switch. The fits of this package split rows over
    /// threads themselves and want 1: two layers of threads cost many times the processor time.
    @discardableResult
    public static func setThreads(_ count: Int) -> Bool { bw_set_blas_threads(Int32(clamping: count)) != 0 }

    /// Done once, before the first factorisation.
    static let singleThreaded: Bool = setThreads(1)
}
