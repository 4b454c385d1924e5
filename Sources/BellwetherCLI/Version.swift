import Bellwether

enum Version {
    static let number = "0.1.0"

    /// The BLAS is chosen by the system at run time, so the program says which one it runs on.
    static var text: String { "bellwether \(number)\nBLAS \(BLASInfo.description)" }
}
