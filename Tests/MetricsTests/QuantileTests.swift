import Metrics
import Testing

/// Ends of bootstrap intervals.
struct QuantileTests {
    @Test func theEndsLieAtPlacesOfOneMoreReplicate() {
        // 39 replicates: 2.5% of 40 is the first, 97.5% the last.
        let values = (1...39).map(Double.init)
        #expect(Quantile.percentileInterval(values.reversed()) == 1...39)
        // 79: the second and the last but one.
        #expect(Quantile.percentileInterval((1...79).map(Double.init)) == 2...78)
        // Between two places, and beyond the ends.
        #expect(Quantile.percentileInterval((1...59).map(Double.init)) == 1.5...58.5)
        #expect(Quantile.percentileInterval([3, 1, 2]) == 1...3)
        #expect(Quantile.percentileInterval([7]) == 7...7)
    }
}
