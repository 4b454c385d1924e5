import Signals

/// What portfolio is to be simulated. The same options give the same bytes on every machine.
public struct PortfolioOptions: Sendable, Equatable {
    /// The same seed gives the same portfolio.
    public var seed: UInt64
    /// How many customers there are.
    public var accounts: Int
    /// The first day with readings.
    public var firstDay: Day
    /// The day on which the data was drawn: nothing that becomes known on it or later is in it, and renewals from it on
    /// are pending.
    public var lastDay: Day
    /// Share of renewals that are lost whatever the signals say. Default 2%; 0 makes the truth exactly logistic.
    public var surpriseShare: Double
    /// Share of logins and tickets that become known one to thirty days after they occurred.
    public var lateShare: Double
    /// Share of accounts that leave almost no readings of usage and support.
    public var quietShare: Double
    /// Share of accounts with terms of 24 months; the others renew yearly.
    public var multiYearShare: Double
    /// Share of accounts that belong to a parent.
    public var subsidiaryShare: Double

    /// Errors: a share outside 0...1, no account, or less than 400 days.
    public init(
        seed: UInt64 = 42, accounts: Int = 400, firstDay: Day = Day(year: 2022, month: 1, day: 1)!,
        lastDay: Day = Day(year: 2026, month: 6, day: 30)!, surpriseShare: Double = 0.02, lateShare: Double = 0.03,
        quietShare: Double = 0.04, multiYearShare: Double = 0.12, subsidiaryShare: Double = 0.06
    ) throws(PortfolioOptionsError) {
        (self.seed, self.accounts, self.firstDay, self.lastDay) = (seed, accounts, firstDay, lastDay)
        (self.surpriseShare, self.lateShare, self.quietShare) = (surpriseShare, lateShare, quietShare)
        (self.multiYearShare, self.subsidiaryShare) = (multiYearShare, subsidiaryShare)
        try check()
    }

    /// Errors as for `init`; called again before a simulation, because the members may be changed.
    public func check() throws(PortfolioOptionsError) {
        guard (1...1_000_000).contains(accounts) else {
            throw PortfolioOptionsError("accounts \(accounts): expected 1 to 1000000")
        }
        guard lastDay - firstDay >= 400 else {
            throw PortfolioOptionsError("\(firstDay) to \(lastDay) is too short: expected 400 days or more")
        }
        let shares = [
            ("surprise share", surpriseShare), ("late share", lateShare), ("quiet share", quietShare),
            ("multi-year share", multiYearShare), ("subsidiary share", subsidiaryShare),
        ]
        for (name, share) in shares where !(0...1).contains(share) {
            throw PortfolioOptionsError("\(name) \(share): expected 0 to 1")
        }
    }
}

/// Options that cannot be simulated, in one line.
public struct PortfolioOptionsError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
