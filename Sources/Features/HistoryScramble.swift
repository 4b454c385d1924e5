import Signals
import Tables

/// Rewrites everything of a history that became known at or after a cut-off, account by account: readings and facts are
/// deleted, altered, moved and added, later renewals and outcomes redrawn, and all columns that are for people.
/// What was known before stays as it was, to the bit.
struct HistoryScramble {
    let history: SignalHistory
    /// By account.
    let cutoffs: [Instant]
    /// By account: renewals that are known to be due together, so that they are neither taken away nor preceded by another;
    /// only their fate is drawn. Empty: none is known.
    private let terms: [[Renewal]]
    private var random: SeededGenerator
    private let calendar: BusinessCalendar

    init(_ history: SignalHistory, cutoffs: [Instant], terms: [[Renewal]] = [], seed: UInt64) {
        (self.history, self.cutoffs, self.terms) = (history, cutoffs, terms)
        (random, calendar) = (SeededGenerator(seed: seed), history.calendar)
    }

    mutating func scrambled() -> SignalHistory {
        let (accounts, renewals, events, facts) = (accounts(), renewals(), events(), facts())
        return history.replacing(accounts: accounts, renewals: renewals, events: events, facts: facts)
    }

    /// The renewal that a row is anchored on, with another fate.
    mutating func refated(_ renewal: Renewal) -> Renewal {
        let decided = day(notBefore: cutoffs[renewal.account])
        return Renewal(
            account: renewal.account, date: renewal.date, outcome: outcome(), product: renewal.product,
            termStart: renewal.termStart, termMonths: renewal.termMonths, arrBefore: renewal.arrBefore,
            arrAfter: random.scrambledValue(), currency: renewal.currency, decidedOn: decided,
            id: renewal.id, autoRenews: renewal.autoRenews)
    }

    // MARK: Draws

    private mutating func outcome() -> Outcome { Outcome.allCases[random.below(Outcome.allCases.count)] }

    /// At the cut-off itself, just after it, or within 600 days.
    private mutating func later(_ cutoff: Instant) -> Int64 {
        switch random.below(6) {
        case 0: cutoff.nanoseconds
        case 1: cutoff.nanoseconds + 1
        default: cutoff.nanoseconds + Int64(random.below(600 * 86_400)) * Instant.perSecond
        }
    }

    /// Up to 600 days before the cut-off or after it.
    private mutating func anyTime(_ cutoff: Instant) -> Int64 {
        cutoff.nanoseconds + Int64(random.below(1200 * 86_400) - 600 * 86_400) * Instant.perSecond
    }

    /// A day whose midnight is at or after the cut-off.
    private mutating func day(notBefore cutoff: Instant) -> Day {
        calendar.day(of: Instant(nanoseconds: cutoff.nanoseconds - 1)) + (1 + random.below(600))
    }

    /// When something was and when it became known, at least one of them at or after the cut-off.
    private mutating func unknownTimes(_ cutoff: Instant) -> (was: Int64, known: Int64) {
        random.below(2) == 0 ? (anyTime(cutoff), later(cutoff)) : (later(cutoff), anyTime(cutoff))
    }

    // MARK: Tables

    /// Names, notes and contacts are for people: none may reach a feature. A signature still to come is redrawn.
    private mutating func accounts() -> [Account] {
        var accounts: [Account] = []
        for (index, account) in history.accounts.enumerated() {
            let noise = "scrambled \(random.below(1000))"
            var signed = account.signedOn
            if let day = signed, calendar.midnight(of: day) >= cutoffs[index] {
                signed = self.day(notBefore: cutoffs[index])
            }
            accounts.append(
                Account(
                    id: account.id, name: noise, parentID: noise, signedOn: signed, primaryContact: noise, csm: noise,
                    notes: noise))
        }
        return accounts
    }

    private mutating func renewals() -> [Renewal] {
        var renewals: [Renewal] = []
        for renewal in history.renewals {
            let cutoff = cutoffs[renewal.account]
            if renewal.isDecided(before: cutoff, in: calendar) {
                renewals.append(renewal)
            } else if random.below(3) > 0 || (!terms.isEmpty && terms[renewal.account].contains(renewal)) {
                renewals.append(refated(renewal))
            }
        }
        for account in history.accounts.indices where random.below(2) == 0 {
            var date = day(notBefore: cutoffs[account])
            if !terms.isEmpty {
                guard let term = terms[account].first else { continue }
                date = max(date, term.date + (1 + random.below(600)))
            }
            renewals.append(
                Renewal(
                    account: account, date: date, outcome: outcome(), arrBefore: random.scrambledValue(),
                    arrAfter: random.scrambledValue()))
        }
        return renewals
    }

    private mutating func events() -> EventColumns {
        let source = history.events.columns()
        var out = EventColumns(
            signalNames: source.signalNames, userNames: source.userNames + ["scrambled"],
            tagNames: source.tagNames + ["scrambled"])
        for row in 0..<source.count {
            let known = source.knownAt.isEmpty ? source.occurredAt[row] : source.knownAt[row]
            let cutoff = cutoffs[Int(source.accounts[row])].nanoseconds
            if source.occurredAt[row] < cutoff && known < cutoff {
                out.append(
                    account: source.accounts[row], signal: source.signals[row], occurred: source.occurredAt[row],
                    known: known, value: source.values[row], user: source.users.isEmpty ? -1 : source.users[row],
                    tag: source.tags.isEmpty ? -1 : source.tags[row])
            } else if random.below(3) > 0 {
                addReading(account: source.accounts[row], to: &out)
            }
        }
        guard !source.signalNames.isEmpty else { return out }
        for account in history.accounts.indices {
            for _ in 0..<(4 + random.below(2 * source.signalNames.count)) {
                addReading(account: Int32(account), to: &out)
            }
        }
        return out
    }

    private mutating func addReading(account: Int32, to out: inout EventColumns) {
        let times = unknownTimes(cutoffs[Int(account)])
        out.append(
            account: account, signal: Int32(random.below(out.signalNames.count)), occurred: times.was,
            known: times.known,
            value: random.scrambledValue(), user: Int32(random.below(out.userNames.count + 1) - 1),
            tag: Int32(random.below(out.tagNames.count + 1) - 1))
    }

    private mutating func facts() -> FactColumns {
        let source = history.facts.columns()
        var out = FactColumns(
            factNames: source.factNames, valueTexts: source.valueTexts + ["scrambled", "77", "yes", "no"])
        for row in 0..<source.count {
            let cutoff = cutoffs[Int(source.accounts[row])]
            let bound = cutoff.nanoseconds
            if source.knownAt[row] < bound && source.validFrom[row] < bound {
                let end =
                    source.validTo[row] < bound ? source.validTo[row] : random.below(2) == 0 ? .max : later(cutoff)
                out.append(
                    account: source.accounts[row], fact: source.facts[row], from: source.validFrom[row], to: end,
                    known: source.knownAt[row], value: source.values[row])
            } else if random.below(3) > 0 {
                addFact(account: source.accounts[row], to: &out)
            }
        }
        guard !source.factNames.isEmpty else { return out }
        for account in history.accounts.indices {
            for _ in 0..<(2 + random.below(source.factNames.count + 1)) { addFact(account: Int32(account), to: &out) }
        }
        return out
    }

    private mutating func addFact(account: Int32, to out: inout FactColumns) {
        let cutoff = cutoffs[Int(account)]
        let times = unknownTimes(cutoff)
        out.append(
            account: account, fact: Int32(random.below(out.factNames.count)), from: times.was,
            to: random.below(2) == 0 ? .max : max(times.was, later(cutoff)), known: times.known,
            value: Int32(random.below(out.valueTexts.count)))
    }
}

extension SeededGenerator {
    /// Mostly ordinary, sometimes of a size that nothing swallows.
    mutating func scrambledValue() -> Double {
        let unit = uniform()
        return below(4) == 0 ? unit * 1e9 : unit * 20 - 5
    }
}
