import Documents
import Signals
import Tables

extension SimulatedPortfolio {
    /// The files of a data folder, as name and text: accounts.csv, renewals.csv, events.csv, facts.csv, truth.json.
    /// Line ends are LF, amounts and values have the fewest digits that read back to the same bits, midnights are bare
    /// dates.
    public func files() -> [(name: String, text: String)] {
        [
            ("accounts.csv", accountsText), ("renewals.csv", renewalsText), ("events.csv", eventsText),
            ("facts.csv", factsText), ("truth.json", truth.json(options).text() + "\n"),
        ]
    }

    private func text(_ header: String, _ rows: Int, _ fields: (Int) -> [String?]) -> String {
        var text = header + "\n"
        for row in 0..<rows {
            text += fields(row).map { $0.map(CSVFormat.quoted) ?? "" }.joined(separator: ",")
            text += "\n"
        }
        return text
    }

    private var accountsText: String {
        let header = "account_id,name,parent_id,signed_on,primary_contact,csm,notes,industry,segment,region,employees"
        return text(header, accounts.count) { row in
            let account = accounts[row]
            return [
                account.id, account.name, account.parentID, account.signedOn?.description, account.primaryContact,
                account.csm, account.notes,
            ] + attributes.columns.map { $0.values.text(at: row) }
        }
    }

    private var renewalsText: String {
        let header = "account_id,renewal_date,outcome,term_start,term_months,arr_before,arr_after,currency,decided_on"
        return text(header, renewals.count) { row in
            let renewal = renewals[row]
            return [
                accounts[renewal.account].id, renewal.date.description, renewal.outcome.rawValue,
                renewal.termStart?.description, renewal.termMonths.map(String.init), renewal.arrBefore.map(JSON.text),
                renewal.arrAfter.map(JSON.text), renewal.currency, renewal.decidedOn?.description,
            ]
        }
    }

    private var eventsText: String {
        let header = "account_id,occurred_at,signal,value,known_at,user_id,tag"
        return text(header, events.count) { row in
            let (occurred, known) = (events.occurredAt[row], events.knownAt[row])
            let (user, tag) = (Int(events.users[row]), Int(events.tags[row]))
            return [
                accounts[Int(events.accounts[row])].id, SimulatedPortfolio.time(occurred),
                events.signalNames[Int(events.signals[row])], JSON.text(of: events.values[row]),
                known == occurred ? nil : SimulatedPortfolio.time(known), user < 0 ? nil : events.userNames[user],
                tag < 0 ? nil : events.tagNames[tag],
            ]
        }
    }

    private var factsText: String {
        text("account_id,valid_from,fact,value,known_at", facts.count) { row in
            let (from, known) = (facts.validFrom[row], facts.knownAt[row])
            return [
                accounts[Int(facts.accounts[row])].id, SimulatedPortfolio.time(from),
                facts.factNames[Int(facts.facts[row])],
                facts.valueTexts[Int(facts.values[row])], known == from ? nil : SimulatedPortfolio.time(known),
            ]
        }
    }

    private static func time(_ nanoseconds: Int64) -> String {
        let instant = Instant(nanoseconds: nanoseconds)
        let day = instant.utcDay
        return midnight(day) == instant ? day.description : instant.description
    }
}
