import Foundation

/// Fisher's exact test of two shares (The Design of Experiments, 1935): exact in the smallest counts.
public enum FisherExact {
    /// P(X ≥ `hits`) where X of `hits + otherHits` marked ones fall among `count` of `count + otherCount` by chance alone:
    /// how surprising it is that the first group holds so many. Preconditions: hits are at most their counts, none negative.
    public static func upperTail(hits: Int, of count: Int, otherHits: Int, of otherCount: Int) -> Double {
        precondition(
            (0...count).contains(hits) && (0...otherCount).contains(otherHits), "hits are at most their counts")
        let marked = hits + otherHits
        let all = Elementary.logChoose(Double(count + otherCount), Double(marked))
        var sum = 0.0
        for k in hits...max(hits, min(count, marked)) where marked - k <= otherCount {
            sum += exp(
                Elementary.logChoose(Double(count), Double(k))
                    + Elementary.logChoose(Double(otherCount), Double(marked - k)) - all)
        }
        return min(sum, 1)
    }
}
