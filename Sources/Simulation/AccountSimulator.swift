import Signals
import Tables

/// The life of one account, day by day. A slow hidden mood (0 is normal, higher is worse) moves all signals; the
/// outcome of a renewal depends on nothing but the features of `SimulationTruth`, unless it is a surprise.
struct AccountSimulator {
    let profile: AccountProfile
    let options: PortfolioOptions
    var random: SeededGenerator
    var ledger = AccountLedger()
    private(set) var renewals: [Renewal] = []
    private(set) var truths: [SimulationTruth.RenewalTruth] = []

    /// The hidden mood, redrawn every 30 days, and what it drifts to.
    var mood = 0.0
    private var tendency = 0.0
    /// Growth or decay of usage in a year.
    private var growth = 0.0
    /// What is personal: how much this account uses the product, how late it pays, how slowly it answers.
    private(set) var activity = 1.0
    private(set) var lateness = 0.0
    private(set) var slowness = 1.0
    var hasChampion = true
    var championReturns: Day?
    var products = 1
    /// What is agreed a year, from the next renewal on, and what is charged until then: decisions are drawn 90 days ahead.
    private var amount = 0.0
    private(set) var price = 0.0
    var openTickets: [(day: Day, tag: String)] = []
    var openEscalation: Day?

    init(profile: AccountProfile, options: PortfolioOptions, random: SeededGenerator) {
        (self.profile, self.options, self.random) = (profile, options, random)
        tendency = 0.5 * self.random.normal()
        growth = 0.25 * self.random.normal() - 0.2 * tendency
        activity = exponential(0.45 * self.random.normal())
        lateness = max(0, 4 + 6 * self.random.normal())
        slowness = exponential(0.4 * self.random.normal())
        products = 1 + self.random.integer(0...3)
        amount = profile.annualAmount
        price = amount
    }

    /// Renewals whose history is too short for the truth's windows are left out of the data.
    private static let warmUp = 280

    mutating func run() {
        let start = max(profile.signedOn, options.firstDay)
        begin(on: start)
        var (term, day) = (1, start)
        var isAlive = true
        while isAlive {
            let previous = profile.signedOn.adding(months: profile.termMonths * (term - 1))
            let date = profile.signedOn.adding(months: profile.termMonths * term)
            term += 1
            if date < options.firstDay + AccountSimulator.warmUp { continue }
            let cutoff = date - SimulationTruth.leadDays
            while day < min(cutoff, options.lastDay) { live(&day, leaving: false) }
            let isLost = decide(date, termStart: previous)
            while day < min(date, options.lastDay) { live(&day, leaving: isLost) }
            price = amount
            isAlive = !isLost && date < options.lastDay
        }
    }

    private mutating func live(_ day: inout Day, leaving: Bool) {
        if (day - max(profile.signedOn, options.firstDay)) % 30 == 0 { changeMood(day) }
        simulateDay(day, leaving: leaving)
        day = day + 1
    }

    private mutating func changeMood(_ day: Day) {
        tendency = 0.97 * tendency + 0.12 * random.normal()
        mood = 0.8 * mood + 0.2 * tendency + 0.45 * random.normal()
    }

    /// How much is used on a day: mood, growth, weekends, holidays.
    func usage(_ day: Day, leaving: Bool) -> Double {
        let years = Double(day - options.firstDay) / 365
        let (_, month, dayOfMonth) = day.components
        let isHoliday = month == 8 || (month == 12 && dayOfMonth > 20)
        let season = isHoliday ? 0.6 : month == 1 ? 1.15 : 1
        let week = day.weekday >= 5 ? 0.15 : 1
        let champion = hasChampion ? 1 : 0.7
        return activity * exponential(-0.55 * mood + growth * (years - 2)) * season * week * champion
            * (leaving ? 0.6 : 1)
    }

    /// Draws the outcome; true where the account is lost.
    private mutating func decide(_ date: Day, termStart: Day) -> Bool {
        let cutoff = date - SimulationTruth.leadDays
        let isPending = date >= options.lastDay
        var isLost = false
        if cutoff <= options.lastDay {
            let features = ledger.features(before: midnight(cutoff))
            let logOdds = SimulationTruth.logOdds(features)
            let isSurprise = random.chance(options.surpriseShare)
            isLost = random.chance(logistic(logOdds)) || isSurprise
            truths.append(
                .init(
                    accountID: profile.id, renewalDate: date, features: features, logOdds: logOdds,
                    isSurprise: isSurprise))
        }
        let outcome = isPending ? .pending : isLost ? .churned : kept()
        let before = amount
        let after = amountAfter(outcome, date)
        let decided = outcome == .pending ? nil : min(date + random.integer(-40...10), options.lastDay - 1)
        renewals.append(
            Renewal(
                account: profile.number, date: date, outcome: outcome, termStart: termStart,
                termMonths: profile.termMonths,
                arrBefore: before, arrAfter: outcome == .pending ? nil : after, currency: "USD", decidedOn: decided))
        return isLost && !isPending
    }

    private mutating func kept() -> Outcome {
        let draw = random.uniform()
        let expansion = 0.28 * exponential(-0.4 * max(-1.5, min(1.5, mood)))
        return draw < expansion ? .expanded : draw < expansion + 0.12 ? .contracted : .renewed
    }

    private mutating func amountAfter(_ outcome: Outcome, _ date: Day) -> Double {
        switch outcome {
        case .churned: return 0
        case .renewed, .pending: return amount
        case .contracted: amount = (amount * (1 - 0.3 * random.uniform()) / 10).rounded(.down) * 10
        case .expanded:
            amount = (amount * (1.05 + 0.3 * random.uniform()) / 10).rounded(.up) * 10
            if products < 5, random.chance(0.6) {
                products += 1
                ledger.state("products_owned", "\(products)", from: date)
            }
        }
        return amount
    }
}
