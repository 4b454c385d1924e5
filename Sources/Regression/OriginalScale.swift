/// From centred and scaled columns back to the columns as given.
enum OriginalScale {
    /// b = β / s and a = α - Σ β m / s, the intercept first; nil for columns that were left out.
    /// - Parameters:
    ///   - columns: the places of the columns that stayed, each with its center and scale.
    ///   - count: of all columns.
    static func estimates(
        _ coefficients: [Double], columns: [Int], centers: [Double], scales: [Double], count: Int
    ) -> [Double?] {
        var estimates = [Double?](repeating: nil, count: count + 1)
        var intercept = coefficients[0]
        for (k, j) in columns.enumerated() {
            let slope = coefficients[k + 1] / scales[k]
            estimates[j + 1] = slope
            intercept -= slope * centers[k]
        }
        estimates[0] = intercept
        return estimates
    }
}
