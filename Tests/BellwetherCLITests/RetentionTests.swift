import Foundation
import Testing

struct RetentionTests {
    private static let folder = try? RetentionTests.portfolio()

    /// Two currencies, a loss, an expansion, a renewal that is undecided.
    private static func portfolio() throws -> Scratch {
        let scratch = try Scratch()
        let files = [
            "signals.yaml": "version: 1\nsignals: {}\nfeatures: {}\n",
            "accounts.csv": "account_id,segment,signed_on\nA,smb,2023-01-01\nB,mid,2023-01-01\nC,mid,2023-01-01\n",
            "renewals.csv": """
            account_id,renewal_date,outcome,term_start,arr_before,arr_after,currency
            A,2024-01-01,renewed,2023-01-01,100,100,USD
            A,2025-01-01,churned,2024-01-01,100,0,USD
            B,2025-01-01,expanded,2023-01-01,100,150.25,EUR
            C,2025-06-01,pending,2023-01-01,100,,USD

            """,
            "rates.csv": "currency,rate\nEUR,2\n", "merges.csv": "account_id,merged_into\nA,B\n",
        ]
        for (name, text) in files {
            try text.write(toFile: scratch.path + "/" + name, atomically: true, encoding: .utf8)
        }
        return scratch
    }

    private func run(_ arguments: String...) throws -> Program {
        let path = try #require(RetentionTests.folder?.path)
        let at = ["--data", path, "--as-of", "2026-01-01", "--period", "year", "--from", "2025-01-01"]
        return try Program.run(list: ["retention"] + at + arguments.map { $0.replacing("DIR", with: path) })
    }

    @Test func currenciesNeedRates() throws {
        let without = try run()
        #expect(without.status == 65)
        #expect(without.errors.contains("amounts are in EUR, USD: they are never summed without rates (--rates FILE)"))
        let alone = try run("--rates", "DIR/rates.csv")
        #expect(alone.status == 64)
    }

    @Test func theBridgeAddsUp() throws {
        let json = try run("--rates", "DIR/rates.csv", "--currency", "USD", "--by", "segment", "--format", "json")
            .json()
        #expect(json["currency"] as? String == "USD")
        let row = try #require((json["bridge"] as? [[String: Any]])?.first)
        let parts = ["start", "expansion", "churn", "pending", "end"].map { row[$0] as? Double }
        #expect(parts == [400, 100.5, 100, 100, 300.5])
        let rates = try #require((json["rates"] as? [[String: Any]])?.first)
        #expect(rates["grr"] as? Double == 2.0 / 3)
        let segments = try #require(json["bridge_by_segment"] as? [[String: Any]])
        #expect(segments.compactMap { $0["segment"] as? String } == ["mid", "smb"])
    }

    @Test func mergedAccountsAreOneCustomer() throws {
        let json = try run(
            "--rates", "DIR/rates.csv", "--currency", "USD", "--merges", "DIR/merges.csv", "--format", "json"
        ).json()
        let row = try #require((json["bridge"] as? [[String: Any]])?.first)
        #expect(row["churn"] as? Double == 0)
        #expect(row["expansion"] as? Double == 0.5)
    }

    @Test func namesThatAreNoneAreToldWithTheNearest() throws {
        let wrong = try run("--rates", "DIR/rates.csv", "--currency", "USD", "--by", "segmnt")
        #expect(wrong.status == 65)
        #expect(wrong.errors.contains("nothing to group by is called \"segmnt\"") && wrong.errors.contains("segment"))
        let back = try run("--to", "2024-01-01")
        #expect(back.status == 64 && back.errors.contains("--to lies before --from"))
    }

    @Test func acmeIsToldInEveryWay() throws {
        let year = try Program.run("retention", "--data", Program.acme, "--period", "year", "--as-of", "2026-07-01")
        #expect(year.status == 0 && year.errors.isEmpty)
        #expect(year.output.contains("Verdict: GRR of 2025 is "))
        let width = year.output.split(separator: "\n").filter { $0.hasPrefix("20") || $0.hasPrefix("period") }
        #expect(width.allSatisfy { line in line.count <= 100 })
        let cohorts = try Program.run("retention", "cohorts", "--data", Program.acme, "--as-of", "2026-07-01")
        #expect(cohorts.status == 0 && cohorts.output.contains("of customers are left"))
        let worth = try Program.run("retention", "worth", "--data", Program.acme, "--as-of", "2026-07-01")
        #expect(worth.status == 0 && worth.output.contains("Verdict: a point of retention"))
        let value = try Program.run(
            "retention", "time-to-value", "--data", Program.acme, "--signal", "value_realised", "--by", "segment")
        #expect(value.status == 0 && value.output.contains("log-rank p"))
        let wrong = try Program.run("retention", "time-to-value", "--data", Program.acme, "--signal", "value_realized")
        #expect(wrong.status == 64 && wrong.errors.contains("value_realised"))
    }

    @Test func compoundingTellsFiguresUnderTheirNames() throws {
        let run = try Program.run("retention", "compounding", "85%", "95%", "--years", "3", "--format", "json")
        let rows = try #require(try run.json()["compounding"] as? [[String: Any]])
        let gaps = rows.compactMap { $0["gap"] as? Double }.map { ($0 * 10).rounded() / 10 }
        #expect(gaps == [10, 18, 24.3])
        #expect(try Program.run("retention", "compounding", "85", "95%").status == 65)
        #expect(try Program.run("retention", "compounding", "many", "95%").status == 64)
    }
}
