/// Suggestions for a mistyped name.
public enum NearestName {
    /// The known name with the smallest edit distance to `name`, if it is near enough to be a typing mistake
    /// (distance at most 2, or a third of the name's length). Ties go to the first in sorted order. Where none is, the only
    /// known name that `name` is the beginning of, at least three letters of it: `account` for `account_id`.
    public static func of(_ name: String, among known: some Sequence<String>) -> String? {
        let bound = max(2, name.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in known.sorted() {
            let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
            if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name ?? completion(of: name, among: known)
    }

    private static func completion(of name: String, among known: some Sequence<String>) -> String? {
        let found = Set(known.filter { $0.lowercased().hasPrefix(name.lowercased()) })
        return name.count >= 3 && found.count == 1 ? found.first : nil
    }

    /// `, did you mean "x"?`, or the known names, or nothing: what an error puts behind an unknown name.
    public static func hint(for name: String, among known: some Collection<String>) -> String {
        if let nearest = of(name, among: known) { return ", did you mean \"\(nearest)\"?" }
        guard !known.isEmpty, known.count <= 30 else { return "" }
        return " (known: \(known.sorted().joined(separator: ", ")))"
    }

    /// Levenshtein distance with transposition of neighbours (optimal string alignment).
    static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...max(1, a.count) where !a.isEmpty {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...max(1, b.count) where !b.isEmpty {
                let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
