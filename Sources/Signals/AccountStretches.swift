/// All accounts cut into stretches of equal width, so that the readings of one stretch fit into the cache (to be sorted)
/// or into memory (where not all do).
public struct AccountStretches: Sendable, Equatable {
    /// Accounts, numbered from 0, over all stretches.
    public let accountCount: Int
    /// How many accounts a stretch holds; the last may hold fewer.
    public let width: Int

    /// About this many stretches, at least one.
    public init(accountCount: Int, about wanted: Int) {
        self.accountCount = accountCount
        width = max(1, (accountCount + max(1, wanted) - 1) / max(1, wanted))
    }

    /// How many stretches there are.
    public var count: Int { max(1, (accountCount + width - 1) / width) }

    /// The accounts of a stretch.
    public func accounts(of stretch: Int) -> Range<Int> {
        min(accountCount, stretch * width)..<min(accountCount, (stretch + 1) * width)
    }

    func stretch(of account: Int) -> Int { account / width }
}
