/// Sorting by the bits of a double, eleven at a time, least significant first; digits that all keys share are skipped.
enum RadixSort {
    private static let bits = 11
    private static let buckets = 1 << bits

    /// A number that is greater where the score is; equal for 0 and -0.
    static func key(_ score: Double) -> UInt64 {
        let pattern = (score + 0).bitPattern
        return pattern >> 63 == 1 ? ~pattern : pattern | 1 << 63
    }

    /// Row numbers by falling score, tied rows by their number. Precondition: no NaN, fewer than 2³¹ rows.
    static func fallingOrder(_ scores: [Double]) -> [Int32] {
        var keys = scores.map { ~key($0) }
        var rows = Array(0..<Int32(scores.count))
        var (nextKeys, nextRows) = (keys, rows)
        for (shift, histogram) in digits(keys) {
            var places = starts(histogram)
            for index in keys.indices {
                let digit = Int(truncatingIfNeeded: keys[index] >> shift) & (buckets - 1)
                let place = Int(places[digit])
                places[digit] += 1
                nextKeys[place] = keys[index]
                nextRows[place] = rows[index]
            }
            swap(&keys, &nextKeys)
            swap(&rows, &nextRows)
        }
        return rows
    }

    /// The keys, rising.
    static func sorted(_ keys: consuming [UInt64]) -> [UInt64] {
        var keys = keys
        var next = keys
        for (shift, histogram) in digits(keys) {
            var places = starts(histogram)
            for index in keys.indices {
                let key = keys[index]
                let digit = Int(truncatingIfNeeded: key >> shift) & (buckets - 1)
                next[Int(places[digit])] = key
                places[digit] += 1
            }
            swap(&keys, &next)
        }
        return keys
    }

    /// How often each digit occurs, for the digits in which keys differ, counted in one pass.
    private static func digits(_ keys: [UInt64]) -> [(shift: UInt64, histogram: [UInt32])] {
        let shifts = Array(stride(from: UInt64(0), to: 64, by: bits))
        var counts = [UInt32](repeating: 0, count: shifts.count * buckets)
        for key in keys {
            for (number, shift) in shifts.enumerated() {
                counts[number * buckets + (Int(truncatingIfNeeded: key >> shift) & (buckets - 1))] += 1
            }
        }
        return shifts.enumerated().compactMap { number, shift in
            let histogram = Array(counts[(number * buckets)..<((number + 1) * buckets)])
            return histogram.contains(UInt32(keys.count)) ? nil : (shift, histogram)
        }
    }

    private static func starts(_ histogram: [UInt32]) -> [UInt32] {
        var (starts, sum) = (histogram, UInt32(0))
        for bucket in histogram.indices {
            starts[bucket] = sum
            sum += histogram[bucket]
        }
        return starts
    }
}
