/// Rows as names down a vertical axis.
struct Ranking {
    /// So many names are drawn; a longer list is read in the table.
    static let limit = 40
    /// Pixels a name.
    static let pitch = 24

    /// The names drawn, from the top; where a name stands in several rows they share its line.
    let names: [String]
    /// How many names are not drawn.
    let more: Int
    /// The rows of the names drawn, in the order of `names`.
    let rows: FigureRows

    /// The rows ranked by `size`, the largest first, then by name; missing sizes last.
    init(_ rows: FigureRows, by column: String, _ size: [Double]) {
        let labels = rows.texts(column)
        let order = labels.indices.sorted { a, b in
            let (x, y) = (size[a].isNaN ? -1 : size[a], size[b].isNaN ? -1 : size[b])
            return x != y ? x > y : labels[a] < labels[b]
        }
        var seen: Set<String> = []
        let ranked = order.filter { seen.insert(labels[$0]).inserted }.map { labels[$0] }
        names = Array(ranked.prefix(Ranking.limit))
        more = ranked.count - names.count
        let shown = Set(names)
        self.rows = rows.selecting(order.filter { shown.contains(labels[$0]) })
    }

    /// Height of a figure with a line a name and `extra` pixels around them.
    func height(_ extra: Int = 110) -> Int { names.count * Ranking.pitch + extra }
}
