/// How a report came about: what a reader needs to repeat it.
public struct ReportAbout: Sendable, Equatable {
    /// The program and its version.
    public var version: String
    /// The data folder as it was named.
    public var data: String
    /// SHA-256 of each file that was read, by name.
    public var fingerprints: [(name: String, sha256: String)]
    /// Options of the run, as they were given or stood by default.
    public var options: [(name: String, value: String)]
    /// Whether the data are made by `simulate`.
    public var isSimulated: Bool
    /// Where the clock may be told (`SOURCE_DATE_EPOCH`); nil keeps the same input the same bytes.
    public var stamp: String?

    /// What a reader needs to repeat it; nothing of it is asked of the clock or the machine.
    public init(
        version: String, data: String, fingerprints: [(name: String, sha256: String)] = [],
        options: [(name: String, value: String)] = [], isSimulated: Bool = false, stamp: String? = nil
    ) {
        (self.version, self.data, self.fingerprints) = (version, data, fingerprints)
        (self.options, self.isSimulated, self.stamp) = (options, isSimulated, stamp)
    }

    public static func == (a: ReportAbout, b: ReportAbout) -> Bool {
        a.version == b.version && a.data == b.data && a.isSimulated == b.isSimulated && a.stamp == b.stamp
            && a.fingerprints.elementsEqual(b.fingerprints) { $0 == $1 }
            && a.options.elementsEqual(b.options) { $0 == $1 }
    }

    var simulatedWords: String? {
        isSimulated
            ? "Simulated data: these customers do not exist, and what drives their churn is known (truth.json)." : nil
    }
}
