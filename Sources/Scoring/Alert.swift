import Health
import Signals

/// What one run says of one account and trigger.
public struct Alert: Sendable, Equatable {
    /// What became of an alert.
    public enum Status: String, Sendable, CaseIterable {
        /// Told for the first time.
        case new
        /// Told again: it holds, or holds once more, and the cool-down is over.
        case again
        /// Not told: its owner has no capacity left this week. It comes up at the next run.
        case deferred
        /// Not told: it holds, but was told within the cool-down.
        case cooling = "in cool-down"
        /// It holds no longer, or the account has left.
        case resolved
        /// The same, before anyone had capacity for it.
        case resolvedUntold = "resolved untold"

        /// Whether somebody has to act on it now.
        public var isTold: Bool { self == .new || self == .again }
    }

    /// The account.
    public let accountID: String
    /// The trigger's name.
    public let trigger: String
    /// What became of it in this run.
    public let status: Status
    /// The run's day.
    public let day: Day
    /// nil where the trigger was taken out of the scorecard while it held.
    public let owner: PlaybookAction.Owner?
    /// What to do, as the trigger has it.
    public let action: String?
    /// Where it is told.
    public let due: Day?
    /// The first run of the stretch in which it holds.
    public let heldSince: Day
    /// The run that told it before this one.
    public let toldBefore: Day?
    /// The first run that had no capacity for it.
    public let waitingSince: Day?
    /// By which it was ranked: ARR at risk, or ARR without a model.
    public let urgency: Double?
    /// What the features show; nil where it is resolved.
    public let evidence: String?

    /// - Parameter entry: as it was before this run told it.
    init(_ raised: RaisedAlert, _ trigger: Trigger, _ status: Status, _ entry: AlertBook.Entry, on day: Day) {
        (accountID, self.trigger, self.status, self.day) = (raised.accountID, trigger.name, status, day)
        (owner, action) = (trigger.owner, trigger.action)
        due = status.isTold ? day + trigger.dueDays : nil
        (heldSince, toldBefore, waitingSince) = (entry.heldSince, entry.toldOn, entry.waitingSince)
        (urgency, evidence) = (raised.urgency, raised.evidence)
    }

    init(_ key: AlertBook.Key, _ trigger: Trigger?, resolved entry: AlertBook.Entry, on day: Day) {
        (accountID, self.trigger, self.day) = (key.accountID, key.trigger, day)
        status = entry.waitingSince == nil ? .resolved : .resolvedUntold
        (owner, action, due) = (trigger?.owner, trigger?.action, nil)
        (heldSince, toldBefore, waitingSince) = (entry.heldSince, entry.toldOn, entry.waitingSince)
        (urgency, evidence) = (nil, nil)
    }

    var key: AlertBook.Key { AlertBook.Key(accountID: accountID, trigger: trigger) }
}
