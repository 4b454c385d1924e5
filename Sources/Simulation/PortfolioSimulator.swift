import Signals
import Tables

/// Makes seeded portfolios whose truth is known.
public enum PortfolioSimulator {
    /// Simulates account by account; each has a random stream of its own, so the first accounts of a larger portfolio
    /// of the same seed are those of a smaller one (but for their parents). Errors: options that cannot be simulated.
    public static func simulate(_ options: PortfolioOptions) throws(PortfolioOptionsError) -> SimulatedPortfolio {
        try options.check()
        let lives = (0..<options.accounts).map { number in
            var random = SeededGenerator(seed: options.seed, stream: UInt64(number))
            let profile = AccountProfile(number: number, options: options, &random)
            var simulator = AccountSimulator(profile: profile, options: options, random: random)
            simulator.run()
            return simulator
        }
        return SimulatedPortfolio(lives, parents: parents(of: lives, options), options: options)
    }

    /// Some small accounts belong to an enterprise account that stands before them, so chains end.
    private static func parents(of lives: [AccountSimulator], _ options: PortfolioOptions) -> [String?] {
        var random = SeededGenerator(seed: options.seed, stream: .max)
        var enterprises: [String] = []
        return lives.map { life in
            let isChild = random.chance(options.subsidiaryShare) && life.profile.segment != "enterprise"
            let parent = isChild && !enterprises.isEmpty ? random.element(enterprises) : nil
            if life.profile.segment == "enterprise" { enterprises.append(life.profile.id) }
            return parent
        }
    }
}

/// A simulated portfolio: the columns that a source would give, and the truth behind them.
public struct SimulatedPortfolio: Sendable {
    /// What was asked for.
    public let options: PortfolioOptions
    /// All customers.
    public let accounts: [Account]
    /// industry, segment, region, employees: undated.
    public let attributes: Frame
    /// All decisions.
    public let renewals: [Renewal]
    /// All readings.
    public let events: EventColumns
    /// All dated attributes.
    public let facts: FactColumns
    /// What made the losses.
    public let truth: SimulationTruth

    init(_ lives: [AccountSimulator], parents: [String?], options: PortfolioOptions) {
        self.options = options
        let end = midnight(options.lastDay)
        let profiles = lives.map(\.profile)
        accounts = zip(profiles, parents).map { profile, parent in
            Account(
                id: profile.id, name: profile.name, parentID: parent, signedOn: profile.signedOn,
                primaryContact: profile.contact, csm: profile.csm)
        }
        attributes = Frame(
            columns: [
                FrameColumn("industry", .categories(Categories(profiles.map(\.industry)))),
                FrameColumn("segment", .categories(Categories(profiles.map(\.segment)))),
                FrameColumn("region", .categories(Categories(profiles.map(\.region)))),
                FrameColumn("employees", .numbers(profiles.map { Double($0.employees) })),
            ], rowCount: profiles.count)
        renewals = lives.flatMap(\.renewals)
        truth = SimulationTruth(renewals: lives.flatMap(\.truths))
        events = EventColumns(lives.map(\.ledger), knownBefore: end)
        facts = FactColumns(lives.map(\.ledger), knownBefore: end)
    }

    /// The portfolio as a history, in UTC.
    public var history: SignalHistory {
        SignalHistory(accounts: accounts, attributes: attributes, renewals: renewals, events: events, facts: facts)
    }
}
