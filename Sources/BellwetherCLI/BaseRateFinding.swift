import Bellwether

/// Whether a model expects too many or too few losses, and the base rate that would set it right.
struct BaseRateFinding {
    private let expected: Double
    private let observed: Double
    private let learned: Double
    /// The base rate with which the model's intercept fits these rows; nil where it cannot be told.
    private let fitting: Double?
    /// Whether the interval of calibration in the large leaves 0 out.
    private let isOff: Bool

    init(_ model: ChurnModel, _ scored: ScoredOutcomes, _ evaluation: Evaluation) {
        let weight = scored.totalWeight
        expected = zip(scored.probabilities, scored.weights).reduce(0) { $0 + $1.0 * $1.1 } / weight
        let rate = model.description.eventRate
        (observed, learned) = (scored.eventRate, rate)
        let shift = evaluation["calibration_intercept"]
        fitting = shift.flatMap { $0.isDefined ? PriorShift.share(rate, shiftedBy: $0.value) : nil }
        isOff =
            shift.flatMap { shift in
                shift.low.flatMap { low in shift.high.map { low > 0 || $0 < 0 } }
            } ?? false
    }

    func add(to results: inout Results) {
        results.value(
            "base_rate",
            .members([
                "learned": .number(learned), "expected": .number(expected), "observed": .number(observed),
                "fitting": .optional(fitting),
            ]))
        guard isOff, let fitting, observed > 0 else { return }
        let (share, word) = expected > observed ? (expected / observed, "high") : (observed / expected, "low")
        results.line(
            "probabilities are \(NumberFormat.fixed(share, 1)) times too \(word) (\(NumberFormat.percent(1).text(expected)) expected, "
                + "\(NumberFormat.percent(1).text(observed)) lost): score --base-rate \(NumberFormat.significant(3).text(fitting)) sets the intercept right"
        )
    }
}
