import Documents
import Health
import Tables

/// Past renewals as a page may carry them, to try a scorecard's weights on: points by measure and what came, renewals with the same
/// points as one. No account, no date, no order.
///
/// Points are rounded to whole ones, so that figures computed from them differ a little from those of `compare`. Of more renewals than
/// a page can carry it is a random sample. Points are those of the profile that held for each renewal; weights that are tried hold
/// for all.
public struct WeightTrial: Sendable {
    /// Renewals that share all points, and what became of them.
    public struct Cell: Sendable, Equatable {
        /// By measure of the scorecard; nil where it has none.
        public let points: [Int?]
        /// The lowest cap whose condition holds; 100 where none does.
        public let limit: Double
        /// Renewals that share the points.
        public let renewals: Int
        /// Losses among them.
        public let lost: Int
    }

    /// The card whose weights are tried.
    public let scorecard: Scorecard
    /// One a combination of points.
    public let cells: [Cell]
    /// All renewals with a health score, sampled or not.
    public let available: Int
    /// Renewals without a health score, which are left out.
    public let unscored: Int

    /// Renewals that a page may carry.
    static let most = 1500

    /// - Parameters:
    ///   - scorecard: the hand-set half.
    ///   - frame: readings of the renewals.
    ///   - outcomes: 1 where lost, by row.
    ///   - seed: of the sample.
    public init(_ scorecard: Scorecard, _ frame: Frame, outcomes: [Double], seed: UInt64 = 42) {
        precondition(outcomes.count == frame.rowCount, "one outcome a row")
        let health = HealthScores(scorecard, frame)
        let rows = outcomes.indices.filter { health.rounded($0) != nil }
        let limits = WeightTrial.limits(scorecard, frame)
        var generator = SeededGenerator(seed: seed)
        let sample = rows.count > WeightTrial.most ? generator.shuffled(rows).prefix(WeightTrial.most).sorted() : rows
        cells = WeightTrial.merged(
            sample.map { row in
                Cell(
                    points: health.points.map { $0[row].isNaN ? nil : Int($0[row].rounded()) }, limit: limits[row],
                    renewals: 1, lost: Int(outcomes[row]))
            })
        (self.scorecard, available) = (scorecard, rows.count)
        unscored = outcomes.count - rows.count
    }

    private static func limits(_ scorecard: Scorecard, _ frame: Frame) -> [Double] {
        (0..<frame.rowCount).map { row in
            scorecard.caps.filter { $0.condition.holds(frame, row: row) }.map(\.limit).min() ?? 100
        }
    }

    /// Cells with the same points and limit as one, in an order that the points alone decide.
    private static func merged(_ cells: [Cell]) -> [Cell] {
        let groups = Dictionary(grouping: cells) { Key(points: $0.points.map { $0 ?? -1 }, limit: $0.limit) }
        return groups.sorted { $0.key < $1.key }.map { key, members in
            Cell(
                points: members[0].points, limit: key.limit, renewals: members.reduce(0) { $0 + $1.renewals },
                lost: members.reduce(0) { $0 + $1.lost })
        }
    }

    private struct Key: Hashable, Comparable {
        let points: [Int]
        let limit: Double

        static func < (a: Key, b: Key) -> Bool {
            a.points == b.points ? a.limit < b.limit : a.points.lexicographicallyPrecedes(b.points)
        }
    }

    /// Renewals in all cells.
    public var renewals: Int { cells.reduce(0) { $0 + $1.renewals } }
    /// Losses among them.
    public var lost: Int { cells.reduce(0) { $0 + $1.lost } }

    /// What the page reads: groups and measures with their weights as shares of a hundred, bands, and a row a cell: renewals, lost,
    /// limit, points.
    /// - Parameter learned: a scorecard with learned weights, of the same groups and measures.
    public func json(learned: Scorecard?) -> JSON {
        .members([
            "groups": WeightTrial.groups(scorecard), "learned": learned.map(WeightTrial.groups) ?? .null,
            "bands": .array(
                scorecard.bands.map { .members(["name": .string($0.name), "from": .integer($0.range.lowerBound)]) }),
            "rows": .array(
                cells.map { cell in
                    .array([
                        .integer(cell.renewals), .integer(cell.lost), .number(cell.limit),
                        .array(cell.points.map { $0.map(JSON.integer) ?? .null }),
                    ])
                }),
        ])
    }

    private static func groups(_ card: Scorecard) -> JSON {
        let whole = card.groups.reduce(0) { $0 + $1.weight }
        return .array(
            card.groups.map { group in
                let sum = group.counted.reduce(0) { $0 + $1.weight }
                return .members([
                    "name": .string(group.name), "weight": .number(100 * group.weight / whole),
                    "measures": .array(
                        group.measures.map { measure in
                            .members([
                                "name": .string(measure.name), "pilot": .bool(measure.isPilot),
                                "weight": .number(
                                    measure.isPilot || sum == 0 ? 0 : 100 * measure.weight / sum),
                            ])
                        }),
                ])
            })
    }
}
