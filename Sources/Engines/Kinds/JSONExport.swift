import Documents
import Modeling
import Regression

/// The scorer as one JSON object of plain numbers, for a program of one's own; `formulas` says what to do with them.
public struct JSONExport: ExportKind {
    public static let name = "json"
    public static let summary = "the preparation, weights and calibration as plain numbers, with the formulas"
    public static let examples = ["bellwether export --model model.json --to json -o scorer.json"]

    public init() {}

    public func bytes(_ model: ChurnModel, _ options: ExportOptions) throws(ExportError) -> [UInt8] {
        // What has no formula here has none there either.
        let program = try ScoreProgram(model)
        let fit = model.fit
        var weights = [Double](repeating: 0, count: fit.names.count - 1)
        var centers = weights
        for (place, name) in fit.estimated.dropFirst().enumerated() {
            weights[name - 1] = fit.standardizedCoefficients[place + 1] / fit.scales[place]
            centers[name - 1] = fit.centers[place]
        }
        let json = JSON.members([
            "schema": .integer(1), "format": .string("bellwether-scorer"),
            "formulas": .object(JSONExport.formulas.map { .init($0.0, .string($0.1)) }),
            "inputs": .array(
                program.inputs.map { input in
                    .members([
                        "name": .string(input.name), "kind": .string(input.kind == .number ? "number" : "category"),
                    ])
                }),
            "scorer": model.scorerJSON, "intercept": .number(fit.standardizedCoefficients[0]),
            "weights": .numbers(weights), "centers": .numbers(centers),
        ])
        return Array((json.text() + "\n").utf8)
    }

    /// A test evaluates documents by these alone.
    static let formulas: [(String, String)] = [
        ("p_churn", "shifted(calibrated(raw))"),
        (
            "raw",
            "intercept + sum over j of weights[j] * (x[j] - centers[j]), x[j] the value of scorer.preparation.columns[j]"
        ),
        ("number", "the predictor, fill where it is missing, then held within -1e150 and 1e150"),
        ("is_missing", "1 where the predictor is missing, else 0"),
        ("step", "1 where the number is greater than edge, else 0"),
        (
            "spline",
            "of the number: the natural cubic spline that is 1 at knots[place] and 0 at the other knots, a straight line outside them"
        ),
        (
            "monotone",
            "of the number x, with l, c, r = knots[place - 1], knots[place], knots[place + 1] (the end knot where there is none): 0 up to l, (x - l)^2 / ((c - l)(r - l)) up to c, 1 - (r - x)^2 / ((r - c)(r - l)) up to r, then 1"
        ),
        (
            "level",
            "1 where the predictor is this level, else 0; a missing one is the level (missing); one that is not among levels is (other) where pooled is not empty, else share stands in"
        ),
        ("other_levels", "the same for the level (other)"),
        ("product", "(left - left.center) * (right - right.center)"),
        ("sigmoid", "s(z) = 1 / (1 + exp(-z))"),
        ("none", "calibrated = s(raw)"),
        ("platt", "calibrated = s(slope * raw + intercept)"),
        ("temperature", "calibrated = s(inverseTemperature * raw)"),
        ("beta", "calibrated = s(c + a * log(s(raw)) - b * log(1 - s(raw)))"),
        (
            "spline calibration",
            "calibrated = s(f(raw)): f(knots[0]) = intercept, its slope is the broken line through slopes at knots, constant outside"
        ),
        (
            "isotonic",
            "calibrated = the probability of the block with low <= raw <= high, between blocks a straight line, outside the nearest"
        ),
        (
            "venn-abers",
            "calibrated = high[i] / (1 - low[i] + high[i]), i = 2k + 1 at scores[k], 2k before it and after scores[k - 1]"
        ),
        ("shifted", "p * e / (p * e + 1 - p) with e = exp(shift); shift is 0 where calibration has none"),
    ]
}
