import Bellwether
import Foundation

/// Models with chosen numbers: the same bits on every machine, every kind of term and of calibration.
enum ExportSamples {
    static let knots = [-2.0, -0.5, 0.25, 1, 3]
    static let levels = ["a\\b", "basic", "it's", "plus <&>"]

    static let columns: [DesignColumn] = {
        let fill = 0.1
        let spline = (1...3).map { place in
            column("x spline \(place)", "x", .spline(knots: knots, place: place, fill: fill), 0.2)
        }
        let rise = (0...2).map { place in
            column("y \"rise\" \(place)", "y \"z\"", .monotone(knots: [0, 1, 4], place: place, fill: 1.5), 0.6)
        }
        let step = DesignColumn.Source.step(edge: 0.75, fill: fill)
        let plus = DesignColumn.Source.level("plus <&>", share: 0.3)
        return [column("x", "x", .number(fill: fill), 0.1)] + spline + [column("x > 0.75", "x", step, 0.4)] + rise + [
            column("x is missing", "x", .isMissing, 0.05), column("far", "far", .number(fill: 1e8), 1e8),
            column("plan=basic", "plan", .level("basic", share: 0.4), 0.4), column("plan=plus", "plan", plus, 0.3),
            column("plan=it's", "plan", .level("it's", share: 0.2), 0.2),
            column("city=b", "city", .level("b", share: 0.5), 0.5),
            column("city=(missing)", "city", .level("(missing)", share: 0.1), 0.1),
            column("city=(other)", "city", .otherLevels(share: 0.25), 0.25),
            column(
                "x × plan", "x",
                .product(
                    .init(predictor: "x", source: step, center: 0.4),
                    .init(predictor: "plan", source: plus, center: 0.3)), 0.01),
            column(
                "x × y", "x",
                .product(
                    .init(predictor: "x", source: .number(fill: fill), center: 0.1),
                    .init(
                        predictor: "y \"z\"", source: .monotone(knots: [0, 1, 4], place: 1, fill: 1.5), center: 0.6)),
                0.02),
            column("idle", "idle", .number(fill: 0), 0),
        ]
    }()

    private static func column(_ name: String, _ predictor: String, _ source: DesignColumn.Source, _ mean: Double)
        -> DesignColumn
    { DesignColumn(name: name, predictor: predictor, source: source, mean: mean, scale: 1) }

    static let preparation = Preparation(
        predictors: [
            ("x", .number), ("y \"z\"", .number), ("far", .number), ("plan", .category(levels: levels, pooled: [])),
            ("city", .category(levels: ["(missing)", "a", "b"], pooled: ["c", "d"])), ("idle", .number),
        ], columns: columns, notes: [])

    /// Of the columns, intercept first; the last is 0.
    static let weights: [Double] =
        [
            -0.35, 0.8, 1.1, -0.7, 0.45, 0.3, 0.5, 0.25, 0.75, -0.6, 1.5, 0.9, -1.1, 0.2, 0.35, -0.4, 0.15, 1.25, -0.65,
            0,
        ]

    /// - Parameter preparation: with as many columns as there are weights but one.
    static func model(
        _ calibrator: any Calibrator, shift: Double = 0, preparation: Preparation = preparation,
        weights: [Double] = weights
    ) throws -> ChurnModel {
        ChurnModel(
            description: ModelDescription(
                origin: .table(outcome: "churned", positive: "1"), features: [], rows: 1000, events: 200, period: nil),
            options: TrainingOptions(), lambda: nil, preparation: preparation,
            fit: try fit(preparation.columns, weights), calibration: Calibration(calibrator, shift: shift), notes: [])
    }

    /// A fit with these numbers in place of what it learned.
    private static func fit(_ columns: [DesignColumn], _ weights: [Double]) throws -> LogisticFit {
        var generator = SeededGenerator(seed: 5)
        let rows = 200
        let x = Matrix(rows: rows, columnCount: columns.count) { _ in (0..<rows).map { _ in generator.uniform() } }
        let outcome = (0..<rows).map { _ in generator.uniform() < 0.5 ? 1.0 : 0 }
        let learned = try LogisticRegression(penalty: RidgePenalty(lambda: 1)).fit(
            x, outcome: outcome, names: columns.map(\.name))
        let encoded = try JSONEncoder().encode(learned)
        var members = try JSONSerialization.jsonObject(with: encoded) as? [String: Any] ?? [:]
        members["standardizedCoefficients"] = weights
        members["centers"] = columns.map(\.mean)
        // Powers of two; weights are then those of the columns divided by them.
        members["scales"] = columns.indices.map { $0 % 3 == 0 ? 2.0 : 1 }
        return try JSONDecoder().decode(LogisticFit.self, from: JSONSerialization.data(withJSONObject: members))
    }

    /// One fitted map of every registered kind, from the same scores.
    static func calibrators() throws -> [any Calibrator] {
        var generator = SeededGenerator(seed: 8)
        let scores = (0..<600).map { _ in generator.uniform() * 8 - 4 }
        let outcomes = scores.map { generator.uniform() < 1 / (1 + exp(-0.7 * $0 + 0.5 - 0.1 * $0 * $0)) ? 1.0 : 0 }
        return try CalibratorKinds.all.map { try $0.fit(logOdds: scores, outcomes: outcomes) as any Calibrator }
    }

    /// Rows with missing values, levels that are not known, and numbers at knots, edges and far out.
    static func rows(_ count: Int) -> Frame {
        var generator = SeededGenerator(seed: 11)
        func number(_ scale: Double, _ offset: Double, _ marks: [Double]) -> Double {
            switch generator.below(10) {
            case 0: .nan
            case 1: marks[generator.below(marks.count)]
            case 2: (generator.uniform() - 0.5) * exp(generator.uniform() * 60 - 30)
            default: offset + scale * (generator.uniform() - 0.5)
            }
        }
        func text(_ known: [String]) -> String? {
            let all = known + ["unseen", "(other)", "(missing)", "BASIC", ""]
            return generator.below(8) == 0 ? nil : all[generator.below(all.count)]
        }
        let x = (0..<count).map { _ in
            number(8, 0, knots + [0.75, 1e12, -1e300, 1.7e308, -1.7e308, .leastNonzeroMagnitude])
        }
        let y = (0..<count).map { _ in number(6, 2, [0, 1, 4, -1e9]) }
        let far = (0..<count).map { _ in number(2, 1e8, [1e8]) }
        let plan = (0..<count).map { _ in text(levels) }
        let city = (0..<count).map { _ in text(["a", "b", "c"]) }
        return Frame(
            columns: [
                FrameColumn("x", .numbers(x)), FrameColumn("y \"z\"", .numbers(y)), FrameColumn("far", .numbers(far)),
                FrameColumn("plan", .categories(Categories(plan))), FrameColumn("city", .categories(Categories(city))),
                FrameColumn("idle", .numbers([Double](repeating: 0, count: count))),
            ], rowCount: count)
    }
}
