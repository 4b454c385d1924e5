import CKernels

/// An instruction set for which the kernels exist. Results differ between levels in the last bits only.
public enum KernelLevel: Int32, CaseIterable, Sendable {
    /// Plain C, for every processor.
    case portable = 0
    /// 256-bit vectors with fused multiply-add (x86-64-v3).
    case avx2 = 1
    /// 512-bit vectors (x86-64-v4).
    case avx512 = 2

    /// Whether this processor can run it.
    public var isSupported: Bool { bw_supports(rawValue) != 0 }

    /// The fastest level that this processor can run.
    public static let best: KernelLevel = allCases.last { $0.isSupported } ?? .portable

    /// A word for `--version` and benchmark reports.
    public var name: String {
        switch self {
        case .portable: "portable"
        case .avx2: "AVX2"
        case .avx512: "AVX-512"
        }
    }
}
