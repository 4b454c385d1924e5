import Bellwether

/// What `validate --optimism` shows.
enum OptimismReport {
    static func results(_ bootstrap: OptimismBootstrap, isAmountIncomplete: Bool) -> Results {
        var results = Results()
        let drawn = bootstrap.isClustered ? "accounts" : "rows"
        results.line(
            "\(NumberFormat.grouped(bootstrap.rows)) rows, \(NumberFormat.grouped(bootstrap.events)) lost; "
                + "\(NumberFormat.grouped(bootstrap.replicates)) samples of \(drawn) drawn with replacement, the whole training repeated on each"
        )
        if bootstrap.failed > 0 { results.line("\(bootstrap.failed) more samples could not be learned from") }
        results.line(
            "apparent: on the rows that were learned from; optimism: how much more a sample's model makes of its own rows than of all"
        )
        results.line("corrected: apparent less optimism, with its 95% interval; it says nothing of another time")
        if isAmountIncomplete { results.line(ValidationReport.incompleteAmounts) }
        for figure in bootstrap.figures { results.value(figure.metric.name, figure.corrected.json) }
        results.value("rows", .integer(bootstrap.rows))
        results.value("events", .integer(bootstrap.events))
        results.table(bootstrap.table, isMain: true)
        results.verdict(bootstrap.verdict)
        return results
    }
}
