import Figures
import Foundation
import Scoring
import Tables

/// Where the money at risk lies: bands across, sizes of accounts upwards.
public enum RiskMatrix: PictureKind {
    public static let name = "risk-matrix"
    public static let figure: any FigureKind.Type = RiskMatrixFigure.self
    public static let title = "Where the ARR at risk lies"
    public static let summary = "ARR at risk (P(churn) x ARR) by band and by size of the account"
    public static let needs: Set<EvidencePart> = [.scores]

    public static func picture(_ evidence: ReportEvidence) -> Picture? {
        guard let scores = evidence.scores, let bands = evidence.scorecard?.bands.map(\.name) else { return nil }
        let known = scores.filter { $0.arr != nil && $0.arrAtRisk != nil }
        guard !known.isEmpty else { return nil }
        let sizes = SizeClasses(known.compactMap(\.arr))
        let rows = sizes.names.indices.reversed().flatMap { size in
            bands.map { band -> [Table.Cell] in
                let members = known.filter { $0.band == band && sizes.place($0.arr ?? 0) == size }
                return [
                    .text(band), .text(sizes.names[size]),
                    .number(members.reduce(0) { $0 + ($1.arrAtRisk ?? 0) }), .integer(members.count),
                    .number(members.reduce(0) { $0 + ($1.arr ?? 0) }),
                ]
            }
        }
        return Picture(
            Table(
                name,
                columns: [
                    .init("band"), .init("arr_band", title: "ARR of the account"),
                    .init("arr_at_risk", title: "ARR at risk", .grouped), .init("accounts", .grouped),
                    .init("arr", title: "ARR", .grouped),
                ], rows: rows))
    }
}

/// Up to four classes of amounts, cut near the quartiles at round numbers.
struct SizeClasses {
    /// Rising; class i ends below cut i.
    let cuts: [Double]

    init(_ amounts: [Double]) {
        let sorted = amounts.filter { $0 > 0 }.sorted()
        let quartiles = sorted.isEmpty ? [] : [0.25, 0.5, 0.75].map { sorted[Int($0 * Double(sorted.count - 1))] }
        cuts = Set(quartiles.map(SizeClasses.round)).sorted()
    }

    /// To one of 1, 1.5, 2, 3, 5, 7 times a power of ten.
    private static func round(_ amount: Double) -> Double {
        let power = pow(10, floor(log10(amount)))
        let steps = [1, 1.5, 2, 3, 5, 7, 10]
        return steps.min { abs($0 * power - amount) < abs($1 * power - amount) }! * power
    }

    func place(_ amount: Double) -> Int { cuts.firstIndex { amount < $0 } ?? cuts.count }

    var names: [String] {
        guard let first = cuts.first, let last = cuts.last else { return ["all"] }
        let between = zip(cuts, cuts.dropFirst()).map { "\(SizeClasses.text($0)) to \(SizeClasses.text($1))" }
        return ["below \(SizeClasses.text(first))"] + between + ["\(SizeClasses.text(last)) and more"]
    }

    private static func plain(_ value: Double) -> String {
        NumberFormat.fixed(value, value == value.rounded() ? 0 : 1)
    }

    private static func text(_ amount: Double) -> String {
        switch amount {
        case 1e6...: plain(amount / 1e6) + " M"
        case 1e3...: plain(amount / 1e3) + " k"
        default: plain(amount)
        }
    }
}
