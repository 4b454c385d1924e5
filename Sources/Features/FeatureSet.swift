import Documents
import Foundation
import Signals

/// The features that `signals.yaml` makes of the signals, facts and attributes it declares.
public struct FeatureSet: Sendable {
    /// The business time zone that the file names; nil leaves it to the caller.
    public let timeZone: String?
    /// Signals, facts and attributes that features are made of.
    public let declarations: Declarations
    /// In file order; `windows: [30, 90]` stands for two, `NAME_30d` and `NAME_90d`.
    public let features: [Feature]
    /// One a feature.
    private let makers: [FeatureMaker]

    static let version = 1
    static let memberNames = ["version", "timezone", "signals", "facts", "attributes", "features"]

    /// Decodes a whole `signals.yaml`. Unknown keys, kinds and signals are errors that name line and nearest name.
    /// - Parameter field: the mapping to read.
    /// - Parameter kinds: the kinds that `kind:` may name.
    public init(_ field: Field, kinds: [any FeatureKind.Type] = FeatureKinds.all) throws(DocumentError) {
        let fields = try field.fields(FeatureSet.memberNames)
        let version = try fields.required("version")
        guard try version.integer() == FeatureSet.version else {
            throw version.error("expected version \(FeatureSet.version)")
        }
        timeZone = try fields["timezone"]?.timeZoneName()
        declarations = try Declarations(fields)
        var features: [Feature] = []
        var makers: [FeatureMaker] = []
        for (name, value) in try fields["features"]?.entries() ?? [] {
            for decoded in try FeatureSet.decode(name: name, value, declarations: declarations, kinds: kinds) {
                guard !features.contains(where: { $0.name == decoded.feature.name }) else {
                    throw value.error("a feature named \"\(decoded.feature.name)\" stands above")
                }
                features.append(decoded.feature)
                makers.append(decoded.maker)
            }
        }
        (self.features, self.makers) = (features, makers)
    }

    private init(_ set: FeatureSet, places: [Int]) {
        (timeZone, declarations) = (set.timeZone, set.declarations)
        features = places.map { set.features[$0] }
        makers = places.map { set.makers[$0] }
    }

    /// The feature of this name; nil where there is none.
    public func feature(_ name: String) -> Feature? { features.first { $0.name == name } }

    /// The set with only the features of these names, in this order; nil where one is missing.
    public func selecting(_ names: [String]) -> FeatureSet? {
        let places = names.compactMap { name in features.firstIndex { $0.name == name } }
        return places.count == names.count ? FeatureSet(self, places: places) : nil
    }

    /// Resolves all names against a history.
    func evaluators(_ plan: inout FeaturePlan) -> [FeatureEvaluator] {
        var evaluators: [FeatureEvaluator] = []
        for maker in makers { evaluators.append(maker.evaluator(&plan)) }
        return evaluators
    }

    private static func decode(
        name: String, _ field: Field, declarations: Declarations, kinds: [any FeatureKind.Type]
    ) throws(DocumentError) -> [(feature: Feature, maker: FeatureMaker)] {
        var decoded: [(feature: Feature, maker: FeatureMaker)] = []
        for window in try windows(of: field) {
            let kind = try DecodedKind(
                field, windowDays: window, declarations: declarations, registry: kinds, isNested: false)
            let isLogarithmic = try Feature.isLogarithmic(kind.fields)
            guard !(isLogarithmic && kind.kind.traits.isCategory) else {
                throw field.error("a category has no logarithm")
            }
            let feature = try Feature(
                name: window.map { "\(name)_\($0)d" } ?? name, kind, windowWords: window.map { " in \($0) days" } ?? "")
            decoded.append((feature, FeatureMaker(kind: kind.kind, isLogarithmic: isLogarithmic)))
        }
        return decoded
    }

    /// The members of `windows:`, or one nil where it is absent.
    private static func windows(of field: Field) throws(DocumentError) -> [Int?] {
        let entries = try field.entries()
        guard let list = entries.first(where: { $0.name == "windows" })?.value else { return [nil] }
        if entries.contains(where: { $0.name == "window" }) {
            throw list.error("\"window\" and \"windows\" exclude each other")
        }
        var windows: [Int?] = []
        for element in try list.list() { windows.append(try element.integer(in: 1...3660)) }
        guard !windows.isEmpty, Set(windows).count == windows.count else {
            throw list.error("expected a list of different numbers of days")
        }
        return windows
    }
}

/// A kind and what is done to its value.
private struct FeatureMaker: Sendable {
    let kind: any FeatureKind
    let isLogarithmic: Bool

    func evaluator(_ plan: inout FeaturePlan) -> FeatureEvaluator {
        let evaluator = kind.evaluator(&plan)
        guard isLogarithmic, let number = evaluator.number else { return evaluator }
        return .number { evidence in
            let value = number(evidence)
            return value < 0 ? -log1p(-value) : log1p(value)
        }
    }
}

extension Field {
    /// The name of a time zone that the system knows.
    func timeZoneName() throws(DocumentError) -> String {
        let name = try text()
        guard BusinessCalendar(timeZone: name) != nil else {
            throw error(
                "unknown time zone \"\(name)\"" + NearestName.hint(for: name, among: BusinessCalendar.knownNames))
        }
        return name
    }
}
