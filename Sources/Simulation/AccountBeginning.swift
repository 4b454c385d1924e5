import Signals

extension AccountSimulator {
    /// What is on record when the data begin: the facts, a first executive touch, a first reading of all that the truth
    /// takes a mean of.
    mutating func begin(on day: Day) {
        ledger.state("champion_present", "yes", from: day)
        ledger.state("champion_influence", "\(random.integer(2...5))", from: day)
        ledger.state("csm", profile.csm, from: day)
        ledger.state("seats_licensed", "\(profile.seats)", from: day)
        ledger.state("products_owned", "\(products)", from: day)
        ledger.state(
            "plan", profile.segment == "smb" ? "basic" : profile.segment == "mid" ? "plus" : "enterprise", from: day)
        headcount(day, factor: 1)
        ledger.read("exec_touch", midnight(day), tag: "executive")
    }

    /// A headcount becomes known weeks later and is sometimes restated.
    mutating func headcount(_ day: Day, factor: Double) {
        let known = random.integer(5...40)
        let count = max(1, Int(Double(profile.employees) * factor))
        let isRestated = random.chance(0.15)
        if isRestated { ledger.state("headcount", "\(max(1, count * 9 / 10))", from: day, knownAfter: known) }
        ledger.state("headcount", "\(count)", from: day, knownAfter: known + (isRestated ? 45 : 0))
    }

    /// A champion leaves; it is known days later, and hits the mood. Another may come.
    mutating func championLeaves(_ day: Day) {
        hasChampion = false
        mood += 0.7
        ledger.state("champion_present", "no", from: day, knownAfter: random.integer(0...20))
        championReturns = day + random.integer(60...420)
    }

    mutating func championArrives(_ day: Day) {
        hasChampion = true
        championReturns = nil
        ledger.state("champion_present", "yes", from: day, knownAfter: random.integer(0...10))
        ledger.state("champion_influence", "\(random.integer(1...4))", from: day)
    }
}
