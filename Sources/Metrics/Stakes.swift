/// What is at stake in each row, where it is known. Metrics that need what is not given are left out.
public struct Stakes: Sendable, Equatable {
    /// What an account is worth, for example its ARR: what ARR-weighted metrics count by and campaigns may save.
    public let amounts: [Double]?
    /// What right and wrong decisions cost.
    public let costs: DecisionCosts?
    /// How many rows can be acted upon: the top N by score.
    public let capacity: Double?
    /// The campaign of the profit metrics.
    public let campaign: Campaign

    /// Everything that is known of the rows; what is not given leaves out the metrics that need it.
    public init(
        amounts: [Double]? = nil, costs: DecisionCosts? = nil, capacity: Double? = nil, campaign: Campaign = Campaign()
    ) {
        (self.amounts, self.costs, self.capacity, self.campaign) = (amounts, costs, capacity, campaign)
    }

    /// - Throws: `MetricError` where a stake is not finite, an amount negative, an error costs less than being right, or there is not
    ///   one a row. Scores are checked against it too; who trains first asks before.
    public func check(count: Int) throws(MetricError) {
        if let amounts {
            guard amounts.count == count else { throw .lengthsDiffer }
            if let row = amounts.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) { throw .badAmount(row: row) }
        }
        if let costs {
            guard costs.count == count else { throw .lengthsDiffer }
            if let row = (0..<count).first(where: { !costs.isSensible($0) }) { throw .badCost(row: row) }
        }
        if let capacity, !(capacity > 0 && capacity.isFinite) { throw .badCapacity }
        if !campaign.isSensible { throw .badCampaign }
    }

    /// Those of some rows; what concerns all stays.
    public func rows<Index: BinaryInteger>(_ rows: [Index]) -> Stakes {
        Stakes(
            amounts: amounts.map { amounts in rows.map { amounts[Int($0)] } }, costs: costs?.rows(rows),
            capacity: capacity, campaign: campaign)
    }
}

/// What deciding to act costs, row by row, by what would have happened: acting on a kept account is a false positive.
/// In any one unit. Benefits are negative costs.
public struct DecisionCosts: Sendable, Equatable {
    /// Of acting on an account that would have stayed, one a row.
    public let falsePositive: [Double]
    /// Of leaving alone an account that is lost, one a row.
    public let falseNegative: [Double]
    /// Of acting on an account that is lost, one a row.
    public let truePositive: [Double]
    /// Of leaving alone an account that stays, one a row.
    public let trueNegative: [Double]

    /// - Parameter falsePositive: of acting on an account that stays, one a row.
    /// - Parameter falseNegative: of leaving alone an account that is lost, one a row.
    /// - Parameter truePositive: of acting on an account that is lost, one a row; 0 where not given.
    /// - Parameter trueNegative: of leaving alone an account that stays, one a row; 0 where not given.
    /// Precondition: all have one value a row.
    public init(
        falsePositive: [Double], falseNegative: [Double], truePositive: [Double]? = nil, trueNegative: [Double]? = nil
    ) {
        let none = [Double](repeating: 0, count: falsePositive.count)
        (self.falsePositive, self.falseNegative) = (falsePositive, falseNegative)
        (self.truePositive, self.trueNegative) = (truePositive ?? none, trueNegative ?? none)
        let counts = [falseNegative.count, self.truePositive.count, self.trueNegative.count]
        precondition(counts.allSatisfy { $0 == falsePositive.count }, "one cost of each kind a row")
    }

    /// How many rows there are.
    public var count: Int { falsePositive.count }

    /// Finite, and no error is cheaper than being right: else there is no threshold.
    func isSensible(_ row: Int) -> Bool {
        let (ofAction, ofNone) = (falsePositive[row] - trueNegative[row], falseNegative[row] - truePositive[row])
        return ofAction.isFinite && ofNone.isFinite && ofAction >= 0 && ofNone >= 0
    }

    /// The probability from which on acting costs less than not acting: (FP - TN) / (FP - TN + FN - TP) (Elkan 2001, "The
    /// foundations of cost-sensitive learning"). NaN where nothing is at stake.
    public func threshold(_ row: Int) -> Double {
        let (ofAction, ofNone) = (falsePositive[row] - trueNegative[row], falseNegative[row] - truePositive[row])
        return ofAction / (ofAction + ofNone)
    }

    func cost(_ row: Int, acting: Bool, event: Bool) -> Double {
        acting ? (event ? truePositive : falsePositive)[row] : (event ? falseNegative : trueNegative)[row]
    }

    func rows<Index: BinaryInteger>(_ rows: [Index]) -> DecisionCosts {
        func taken(_ values: [Double]) -> [Double] { rows.map { values[Int($0)] } }
        return DecisionCosts(
            falsePositive: taken(falsePositive), falseNegative: taken(falseNegative),
            truePositive: taken(truePositive), trueNegative: taken(trueNegative))
    }
}

/// A retention campaign in the sense of Verbeke et al. (2012) and Verbraken et al. (2013): who is contacted costs `contact`;
/// a share γ of the contacted that would leave accepts an incentive, worth `incentive` times the account's amount, and
/// stays; who would have stayed anyway takes it too.
public struct Campaign: Sendable, Equatable {
    /// Cost of contacting one account, in the unit of the amounts. Default 15 and 5 %: empulse's.
    public let contact: Double
    /// Share of its amount that an account is given.
    public let incentive: Double
    /// Acceptance γ ~ Beta(α, β), mean α / (α + β). Default Beta(6, 14), mean 0.3 (Verbraken et al. 2013).
    public let alpha: Double
    /// Second parameter of the acceptance's Beta distribution, above 0.
    public let beta: Double

    /// The defaults are those of Verbraken et al. (2013) and of the package empulse.
    public init(contact: Double = 15, incentive: Double = 0.05, alpha: Double = 6, beta: Double = 14) {
        (self.contact, self.incentive, self.alpha, self.beta) = (contact, incentive, alpha, beta)
    }

    /// Mean of the acceptance, α / (α + β).
    public var acceptance: Double { alpha / (alpha + beta) }

    var isSensible: Bool {
        contact >= 0 && contact.isFinite && (0...1).contains(incentive) && alpha > 0 && beta > 0 && alpha.isFinite
            && beta.isFinite
    }
}
