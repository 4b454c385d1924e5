/// What one customer did in one period. Amounts are annual recurring revenue.
struct CustomerPeriod: Sendable {
    let customer: Int
    /// At the beginning of the period's first day, and of the day behind its last.
    private(set) var start = Money.zero
    private(set) var end = Money.zero
    /// Left the book undecided.
    private(set) var pending = Money.zero
    /// Contracts of the start that came up for renewal and were decided, once each however often they came up.
    private var up: [Up] = []
    /// Contracts that began within the period: nothing of theirs was there at the start.
    private var begunWithin: [Int32] = []
    /// Contracts at the beginning and the end; renewals that came up, decided and not.
    private(set) var contractsAtStart = 0
    private(set) var contractsAtEnd = 0
    private(set) var decided = 0
    private(set) var undecided = 0
    /// Whether the customer had paid for something before, so that what begins now is a return.
    private(set) var wasCustomer = false
    /// Whether the files begin to tell of it here, though it had signed long before.
    private(set) var hasEntered = false

    private struct Up {
        let contract: Int32
        /// What was paid before the first renewal of the period, and is paid after the last.
        let before: Money
        var after: Money
    }

    init(customer: Int) { self.customer = customer }

    /// Takes a move that lies before the period.
    mutating func takeBefore(_ move: RevenueMove) {
        start += move.after - move.before
        contractsAtStart += CustomerPeriod.contracts(move)
        wasCustomer = true
        (end, contractsAtEnd) = (start, contractsAtStart)
    }

    /// Takes a move within the period.
    mutating func takeWithin(_ move: RevenueMove) {
        end += move.after - move.before
        contractsAtEnd += CustomerPeriod.contracts(move)
        switch move.kind {
        case .begin: begunWithin.append(move.contract)
        case .entry:
            begunWithin.append(move.contract)
            hasEntered = hasEntered || (contractsAtStart == 0 && !wasCustomer)
        case .renewal, .loss:
            decided += 1
            takeUp(move)
        case .pending:
            undecided += 1
            pending += move.before
        }
    }

    private mutating func takeUp(_ move: RevenueMove) {
        if let place = up.firstIndex(where: { $0.contract == move.contract }) {
            up[place].after = move.after
        } else if !begunWithin.contains(move.contract) {
            up.append(Up(contract: move.contract, before: move.before, after: move.after))
        }
    }

    /// The same customer at the beginning of the next period.
    mutating func advance() {
        let next = self
        self = CustomerPeriod(customer: customer)
        (start, end) = (next.end, next.end)
        (contractsAtStart, contractsAtEnd) = (next.contractsAtEnd, next.contractsAtEnd)
        wasCustomer = next.wasCustomer || next.contractsAtEnd > 0 || next.start > .zero
    }

    /// How many contracts a move begins or ends.
    static func contracts(_ move: RevenueMove) -> Int {
        switch move.kind {
        case .begin, .entry: 1
        case .renewal: 0
        case .loss, .pending: -1
        }
    }

    /// What is paid at the end, and what is undecided taken as it was.
    private var settled: Money { end + pending }

    // Of one customer all moves of a period are one: what it lost on one contract and won on another is told as their
    // difference, so that GRR has a cap per customer.

    var churn: Money { settled == .zero ? start : .zero }
    var contraction: Money { settled > .zero && settled < start ? start - settled : .zero }
    var expansion: Money { start > .zero && settled > start ? settled - start : .zero }
    var begun: Money { start == .zero && !wasCustomer && !hasEntered ? settled : .zero }
    var entered: Money { start == .zero && !wasCustomer && hasEntered ? settled : .zero }
    var returned: Money { start == .zero && wasCustomer ? settled : .zero }

    /// The part of `start` whose fate is known.
    var base: Money { start - min(pending, start) }
    /// Of `base`, what is left without and with expansion.
    var kept: Money { min(start, settled) - min(pending, start) }
    var grown: Money { start > .zero ? settled - min(pending, start) : .zero }

    /// What of the start came up for renewal and was decided, and what of it is left without expansion.
    var upBefore: Money { up.reduce(.zero) { $0 + $1.before } }
    var upKept: Money { min(upBefore, up.reduce(.zero) { $0 + $1.after }) }

    /// Whether there is anything to tell.
    var isThere: Bool { wasThere || contractsAtEnd > 0 || decided > 0 || undecided > 0 || !begunWithin.isEmpty }

    var wasThere: Bool { contractsAtStart > 0 }
    /// Whether it is known that the customer is left without a contract; nil where that is undecided or it was not there.
    var isLost: Bool? {
        guard wasThere else { return nil }
        if contractsAtEnd > 0 { return false }
        return undecided > 0 ? nil : true
    }
}
