import Documents

/// How many new alerts each owner can take on in a calendar week (Monday to Sunday). An alert that no one has time for is
/// worse than one that waits: the most urgent are told, the others wait for the next run.
public struct Capacity: Sendable, Equatable {
    private let byOwner: [PlaybookAction.Owner: Int]

    static let largest = 100_000

    /// Owners that are not named take on all.
    /// - Throws: for an unknown owner, with the nearest.
    init(_ field: Field?) throws(DocumentError) {
        let names = PlaybookAction.Owner.allCases.map(\.rawValue)
        var byOwner: [PlaybookAction.Owner: Int] = [:]
        if let fields = try field?.fields(names) {
            for owner in PlaybookAction.Owner.allCases {
                byOwner[owner] = try fields[owner.rawValue]?.integer(in: 0...Capacity.largest)
            }
        }
        self.byOwner = byOwner
    }

    /// nil where there is no limit.
    public subscript(_ owner: PlaybookAction.Owner) -> Int? { byOwner[owner] }
}
