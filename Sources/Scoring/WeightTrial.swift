import Documents
import Health
import Tables

/// Past renewals as a page may carry them, to try a scorecard's weights on: points by measure and what came, renewals with the same
/// points as one. No account, no date, no order.
///
/// Points are rounded to whole ones, and more coarsely where there are too many different renewals for a page (`step`), so that
/// figures computed from them differ a little from those of `compare`. Points are those of the profile that held for each renewal;
/// weights that are tried hold for all.
public struct WeightTrial: Sendable {
    /// Renewals that share all points, and what became of them.
    public struct Cell: Sendable, Equatable {
        /// By measure of the scorecard; nil where it has none.
        public let points: [Int?]
        /// The lowest cap whose condition holds; 100 where none does.
        public let limit: Double
        public let renewals: Int
        public let lost: Int
    }

    public let scorecard: Scorecard
    public let cells: [Cell]
    /// Points are multiples of it.
    public let step: Int
    /// Renewals without a health score, which are left out.
    public let unscored: Int

    /// Cells that a page may carry.
    static let mostCells = 1500
    private static let steps = [1, 2, 5, 10, 20, 25, 50, 100]

    /// - Parameters:
    ///   - frame: readings of the renewals.
    ///   - outcomes: 1 where lost, by row.
    public init(_ scorecard: Scorecard, _ frame: Frame, outcomes: [Double]) {
        precondition(outcomes.count == frame.rowCount, "one outcome a row")
        let health = HealthScores(scorecard, frame)
        let rows = outcomes.indices.filter { health.rounded($0) != nil }
        let limits = WeightTrial.limits(scorecard, frame)
        func cells(_ step: Int) -> [Cell] {
            WeightTrial.merged(
                rows.map { row in
                    Cell(
                        points: health.points.map { WeightTrial.rounded($0[row], step) }, limit: limits[row],
                        renewals: 1, lost: Int(outcomes[row]))
                })
        }
        var (step, found) = (1, cells(1))
        for coarser in WeightTrial.steps.dropFirst() where found.count > WeightTrial.mostCells {
            (step, found) = (coarser, cells(coarser))
        }
        (self.scorecard, self.cells, self.step) = (scorecard, found, step)
        unscored = outcomes.count - rows.count
    }

    private static func rounded(_ points: Double, _ step: Int) -> Int? {
        points.isNaN ? nil : Int((points / Double(step)).rounded()) * step
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

    public var renewals: Int { cells.reduce(0) { $0 + $1.renewals } }
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
