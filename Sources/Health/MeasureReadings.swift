import Tables

/// What one measure's readings say of every row: the points of its map, and how old the readings are.
package struct MeasureReadings: Sendable {
    package let measure: Measure
    /// NaN where missing, however old.
    package let mapped: [Double]
    /// Days; nil where readings do not grow old.
    package let ages: [Double]?

    package init(_ measure: Measure, _ frame: Frame) {
        self.init(measure, measure.mapped(frame), measure.ages(frame))
    }

    package init(_ measure: Measure, _ mapped: [Double], _ ages: [Double]?) {
        (self.measure, self.mapped, self.ages) = (measure, mapped, ages)
    }

    /// After fading and expiry; NaN where missing.
    package var known: [Double] { measure.aged(mapped, ages) }

    /// As they enter the score.
    package var filled: [Double] { measure.filled(known) }
}

extension Measure {
    /// With the points of the policy where missing.
    func filled(_ known: [Double]) -> [Double] {
        let ifMissing = missing.points
        return ifMissing.isNaN ? known : known.map { $0.isNaN ? ifMissing : $0 }
    }
}
