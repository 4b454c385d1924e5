import Documents
import Features
import Foundation
import Signals
import Tables
import Testing

/// Times the extraction of the shipped features on two million readings. Only where `BELLWETHER_TIMINGS` is set, since a
/// busy machine says nothing.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["BELLWETHER_TIMINGS"] != nil)) struct SpeedTests {
    @Test(arguments: [false, true]) func extractsTwoMillionReadings(isLate: Bool) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../datasets/acme/signals.yaml")
        let set = try FeatureSet(Field.yaml(Array(Data(contentsOf: file)), file: "signals.yaml"))
        let (accounts, count) = (4000, 2_000_000)
        let clock = ContinuousClock()
        let columns = events(set.declarations.signals.names, accounts, count, isLate: isLate)
        let renewals = (0..<accounts).flatMap { account in
            (1...3).map { year in
                Renewal(
                    account: account, date: Day("2021-01-04")! + account % 365 + 365 * year, outcome: .renewed,
                    termMonths: 12,
                    arrBefore: 1000, arrAfter: 1100)
            }
        }
        let customers = (0..<accounts).map { Account(id: "\($0)", signedOn: Day("2021-01-04")! + $0 % 365) }
        var history: SignalHistory?
        let sorting = clock.measure {
            history = SignalHistory(accounts: customers, renewals: renewals, events: columns)
        }
        let anchors = history!.anchors(daysBefore: [90, 60, 30])
        for threads in [1, 2] {
            var table: FeatureTable?
            let time = clock.measure { table = set.extract(history!, at: anchors, threads: threads) }
            let cells = Double(table!.count * table!.features.count)
            print(
                "late \(isLate) threads \(threads): sort \(sorting), \(table!.count) rows x \(table!.features.count) in \(time),",
                "\(Int(cells / (time / .seconds(1)) / 1e6 * 100) / 100)M cells/s,",
                "\(Int(Double(count) / ((time + sorting) / .seconds(1)) / 1e6 * 100) / 100)M events/s with sort")
        }
    }

    private func events(_ names: [String], _ accounts: Int, _ count: Int, isLate: Bool) -> EventColumns {
        var random = SeededGenerator(seed: 1)
        let start = Day("2021-01-04")!
        var columns = EventColumns(
            signalNames: names, userNames: (0..<50).map { "u\($0)" },
            tagNames: ["reports", "api", "urgent", "executive"])
        for row in 0..<count {
            let account = random.below(accounts)
            let signal = random.below(3) == 0 ? random.below(names.count) : random.below(2)
            // In time order, as a log is exported.
            let time = (Int64(start.number) * 86_400 + Int64(row) * 4 * 365 * 86_400 / Int64(count)) * 1_000_000_000
            columns.append(
                account: Int32(account), signal: Int32(signal), occurred: time,
                known: isLate && random.below(10) == 0 ? time + 86_400_000_000_000 * 20 : time,
                value: Double(random.below(10)), user: Int32(random.below(20)), tag: Int32(random.below(5) - 1))
        }
        if !isLate { columns.knownAt = [] }
        return columns
    }
}
