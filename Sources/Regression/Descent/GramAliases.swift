import LinearAlgebra

/// Finds columns that earlier ones explain from a weighted Gram matrix alone, in the order of the columns (R's rule: the later
/// one is left out).
///
/// A Gram matrix holds squared lengths, so an unexplained share below 1e-10 drowns in rounding and counts as none; where rows are
/// in memory `Aliases` looks closer.
struct GramAliases {
    struct Alias {
        /// The explained column.
        let place: Int
        /// What it is of the earlier ones.
        let shares: [(place: Int, share: Double)]
    }

    let aliases: [Alias]

    private static let leastShare = 1e-10

    /// - Parameter places: the columns that may be left out and may explain, the intercept first.
    init(_ gram: Matrix, places: [Int]) {
        let part = GramAliases.part(gram, places, places)
        if let shares = Cholesky(part)?.unexplainedShares, shares.allSatisfy({ $0 > GramAliases.leastShare }) {
            aliases = []
            return
        }
        var (kept, aliases): ([Int], [Alias]) = ([], [])
        for place in places {
            let square = gram[place, place]
            guard let factor = Cholesky(GramAliases.part(gram, kept, kept)) else { break }
            let products = kept.map { gram[$0, place] }
            let shares = factor.solve(products)
            let left = square - zip(products, shares).reduce(0) { $0 + $1.0 * $1.1 }
            if left > GramAliases.leastShare * square {
                kept.append(place)
            } else {
                aliases.append(Alias(place: place, shares: Array(zip(kept, shares))))
            }
        }
        self.aliases = aliases
    }

    private static func part(_ gram: Matrix, _ rows: [Int], _ columns: [Int]) -> Matrix {
        Matrix(rows: rows.count, columnCount: columns.count) { j in rows.map { gram[$0, columns[j]] } }
    }
}
