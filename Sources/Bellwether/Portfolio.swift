import Documents
import Features
import Health
import Modeling
import SignalSources
import Signals

/// A data folder as one value: the histories, what was found while reading them, and the configuration beside them.
public struct Portfolio: Sendable {
    public let history: SignalHistory
    public let report: SourceReport
    public let features: FeatureSet
    /// nil where the folder has no `scorecard.yaml`.
    public let scorecard: Scorecard?

    /// Reads `signals.yaml`, the tables, and `scorecard.yaml` where there is one.
    /// - Parameter timeZone: overrides the business time zone of `signals.yaml`; UTC where neither names one.
    /// - Throws: `SourceErrors`, `DocumentError`.
    public init(folder: String, timeZone: String? = nil, options: SourceOptions = SourceOptions()) throws {
        let signals = "\(folder)/signals.yaml"
        features = try FeatureSet(Field.yaml(InputFile.bytes(signals), file: signals))
        var options = options
        options.catalog = features.declarations.signals
        if let name = timeZone ?? features.timeZone, let calendar = BusinessCalendar(timeZone: name) {
            options.calendar = calendar
        }
        let contents = try SourceKinds.source(folder).read(options)
        (history, report) = (contents.history, contents.report)
        let file = "\(folder)/scorecard.yaml"
        scorecard =
            InputFile.exists(file)
            ? try Scorecard(Field.yaml(InputFile.bytes(file), file: file), features: features.features) : nil
    }

    /// The features that a model may learn from: `pilot` and `draft` ones are tracked, not learned.
    public var liveFeatures: FeatureSet {
        features.selecting(features.features.filter { $0.status == .live }.map(\.name)) ?? features
    }

    /// All features at these lead times before every renewal.
    public func table(daysBefore: [Int]) -> FeatureTable {
        features.extract(history, at: history.anchors(daysBefore: daysBefore))
    }

    /// All features of every account as of a day.
    public func table(asOf day: Day) -> FeatureTable { features.extract(history, at: history.anchors(asOf: day)) }
}

extension FeatureTable {
    /// The decided rows as observations with live features only.
    public func observations(_ features: FeatureSet) -> Observations {
        let hidden = Set(features.features.filter { $0.status != .live }.map(\.name))
        return Observations(self).without(hidden)
    }
}
