import Signals

/// What happens on one day. Rates are a day; `stress` above 1 is a worse mood.
extension AccountSimulator {
    mutating func simulateDay(_ day: Day, leaving: Bool) {
        let stress = exponential(0.6 * max(-2.5, min(2.5, mood)))
        usageSignals(day, usage(day, leaving: leaving))
        supportSignals(day, stress)
        paymentSignals(day, stress)
        conversations(day, stress)
        organisation(day, stress)
        news(day)
    }

    /// A moment of the working day.
    mutating func moment(_ day: Day) -> Instant {
        Instant(seconds: Int64(day.number) * 86_400 + Int64(random.integer(7 * 60...19 * 60)) * 60)
    }

    /// nil for most readings; for a few, a time one to thirty days later.
    private mutating func late(_ at: Instant) -> Instant? {
        guard random.chance(options.lateShare) else { return nil }
        return Instant(nanoseconds: at.nanoseconds + Int64(random.integer(1...30)) * Instant.perDay)
    }

    private mutating func usageSignals(_ day: Day, _ usage: Double) {
        let share = profile.isQuiet ? 0.1 : 1
        for user in profile.users where random.chance(min(0.6, 0.035 * usage) * share) {
            let at = moment(day)
            ledger.read("login", at, known: late(at), user: user)
            if user == profile.users[0], hasChampion, random.chance(0.2) {
                ledger.read("champion_activity", at, user: user)
            }
            if random.chance(0.2) {
                let isCore = random.chance(logistic(0.6 - 0.5 * mood))
                let feature =
                    isCore
                    ? random.element(["reports", "workflows", "dashboards"])
                    : random.element(["api", "exports", "mobile", "automations", "forecasts"])
                ledger.read("feature_use", at, user: user, tag: feature)
            }
        }
        if random.chance(0.012 * usage * share) {
            let tag = random.element(["crm", "warehouse", "chat"])
            ledger.read("integration_call", moment(day), value: Double(random.integer(5...400)), tag: tag)
        }
    }

    private mutating func supportSignals(_ day: Day, _ stress: Double) {
        if random.chance(0.011 * stress * (profile.isQuiet ? 0.1 : 1)) { openTicket(day) }
        let tickets = openTickets
        openTickets = []
        for ticket in tickets {
            if day > ticket.day, random.chance(0.2) { closeTicket(day, ticket.tag) } else { openTickets.append(ticket) }
        }
        if openEscalation == nil, random.chance(0.0009 * stress) {
            openEscalation = day
            ledger.read("escalation_opened", moment(day))
        } else if let opened = openEscalation, day - opened > 3, random.chance(0.06) {
            openEscalation = nil
            ledger.read("escalation_closed", moment(day))
        }
    }

    private mutating func closeTicket(_ day: Day, _ tag: String) {
        let at = moment(day)
        ledger.read("ticket_closed", at, tag: tag)
        let sentiment = max(-1, min(1, 0.15 - 0.3 * mood + 0.35 * random.normal()))
        ledger.read("ticket_sentiment", at, value: (sentiment * 100).rounded() / 100)
    }

    private mutating func openTicket(_ day: Day) {
        let draw = random.uniform() + 0.08 * mood
        let tag = draw < 0.35 ? "low" : draw < 0.85 ? "normal" : "urgent"
        let at = moment(day)
        ledger.read("ticket_opened", at, known: late(at), tag: tag)
        openTickets.append((day, tag))
    }

    /// Quarterly invoices, due after 30 days, at the price of the day they are issued: one that is dated back from its due
    /// day would tell a price that is agreed later. Lateness is known on the day of payment, and never above 60 days, so
    /// that each window of 180 days holds a known one.
    private mutating func paymentSignals(_ day: Day, _ stress: Double) {
        let cycle = (day - profile.signedOn) % 91
        if cycle == 0 || (day == options.firstDay && 1...30 ~= cycle) {
            ledger.read("invoice_issued", midnight(day), value: invoiceAmount)
        }
        if cycle == 30 {
            let days = (lateness * stress + 5 * random.normal()).rounded()
            let late = max(0, min(60, days))
            ledger.read("invoice_days_late", midnight(day), known: midnight(day + Int(late)), value: late)
        }
        if random.chance(0.0012 * stress) { ledger.read("payment_failed", moment(day)) }
    }

    private var invoiceAmount: Double { (price / 4 * 100).rounded() / 100 }

    private mutating func conversations(_ day: Day, _ stress: Double) {
        // Every 60 days an answer comes for certain, so that the mean of 180 days is never empty.
        let isDue = (day - profile.signedOn) % 60 == 5
        if isDue || random.chance(0.004) {
            let at = moment(day)
            ledger.read("email_sent", at)
            if isDue || random.chance(0.7) {
                let hours = min(120, max(0.5, (20 + 12 * random.normal()) * slowness * stress))
                let rounded = (hours * 10).rounded() / 10
                ledger.read(
                    "email_reply_hours", at,
                    known: Instant(nanoseconds: at.nanoseconds + Int64(rounded * 3600) * Instant.perSecond),
                    value: rounded)
            }
        }
        if random.chance(0.0085 / stress) {
            ledger.read("exec_touch", midnight(day), tag: random.element(["executive", "champion"]))
        }
        if (day - profile.signedOn) % 91 == 60 { businessReview(day, stress) }
        if random.chance(0.003 / stress) {
            ledger.read("expansion_talk", moment(day), value: Double(random.integer(1...4)))
        }
        if random.chance(0.002 / stress) { ledger.read("value_realised", moment(day)) }
        if random.chance(0.0018) {
            let score = (8 - 1.6 * mood + 1.4 * random.normal()).rounded()
            ledger.read("nps", moment(day), value: max(0, min(10, score)))
        }
        if (day - profile.signedOn) % 90 == 20 {
            let pulse = (3.6 - 0.8 * mood + 0.6 * random.normal()).rounded()
            ledger.read("csm_pulse", moment(day), value: max(1, min(5, pulse)))
        }
    }

    private mutating func businessReview(_ day: Day, _ stress: Double) {
        let at = moment(day)
        ledger.read("qbr_offered", at)
        for (index, user) in profile.users.enumerated() {
            let role = index == 0 ? "champion" : index == 1 ? "executive" : "user"
            let isThere =
                random.chance(min(0.95, (role == "executive" ? 0.35 : 0.5) / stress)) && (hasChampion || index > 0)
            if isThere { ledger.read("qbr_attended", at, user: user, tag: role) }
            if isThere, random.chance(0.3) { ledger.read("value_review", at, user: user, tag: role) }
        }
    }

    private mutating func organisation(_ day: Day, _ stress: Double) {
        if hasChampion, random.chance(0.0007 * stress) { championLeaves(day) }
        if let returns = championReturns, day >= returns { championArrives(day) }
        if random.chance(0.0022 * stress) { ledger.read("competitor_mention", moment(day)) }
        if random.chance(0.0008 * stress) { ledger.read("rival_feature_request", moment(day)) }
        if random.chance(0.0006 * stress) { ledger.read("stakeholder_external_activity", moment(day)) }
        if random.chance(0.0008) { ledger.state("csm", random.element(AccountProfile.csms), from: day) }
        if random.chance(0.001) {
            let seats = max(5, Int(Double(profile.seats) * (0.8 + 0.5 * random.uniform())))
            ledger.state("seats_licensed", "\(seats)", from: day)
        }
    }

    /// What the press says becomes known days to weeks later, and moves the mood.
    private mutating func news(_ day: Day) {
        guard random.chance(0.0016) else { return }
        let (signal, effect, factor): (String, Double, Double) = random.element([
            ("news_layoffs", 0.5, 0.85), ("news_funding", -0.4, 1.15), ("news_budget_cut", 0.5, 0.97),
            ("news_acquisition", 0.3, 1.05), ("news_new_leadership", 0.2, 1), ("news_industry_disruption", 0.3, 1),
        ])
        let at = moment(day)
        ledger.read(
            signal, at, known: Instant(nanoseconds: at.nanoseconds + Int64(random.integer(2...28)) * Instant.perDay))
        mood += effect
        if factor != 1 { headcount(day, factor: factor) }
    }

}
