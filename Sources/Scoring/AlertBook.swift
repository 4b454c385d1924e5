import Health
import Signals
import Tables

/// What a trigger found in one account on one day, before anyone asks what was told already.
struct RaisedAlert: Sendable {
    let accountID: String
    /// Index into the scorecard's triggers.
    let trigger: Int
    /// ARR at risk; the ARR itself where no model says how likely a loss is; nil where no ARR is known.
    let urgency: Double?
    /// What the features show.
    let evidence: String

    /// The more urgent first, unknown ARR last; ties by account id, then as the triggers stand in the file.
    func precedes(_ other: RaisedAlert) -> Bool {
        let (own, others) = (urgency ?? -1, other.urgency ?? -1)
        if own != others { return own > others }
        return (accountID, trigger) < (other.accountID, other.trigger)
    }

    /// All that the triggers find in these rows, by row.
    /// - Parameter scores: of the same rows.
    static func all(
        _ scorecard: Scorecard, _ frame: Frame, _ scores: [AccountScore]
    ) -> [(row: Int, alert: RaisedAlert)] {
        scorecard.triggers.enumerated().flatMap { index, trigger in
            trigger.rows(frame).map { row in
                let score = scores[row]
                return (
                    row,
                    RaisedAlert(
                        accountID: score.accountID, trigger: index, urgency: score.arrAtRisk ?? score.arr,
                        evidence: trigger.evidence(frame, row: row))
                )
            }
        }
    }
}

/// Which alerts hold, which were told and which wait: what runs must remember so that they do not repeat themselves.
///
/// An alert is an account and a trigger. While it holds it is told once, and again only after the trigger's cool-down. What an
/// owner has no capacity for in a calendar week waits for the next run, the most urgent first. No alert is lost: each one
/// that is raised is told, in its cool-down, waiting, or resolved, and a run says which.
public struct AlertBook: Sendable, Equatable {
    struct Key: Hashable, Comparable {
        let accountID: String
        let trigger: String

        static func < (a: Key, b: Key) -> Bool { (a.accountID, a.trigger) < (b.accountID, b.trigger) }
    }

    struct Entry: Equatable {
        /// The first run of the stretch in which it holds, or held last.
        var heldSince: Day
        /// The last run that told it.
        var toldOn: Day?
        /// The first run that had no capacity for it.
        var waitingSince: Day?
        /// Whether it held at the last run.
        var isOpen = true
    }

    private(set) var entries: [Key: Entry] = [:]

    /// Nothing holds.
    public init() {}

    init(entries: [Key: Entry]) { self.entries = entries }

    /// Alerts that wait for capacity.
    public var waitingCount: Int { entries.values.count { $0.waitingSince != nil } }

    /// One run: takes what holds on a day and says what becomes of it.
    /// - Returns: told ones by owner and urgency, then those that wait, those in cool-down, and the resolved.
    mutating func step(_ day: Day, _ raised: [RaisedAlert], _ scorecard: Scorecard) -> [Alert] {
        let triggers = scorecard.triggers
        func alert(_ raised: RaisedAlert, _ status: Alert.Status) -> Alert {
            Alert(raised, triggers[raised.trigger], status, entries[raised.key(triggers)]!, on: day)
        }
        var (candidates, cooling): ([RaisedAlert], [Alert]) = ([], [])
        for raised in raised.sorted(by: { $0.precedes($1) }) {
            open(raised.key(triggers), on: day)
            if triggers[raised.trigger].mayFire(on: day, last: entries[raised.key(triggers)]?.toldOn) {
                candidates.append(raised)
            } else {
                cooling.append(alert(raised, .cooling))
            }
        }
        var (told, waiting): ([Alert], [Alert]) = ([], [])
        for owner in PlaybookAction.Owner.allCases {
            let own = candidates.filter { triggers[$0.trigger].owner == owner }
            let free = free(owner, on: day, scorecard) ?? own.count
            for raised in own.prefix(free) {
                told.append(alert(raised, entries[raised.key(triggers)]?.toldOn == nil ? .new : .again))
            }
            for raised in own.dropFirst(free) {
                wait(raised.key(triggers), since: day)
                waiting.append(alert(raised, .deferred))
            }
        }
        for alert in told { entries[alert.key]?.tell(on: day) }
        let resolved = close(except: Set(raised.map { $0.key(triggers) }), on: day, triggers)
        prune(day, triggers)
        return told + waiting + cooling + resolved
    }

    private mutating func open(_ key: Key, on day: Day) {
        var entry = entries[key] ?? Entry(heldSince: day)
        if !entry.isOpen { entry.heldSince = day }
        entry.isOpen = true
        entries[key] = entry
    }

    private mutating func wait(_ key: Key, since day: Day) {
        let first = entries[key]?.waitingSince ?? day
        entries[key]?.waitingSince = first
    }

    /// How many alerts an owner can still be told in the calendar week of a day; nil without a limit.
    private func free(_ owner: PlaybookAction.Owner, on day: Day, _ scorecard: Scorecard) -> Int? {
        guard let capacity = scorecard.capacity[owner] else { return nil }
        let names = Set(scorecard.triggers.filter { $0.owner == owner }.map(\.name))
        let monday = day - day.weekday
        let told = entries.count { names.contains($0.key.trigger) && $0.value.wasTold(from: monday) }
        return max(0, capacity - told)
    }

    /// What held and holds no longer, by account and trigger.
    private mutating func close(except held: Set<Key>, on day: Day, _ triggers: [Trigger]) -> [Alert] {
        let ended = entries.filter { $0.value.isOpen && !held.contains($0.key) }.sorted { $0.key < $1.key }
        return ended.map { key, entry in
            entries[key]?.isOpen = false
            entries[key]?.waitingSince = nil
            return Alert(key, triggers.first { $0.name == key.trigger }, resolved: entry, on: day)
        }
    }

    /// Forgets what no later run needs: alerts that do not hold, beyond their cool-down and the week they were told in.
    private mutating func prune(_ day: Day, _ triggers: [Trigger]) {
        let coolDowns = Dictionary(uniqueKeysWithValues: triggers.map { ($0.name, $0.coolDownDays) })
        entries = entries.filter { key, entry in
            guard !entry.isOpen else { return true }
            guard let told = entry.toldOn, let coolDown = coolDowns[key.trigger] else { return false }
            return day - told < max(7, coolDown)
        }
    }
}

extension RaisedAlert {
    func key(_ triggers: [Trigger]) -> AlertBook.Key {
        AlertBook.Key(accountID: accountID, trigger: triggers[trigger].name)
    }
}

extension AlertBook.Entry {
    fileprivate mutating func tell(on day: Day) {
        toldOn = day
        waitingSince = nil
    }

    fileprivate func wasTold(from monday: Day) -> Bool { toldOn.map { $0 >= monday } ?? false }
}
