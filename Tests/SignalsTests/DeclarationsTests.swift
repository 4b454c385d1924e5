import Documents
import Signals
import Testing

@Suite struct DeclarationsTests {
    private func read(_ text: String) throws -> Declarations {
        let field = try Field.yaml(Array(text.utf8), file: "signals.yaml")
        return try Declarations(field.fields(["signals", "facts", "attributes"]))
    }

    @Test func readsAllThree() throws {
        let declarations = try read(
            """
            signals:
              login: {category: usage, dimension: interest, range: [0, 5], tracked_since: 2024-02-29}
            facts:
              plan: {values: category, category: payment, dimension: fit}
            attributes:
              region: {values: category, undated: allowed, category: organisation, dimension: fit}
              size: {values: number, category: organisation, dimension: fit}
            """)
        #expect(declarations.signals["login"]?.range == 0...5)
        #expect(declarations.signals["login"]?.trackedSince == Day("2024-02-29"))
        #expect(declarations.fact("plan")?.values == .category)
        #expect(declarations.attribute("region")?.isUndatedAllowed == true)
        #expect(declarations.attribute("size")?.isUndatedAllowed == false)
    }

    @Test(arguments: [
        ("signals:\n  a: {category: usage, dimension: intrest}", "2:", "did you mean \"interest\"?"),
        ("signals:\n  a: {category: usage, dimension: fit, directon: good}", "2:", "did you mean \"direction\"?"),
        ("signals:\n  a: {dimension: fit}", "2:", "\"category\" is missing"),
        ("signals:\n  a: {category: usage, dimension: fit, tracked_since: 2025-02-29}", "2:", "not a date"),
        ("signals:\n  a: {category: usage, dimension: fit, range: [2, 1]}", "2:", "below the highest"),
        ("attributes:\n  notes: {values: category, category: usage, dimension: fit}", "2:", "for people"),
        ("facts:\n  a: {category: usage, dimension: fit}", "2:", "\"values\" is missing"),
    ]) func refusesWithPlaceAndNearestName(text: String, line: String, message: String) {
        let error = #expect(throws: DocumentError.self) { try read(text) }
        #expect(error?.description.hasPrefix("signals.yaml:\(line)") == true)
        #expect(error?.description.contains(message) == true)
    }
}
