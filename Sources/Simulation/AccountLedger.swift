import Signals

/// Everything that one simulated account left behind, in the order in which it was made.
struct AccountLedger {
    struct Reading {
        let signal: String
        let occurredAt: Instant
        let knownAt: Instant
        let value: Double
        let user: String?
        let tag: String?
    }

    struct DatedFact {
        let fact: String
        let validFrom: Instant
        let knownAt: Instant
        let value: String
    }

    private(set) var readings: [Reading] = []
    private(set) var facts: [DatedFact] = []

    mutating func read(
        _ signal: String, _ at: Instant, known: Instant? = nil, value: Double = 1, user: String? = nil,
        tag: String? = nil
    ) {
        readings.append(
            Reading(signal: signal, occurredAt: at, knownAt: max(at, known ?? at), value: value, user: user, tag: tag))
    }

    mutating func state(_ fact: String, _ value: String, from day: Day, knownAfter days: Int = 0) {
        let from = midnight(day)
        facts.append(DatedFact(fact: fact, validFrom: from, knownAt: midnight(day + days), value: value))
    }

    /// The features of the true log-odds, of what was known before the cut-off and nothing else.
    func features(before cutoff: Instant) -> [Double] { SimulationTruth.terms.map { feature($0, before: cutoff) } }

    private func feature(_ term: TruthTerm, before cutoff: Instant) -> Double {
        if term.kind == .fact { return latest(term.source, before: cutoff) }
        let start = term.days.map { cutoff.nanoseconds - Int64($0) * Instant.perDay } ?? .min
        let known = readings.lazy.filter {
            $0.signal == term.source && $0.occurredAt < cutoff && $0.knownAt < cutoff
                && $0.occurredAt.nanoseconds >= start
        }
        switch term.kind {
        case .count: return Double(known.count { _ in true })
        case .mean:
            let values = known.map(\.value)
            return values.reduce(0, +) / Double(values.count)
        case .daysSince, .fact:
            return known.map(\.occurredAt).max().map { cutoff.days(since: $0) } ?? .nan
        }
    }

    private func latest(_ fact: String, before cutoff: Instant) -> Double {
        let known = facts.filter { $0.fact == fact && $0.validFrom < cutoff && $0.knownAt < cutoff }
        guard let newest = known.max(by: { ($0.validFrom, $0.knownAt) < ($1.validFrom, $1.knownAt) }) else {
            return .nan
        }
        switch newest.value {
        case "yes": return 1
        case "no": return 0
        default: return Double(newest.value) ?? .nan
        }
    }
}

/// The simulator's days are those of UTC.
func midnight(_ day: Day) -> Instant { BusinessCalendar.utc.midnight(of: day) }
