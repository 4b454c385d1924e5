/// A customer. `notes` are for people and never a feature.
public struct Account: Sendable, Equatable {
    /// Unique; what all other tables refer to.
    public let id: String
    /// What people call it; nil where the table has none.
    public let name: String?
    /// The account above it in a group of companies; nil at the top.
    public let parentID: String?
    /// When it became a customer; nil where nobody knows.
    public let signedOn: Day?
    /// The person to talk to.
    public let primaryContact: String?
    /// The customer-success manager who looks after it.
    public let csm: String?
    /// Free words of people. No feature reads them: they carry no date.
    public let notes: String?

    /// Only the id is needed.
    public init(
        id: String, name: String? = nil, parentID: String? = nil, signedOn: Day? = nil, primaryContact: String? = nil,
        csm: String? = nil, notes: String? = nil
    ) {
        (self.id, self.name, self.parentID, self.signedOn) = (id, name, parentID, signedOn)
        (self.primaryContact, self.csm, self.notes) = (primaryContact, csm, notes)
    }

    /// What people read: the name, or the id where there is none.
    public var displayName: String { name ?? id }
}
