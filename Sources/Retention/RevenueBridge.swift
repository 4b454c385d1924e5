import Metrics

/// How annual recurring revenue went from the beginning of a period to its end, to the cent:
/// end = start + new + entered + returned + expansion - contraction - churn - pending.
///
/// Per customer all moves of a period are one, so an amount that moves between two contracts of a customer is neither lost
/// nor won. Source of the names: the SaaS Metrics Standards Board's definitions of gross and net revenue retention.
public struct RevenueBridge: Sendable, Equatable {
    /// Recurring revenue a year on the first day.
    public private(set) var start = Money.zero
    /// Of customers that had never paid before.
    public private(set) var new = Money.zero
    /// Of customers that had signed long before and that the files begin to tell of here: not new.
    public private(set) var entered = Money.zero
    /// Of customers that had left and came back.
    public private(set) var returned = Money.zero
    /// More from customers that were there.
    public private(set) var expansion = Money.zero
    /// Less from customers that stayed.
    public private(set) var contraction = Money.zero
    /// Revenue of customers that left.
    public private(set) var churn = Money.zero
    /// Came up for renewal and is still undecided: in neither rate.
    public private(set) var pending = Money.zero
    /// Recurring revenue a year behind the last day: the sum of all before.
    public private(set) var end = Money.zero
    /// Of `start`, what came up for renewal and was decided; the rest was not at risk in this period.
    public private(set) var up = Money.zero
    /// Of `start`, `pending` left out: below both rates.
    public private(set) var base = Money.zero
    private var kept = Money.zero
    private var grown = Money.zero
    private var upKept = Money.zero

    /// Nothing at all.
    public init() {}

    mutating func add(_ period: CustomerPeriod) {
        start += period.start
        new += period.begun
        entered += period.entered
        returned += period.returned
        expansion += period.expansion
        contraction += period.contraction
        churn += period.churn
        pending += period.pending
        end += period.end
        up += period.upBefore
        base += period.base
        kept += period.kept
        grown += period.grown
        upKept += period.upKept
    }

    /// The sum of two groups of customers.
    public static func + (a: RevenueBridge, b: RevenueBridge) -> RevenueBridge {
        var sum = a
        for part in RevenueBridge.parts { sum[keyPath: part] += b[keyPath: part] }
        return sum
    }

    private static var parts: [WritableKeyPath<RevenueBridge, Money>] {
        [
            \.start, \.new, \.entered, \.returned, \.expansion, \.contraction, \.churn, \.pending, \.end, \.up, \.base,
            \.kept,
            \.grown, \.upKept,
        ]
    }

    /// Whether the parts lead from start to end. True of every bridge; asked by tests and before anything is shown.
    public var addsUp: Bool { start + new + entered + returned + expansion - contraction - churn - pending == end }

    /// Gross revenue retention: what is left of the revenue at the start, expansion not counted, each customer capped at what
    /// it paid: Σ min(start, end) / Σ start. At most 1. NaN where nothing was there.
    public var grr: Double { kept.ratio(to: base) }

    /// Net revenue retention: GRR + expansion / start. Losses are in GRR already and are never subtracted twice.
    public var nrr: Double { grown.ratio(to: base) }

    /// GRR of what came up for renewal: what was not at risk is left out above and below.
    public var grrUp: Double { upKept.ratio(to: up) }
}

/// How many customers stayed. Both denominators are told, because they differ wherever contracts run for years.
public struct LogoRetention: Sendable, Equatable {
    /// Customers with a contract at the start whose fate is known.
    public private(set) var customers = 0
    /// Of these, without any at the end.
    public private(set) var lost = 0
    /// Customers with a renewal in the period that was decided.
    public private(set) var upForRenewal = 0
    /// Customers that were lost of those up for renewal.
    public private(set) var lostAtRenewal = 0
    /// Customers whose renewal is undecided: in neither rate.
    public private(set) var pending = 0

    /// Nobody at all.
    public init() {}

    mutating func add(_ period: CustomerPeriod) {
        if let isLost = period.isLost {
            customers += 1
            lost += isLost ? 1 : 0
        }
        guard period.decided > 0 || period.undecided > 0 else { return }
        if period.undecided > 0 { pending += 1 }
        guard period.decided > 0, let isLost = period.isLost else { return }
        upForRenewal += 1
        lostAtRenewal += isLost ? 1 : 0
    }

    /// Both taken together.
    public static func + (a: LogoRetention, b: LogoRetention) -> LogoRetention {
        var sum = a
        sum.customers += b.customers
        sum.lost += b.lost
        sum.upForRenewal += b.upForRenewal
        sum.lostAtRenewal += b.lostAtRenewal
        sum.pending += b.pending
        return sum
    }

    /// Share of all customers that stayed, with Wilson's interval.
    public var ofAll: Estimate { LogoRetention.share(customers - lost, of: customers) }

    /// Share of the customers up for renewal that stayed, with Wilson's interval.
    public var ofUpForRenewal: Estimate { LogoRetention.share(upForRenewal - lostAtRenewal, of: upForRenewal) }

    private static func share(_ kept: Int, of all: Int) -> Estimate {
        guard let interval = Intervals.wilson(events: Double(kept), total: Double(all)) else { return .undefined }
        return Estimate(Double(kept) / Double(all), low: interval.lowerBound, high: interval.upperBound)
    }
}
