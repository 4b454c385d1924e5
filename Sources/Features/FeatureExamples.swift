import Documents

/// The declarations over which every kind's `examples` are written, as the head of a `signals.yaml`.
public enum FeatureExamples {
    /// The text, as a file would have it.
    public static let declarations = """
        version: 1
        signals:
          login: {category: usage, dimension: interest, direction: good, actionable: true}
          invoice: {category: payment, dimension: current-state, unit: USD}
          sentiment: {category: communication, dimension: current-state, direction: good, range: [-1, 1]}
          opened: {category: communication, dimension: current-state, direction: bad}
          closed: {category: communication, dimension: current-state}
        facts:
          seats: {values: number, category: usage, dimension: fit}
          plan: {values: category, category: organisation, dimension: fit}
          champion: {values: flag, category: organisation, dimension: interest, direction: good}
        attributes:
          industry: {values: category, undated: allowed, category: organisation, dimension: fit}
          employees: {values: number, undated: allowed, category: organisation, dimension: fit}

        """

    /// A whole document with one feature, `example`, made by an entry.
    public static func document(_ entry: String) -> [UInt8] {
        Array((declarations + "features:\n  example: \(entry)\n").utf8)
    }
}
