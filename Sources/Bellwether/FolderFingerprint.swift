import Reports
import SignalSources

/// The files of a data folder, told apart by their bytes.
public enum FolderFingerprint {
    private static let names =
        ["accounts", "renewals", "events", "facts"].map { "\($0).csv" }
        + ["signals.yaml", "scorecard.yaml", "columns.yaml"]

    /// SHA-256 of each file that the folder has.
    /// - Throws: `SourceErrors` where one cannot be read.
    public static func files(_ folder: String) throws(SourceErrors) -> [(name: String, sha256: String)] {
        var found: [(name: String, sha256: String)] = []
        for name in names where InputFile.exists("\(folder)/\(name)") {
            let bytes = try InputFile.bytes("\(folder)/\(name)", limit: InputFile.streamLimit)
            found.append((name, Fingerprint.sha256(bytes)))
        }
        return found
    }

    /// Whether `simulate` made the folder: it leaves the truth beside the data.
    public static func isSimulated(_ folder: String) -> Bool { InputFile.exists("\(folder)/truth.json") }
}
