import Features
import Signals
import Tables

/// Changes that must decide nothing, or exactly what a law says.
extension RandomPortfolio {
    /// Everything moved by whole days. The begin of a term is given outright: months are not all of one length.
    func shifted(days: Int) -> RandomPortfolio {
        var copy = self
        let time = Int64(days) * Instant.perDay
        copy.accounts = accounts.map {
            Account(id: $0.id, name: $0.name, signedOn: $0.signedOn.map { $0 + days }, notes: $0.notes)
        }
        copy.renewals = renewals.map { $0.shifted(days: days) }
        for row in readings.indices {
            copy.readings[row].occurred += time
            copy.readings[row].known += time
        }
        for row in facts.indices {
            copy.facts[row].from += time
            copy.facts[row].known += time
            if facts[row].to != .max { copy.facts[row].to += time }
        }
        return copy
    }

    /// Other ids, names and users.
    func renamed() -> RandomPortfolio {
        var copy = self
        copy.accounts = accounts.enumerated().map { Account(id: "customer \($0)", name: "x", signedOn: $1.signedOn) }
        copy.userNames = userNames.indices.map { "someone \(userNames.count - $0)" }
        return copy
    }

    /// The rows of every table in another order, and other numbers for the same names; `places` says where each account
    /// went.
    func shuffled(_ random: inout SeededGenerator) -> (portfolio: RandomPortfolio, places: [Int]) {
        var copy = self
        let order = random.permutation(accounts.count)
        var places = order
        for (place, old) in order.enumerated() { places[old] = place }
        copy = copy.keeping(order)
        copy.renewals = random.shuffled(copy.renewals)
        copy.readings = random.shuffled(copy.readings)
        copy.facts = random.shuffled(copy.facts)
        copy.recode(&random)
        return (copy, places)
    }

    private mutating func recode(_ random: inout SeededGenerator) {
        let (signals, users, tags) = (
            random.recoding(signalNames), random.recoding(userNames), random.recoding(tagNames)
        )
        let (names, texts) = (random.recoding(factNames), random.recoding(valueTexts))
        (signalNames, userNames, tagNames) = (signals.names, users.names, tags.names)
        (factNames, valueTexts) = (names.names, texts.names)
        for row in readings.indices {
            readings[row].signal = Int(signals.code(Int32(readings[row].signal)))
            readings[row].user = Int(users.code(Int32(readings[row].user)))
            readings[row].tag = Int(tags.code(Int32(readings[row].tag)))
        }
        for row in facts.indices {
            facts[row].fact = Int(names.code(Int32(facts[row].fact)))
            facts[row].value = Int(texts.code(Int32(facts[row].value)))
        }
    }

    /// Only these accounts, in this order.
    func keeping(_ kept: [Int]) -> RandomPortfolio {
        var places = [Int?](repeating: nil, count: accounts.count)
        for (place, old) in kept.enumerated() { places[old] = place }
        var copy = self
        copy.accounts = kept.map { accounts[$0] }
        copy.industries = kept.map { industries[$0] }
        copy.employees = kept.map { employees[$0] }
        copy.renewals = renewals.compactMap { renewal in places[renewal.account].map { renewal.of(account: $0) } }
        copy.readings = readings.compactMap { reading in
            places[reading.account].map { place in
                var moved = reading
                moved.account = place
                return moved
            }
        }
        copy.facts = facts.compactMap { fact in
            places[fact.account].map { place in
                var moved = fact
                moved.account = place
                return moved
            }
        }
        return copy
    }

    /// The accounts of another portfolio behind one's own, with users, tags, signals and values that one does not know.
    func adding(_ other: RandomPortfolio) -> RandomPortfolio {
        var copy = self
        let (accountCount, signalCount) = (accounts.count, signalNames.count)
        let (userCount, tagCount, textCount) = (userNames.count, tagNames.count, valueTexts.count)
        copy.accounts += other.accounts.map { Account(id: "added " + $0.id, signedOn: $0.signedOn) }
        copy.industries += other.industries
        copy.employees += other.employees
        copy.renewals += other.renewals.map { $0.of(account: $0.account + accountCount) }
        copy.signalNames.append("added")
        copy.userNames += other.userNames.map { "added " + $0 }
        copy.tagNames += other.tagNames.map { "added " + $0 }
        copy.valueTexts += other.valueTexts.map { "added " + $0 }
        for reading in other.readings {
            var moved = reading
            moved.account += accountCount
            if moved.signal == 0, moved.value > 10 { moved.signal = signalCount }
            if moved.user >= 0, hasUsers { moved.user += userCount }
            if moved.tag >= 0, hasTags, moved.value > 0 { moved.tag += tagCount }
            if !hasKnown { moved.known = moved.occurred }
            copy.readings.append(moved)
        }
        for fact in other.facts {
            var moved = fact
            moved.account += accountCount
            if moved.value % 2 == 0 { moved.value += textCount }
            copy.facts.append(moved)
        }
        return copy
    }

    /// More readings, facts and renewals of some accounts, at any time.
    func disturbing(_ accounts: [Int], _ random: inout SeededGenerator) -> RandomPortfolio {
        var copy = self
        let donor = RandomPortfolio(seed: random.next(), zone: calendar.name)
        for account in accounts {
            copy.renewals += donor.renewals.filter { $0.account == 0 }.map { $0.of(account: account) }
            for reading in donor.readings
            where reading.account == account % donor.accounts.count && reading.occurred > .min {
                var moved = reading
                moved.account = account
                moved.occurred += calendar.midnight(of: origin).nanoseconds
                moved.occurred -= calendar.midnight(of: donor.origin).nanoseconds
                moved.known = moved.occurred
                copy.readings.append(moved)
            }
            for fact in donor.facts where fact.account == account % donor.accounts.count {
                var moved = fact
                moved.account = account
                copy.facts.append(moved)
            }
        }
        return copy
    }

    func scaled(by factor: Double) -> RandomPortfolio {
        var copy = self
        for row in readings.indices { copy.readings[row].value *= factor }
        return copy
    }
}

extension Renewal {
    func of(account: Int) -> Renewal {
        Renewal(
            account: account, date: date, outcome: outcome, product: product, termStart: termStart,
            termMonths: termMonths, arrBefore: arrBefore, arrAfter: arrAfter, currency: currency, decidedOn: decidedOn,
            id: id, autoRenews: autoRenews)
    }

    func shifted(days: Int) -> Renewal {
        Renewal(
            account: account, date: date + days, outcome: outcome, product: product,
            termStart: termBegin.map { $0 + days }, termMonths: termMonths, arrBefore: arrBefore, arrAfter: arrAfter,
            currency: currency, decidedOn: decidedOn.map { $0 + days }, id: id, autoRenews: autoRenews)
    }
}

extension Anchor {
    /// The same row of the account under another number.
    func of(account: Int, calendar: BusinessCalendar) -> Anchor {
        Anchor(
            account: account, asOf: asOf, renewal: renewal?.of(account: account),
            alongside: alongside.map { $0.of(account: account) }, isWholeDecision: isWholeDecision, calendar: calendar)
    }

    func shifted(days: Int, calendar: BusinessCalendar) -> Anchor {
        Anchor(
            account: account, asOf: asOf + days, renewal: renewal?.shifted(days: days),
            alongside: alongside.map { $0.shifted(days: days) }, isWholeDecision: isWholeDecision, calendar: calendar)
    }
}
