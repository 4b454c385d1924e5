/// A customer. `notes` are for people and never a feature.
public struct Account: Sendable, Equatable {
    public let id: String
    public let name: String?
    public let parentID: String?
    public let signedOn: Day?
    public let primaryContact: String?
    public let csm: String?
    public let notes: String?

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
