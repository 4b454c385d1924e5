import Bellwether
import Testing

/// An unknown tag would render as nothing: so every tag is known, and every word is used.
@Suite struct TemplateTests {
    private func fault(_ name: String, _ text: String) -> String? {
        do {
            _ = try TemplateSet(replacing: [name: text])
            return nil
        } catch { return error.description }
    }

    @Test func everyWordIsUsedByATemplate() {
        let all = TemplateSet.names.map(TemplateSet.embedded).joined()
        for word in TemplateWords.all {
            let sigil = word.kind == .section ? "{{#" : word.kind == .markup ? "{{{" : "{{"
            #expect(all.contains(sigil + word.name + "}}"), "\(word.name) is documented, but no template uses it")
            #expect(!word.meaning.isEmpty)
        }
        #expect(Set(TemplateWords.all.map(\.name)).count == TemplateWords.all.count)
    }

    @Test func aMisspeltTagIsAnErrorWithLineAndNearestName() {
        #expect(
            fault("report", "<h1>\n{{titel}}</h1>")
                == "report.mustache:2: unknown tag \"titel\", did you mean \"title\"?")
        #expect(
            fault("figure", "{{>tabel}}") == "figure.mustache:1: unknown template \"tabel\", did you mean \"table\"?")
    }

    @Test func textCannotBePutInUnescaped() {
        #expect(fault("report", "{{{title}}}")?.contains("unescaped") == true)
        #expect(fault("report", "{{& title}}")?.contains("unescaped") == true)
        #expect(fault("report", "{{% CONTENT_TYPE: TEXT}}{{title}}")?.contains("do without") == true)
        #expect(fault("report", "{{=<% %>=}}<% title %>")?.contains("do without") == true)
        #expect(fault("report", "{{! a comment with {{title}}") == nil)
    }

    @Test func aTemplateThatDoesNotParseIsAnError() {
        #expect(fault("report", "{{#sections}}")?.hasPrefix("report.mustache: ") == true)
    }

    @Test func aStyleSheetCannotEndItsElement() {
        #expect(throws: TemplateError.self) { try TemplateSet(replacing: [:], style: "p{} </STYLE><script>") }
    }

    @Test func ownTemplatesStandInForSome() throws {
        let own = try TemplateSet(
            replacing: ["report": "{{title}}|{{#verdict}}{{.}}|{{/verdict}}{{#sections}}{{id}} {{/sections}}"])
        let html = try ChurnReport(Acme.evidence.get(), Acme.about).html(own)
        #expect(html.hasPrefix("Churn report|Of 234 accounts"))
        #expect(html.hasSuffix("learned believed compared at-risk due retention drift data computed "))
    }
}
