import Metrics
import Signals
import Tables

/// A validation in time, fold by fold: what each model had to learn from, what it was judged on, how well it did, and whether the
/// folds differ by more than chance.
public struct WalkForward: Sendable {
    /// How well some held-out rows were predicted.
    public struct Quality: Sendable {
        /// Chance that a lost renewal scored above a kept one.
        public let auc: Estimate
        /// Mean log loss, nats.
        public let logLoss: Estimate
        /// Of the outcomes on the predicted log-odds; 1 is right.
        public let slope: Estimate
        /// Losses that the probabilities promised, with the range of chance (`ExpectedCount`); what the model does not know for sure is
        /// not in it, so right probabilities miss it more often than once in 20.
        public let expected: Estimate
        /// Losses that came.
        public let lost: Double

        init(_ scored: ScoredOutcomes, _ bootstrap: Bootstrap) {
            let figures = Evaluation(
                scored, metrics: [AreaUnderCurve.self, LogLoss.self, CalibrationSlope.self], bootstrap: bootstrap)
            func figure(_ name: String) -> Estimate { figures[name] ?? .undefined }
            (auc, logLoss) = (figure(AreaUnderCurve.name), figure(LogLoss.name))
            (slope, expected) = (figure(CalibrationSlope.name), ExpectedCount.estimate(scored))
            lost = scored.eventWeight
        }

        /// Whether the losses that came lie in the range of those that were promised.
        public var isKept: Bool { (expected.low ?? 0) <= lost && lost <= (expected.high ?? .infinity) }
    }

    /// One step: what was learned from, what was checked on, and how well.
    public struct Fold: Sendable {
        /// Rows learned from.
        public let learned: Int
        /// Losses among them.
        public let learnedLost: Int
        /// The last day on which an outcome that was learned from became known; nil where nothing was.
        public let until: Day?
        /// Rows that fall before the tested ones, but whose outcome was not yet known when the first of those was scored (or whose
        /// account is kept apart).
        public let purged: Int
        /// Rows checked.
        public let checked: Int
        /// First and last day of what was checked.
        public let span: ClosedRange<Day>
        /// Tested rows of accounts that were learned from too.
        public let shared: Int
        /// How well it did.
        public let quality: Quality
    }

    /// The steps, the earliest first.
    public let folds: [Fold]
    /// Of all held-out rows together.
    public let pooled: Quality
    /// Whether the folds' AUC differ by more than chance; nil where one has no interval.
    public let difference: ChiSquaredTest?

    /// - Precondition: `validation` is of these rows, with dates, under one time-ordered plan.
    public init(_ validation: Validation, _ data: Observations, bootstrap: Bootstrap = Bootstrap())
        throws(TrainingError)
    {
        let plan = validation.plans[0]
        precondition(plan.scheme == .timeOrdered && validation.plans.count == 1 && data.dates != nil)
        var folds: [Fold] = []
        for (number, fold) in plan.folds.enumerated() {
            let held = validation.predictions.filter { $0.fold == number }
            let scored = try Training.scored(held.map(\.logOdds), data.outcomes(of: held.map(\.row)))
            folds.append(Fold(fold, data, Quality(scored, bootstrap)))
        }
        self.folds = folds
        pooled = Quality(validation.scored, bootstrap)
        difference = Heterogeneity.test(ofAreas: folds.map(\.quality.auc))
    }
}

extension WalkForward.Fold {
    /// Precondition: the rows have dates and the fold has rows to test.
    fileprivate init(_ fold: FoldPlan.Fold, _ data: Observations, _ quality: WalkForward.Quality) {
        let (dates, known) = (data.dates ?? [], data.known ?? [])
        let tested = fold.test.map { dates[$0] }
        span = tested.min()!...tested.max()!
        (learned, checked, self.quality) = (fold.training.count, fold.test.count, quality)
        learnedLost = fold.training.count { data.outcomes[$0] == 1 }
        until = fold.training.map { known[$0] }.max()
        let begin = span.lowerBound
        purged = dates.count { $0 < begin } - learned
        shared = fold.overlap(data.groups)
    }
}

extension WalkForward {
    /// Columns fold, learned, lost, until, purged, checked, from, to, churned, known_accounts: a line a fold.
    public var foldTable: Table {
        Table(
            "folds",
            columns: [
                .init("fold"), .init("learned", title: "learned on", .grouped),
                .init("learned_lost", title: "lost", .grouped),
                .init("until"), .init("purged", .grouped), .init("checked", title: "checked on", .grouped),
                .init("lost", .grouped), .init("from"), .init("to"), .init("shared", title: "known account", .grouped),
                .init("shared_share", title: "share", .percent(1)),
            ],
            rows: folds.enumerated().map { number, fold in
                [
                    .text("\(number + 1)"), .integer(fold.learned), .integer(fold.learnedLost),
                    .optional(fold.until?.description), .integer(fold.purged), .integer(fold.checked),
                    .number(fold.quality.lost), .text(fold.span.lowerBound.description),
                    .text(fold.span.upperBound.description), .integer(fold.shared),
                    .number(Double(fold.shared) / Double(fold.checked)),
                ]
            })
    }

    /// Columns fold, auc, log_loss, slope with low and high each, expected losses with the range of chance, and those that came. The
    /// last line is all folds pooled.
    public var qualityTable: Table {
        func ends(_ name: String, _ format: NumberFormat) -> [Table.Column] {
            ["low", "high"].map { end in .init("\(name)_\(end as String)", title: end, format) }
        }
        func row(_ name: String, _ quality: Quality) -> [Table.Cell] {
            [.text(name)] + quality.auc.cells + quality.logLoss.cells + quality.slope.cells + quality.expected.cells
                + [.number(quality.lost)]
        }
        return Table(
            "fold_quality",
            columns: [.init("fold"), .init("auc", title: "AUC", .decimals(3))] + ends("auc", .decimals(3))
                + [.init("log_loss", title: "log loss", .decimals(3))] + ends("log_loss", .decimals(3))
                + [.init("slope", .decimals(2))] + ends("slope", .decimals(2))
                + [.init("expected", .decimals(1))] + ends("expected", .decimals(0)) + [.init("lost", .grouped)],
            rows: folds.enumerated().map { row("\($0 + 1)", $1.quality) } + [row("pooled", pooled)])
    }

    /// How the folds stand to each other, in words.
    public var verdict: String {
        let ranked = folds.count { ($0.quality.auc.low ?? 0) > 0.5 }
        let kept = folds.count(where: \.quality.isKept)
        let difference =
            difference.map { test in
                "the folds' AUC differ by \(test.p < 0.05 ? "more" : "no more") than chance explains (p \(NumberFormat.pValue.text(test.p)))"
            } ?? "whether the folds' AUC differ cannot be told"
        return
            "in \(ranked) of \(folds.count) folds it ranks better than chance, in \(kept) as many were lost as the probabilities say, but for chance; \(difference)"
    }
}
