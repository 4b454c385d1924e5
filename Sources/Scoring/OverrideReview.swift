import Health
import Metrics
import Signals
import Tables

/// Whether overrides came true: people said an account was worse, or better, than its score, and then its renewal was
/// decided.
///
/// An override judges down where the score it gives is below the computed one of its first day, and up where it is above. It was
/// right where a judgement down was followed by a loss, and one up by anything else, at the renewal that was next on its
/// first day. Overrides of unscored accounts, such as change nothing, and such whose renewal is pending are counted, but not judged.
/// Shares have Wilson intervals. A share says little without the loss rate of all (`lossRate`): where a tenth is lost, judging up
/// is right nine times in ten by itself.
public struct OverrideReview: Sendable {
    /// An override with what is needed to judge it.
    public struct Case: Sendable {
        /// What was said.
        public let override: ScoreOverride
        /// The whole score that was computed on its first day; nil where unscored.
        public let computed: Int?
        /// Whether the renewal that was next then was lost; nil while it is pending or there is none.
        public let isLoss: Bool?

        /// What was said, the score without it, and what came; nil where it is not known.
        public init(_ override: ScoreOverride, computed: Int?, isLoss: Bool?) {
            (self.override, self.computed, self.isLoss) = (override, computed, isLoss)
        }

        /// -1 for a judgement down, +1 for one up, 0 for none.
        public var direction: Int {
            guard let computed, let after = override.score(after: computed) else { return 0 }
            return (after - computed).signum()
        }

        /// nil where there is nothing to judge.
        public var isRight: Bool? {
            guard direction != 0, let isLoss else { return nil }
            return isLoss == (direction < 0)
        }
    }

    /// How a group of overrides fared.
    public struct Tally: Sendable, Equatable {
        /// Which overrides.
        public let name: String
        /// How many there are.
        public let overrides: Int
        /// How many can be judged.
        public let judged: Int
        /// How many came true.
        public let right: Int
        /// Of the share that was right; nil where none was judged.
        public let interval: ClosedRange<Double>?

        /// Share that came true; nil where none can be judged.
        public var share: Double? { judged > 0 ? Double(right) / Double(judged) : nil }

        init(_ name: String, _ cases: [Case]) {
            let known = cases.compactMap(\.isRight)
            (self.name, overrides, judged, right) = (name, cases.count, known.count, known.count { $0 })
            interval = Intervals.wilson(events: Double(right), total: Double(judged))
        }
    }

    /// Overrides that saw more risk than the score.
    public let down: Tally
    /// Overrides that saw less risk than the score.
    public let up: Tally
    /// Both together.
    public let all: Tally
    /// By author, in order of name.
    public let authors: [Tally]
    /// Share of all renewals that was lost, to hold the shares against.
    public let lossRate: Double?

    /// Cases, and the share of all renewals that is lost, to judge them against.
    public init(_ cases: [Case], lossRate: Double?) {
        down = Tally("judged down", cases.filter { $0.direction < 0 })
        up = Tally("judged up", cases.filter { $0.direction > 0 })
        all = Tally("all", cases)
        let byAuthor = Dictionary(grouping: cases, by: \.override.author)
        authors = byAuthor.sorted { $0.key < $1.key }.map { Tally($0.key, $0.value) }
        self.lossRate = lossRate
    }

    /// Columns override, count, judged, right, share, low, high: down, up, all, then authors.
    public var table: Table {
        Table(
            "overrides",
            columns: [
                .init("override"), .init("count", .grouped), .init("judged", .grouped), .init("right", .grouped),
                .init("share", .percent(0)), .init("low", .percent(0)), .init("high", .percent(0)),
            ],
            rows: ([down, up, all] + authors).map {
                [
                    .text($0.name), .integer($0.overrides), .integer($0.judged), .integer($0.right),
                    .optional($0.share), .optional($0.interval?.lowerBound), .optional($0.interval?.upperBound),
                ]
            })
    }

    /// Whether people know better, in a sentence.
    public var verdict: String {
        guard all.judged > 0 else { return "no override can be judged yet." }
        let base = lossRate.map { "; \(NumberFormat.fixed(100 * $0, 0))% of all renewals were lost" } ?? ""
        return "\(all.right) of \(all.judged) judged overrides came true (down \(down.right) of \(down.judged), "
            + "up \(up.right) of \(up.judged))\(base)."
    }
}
