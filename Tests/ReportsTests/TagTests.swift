import Bellwether
import Testing

/// Every tag of every template is filled, and what fills it is text to a browser.
@Suite struct TagTests {
    private static let hostile = "<b onclick=\"x\">'&"
    private static let escaped = "&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;"

    /// Every word with a value that names it. A section shows its name where it shows an item.
    private static func content(without hidden: Set<String>) -> PageContent {
        let words = TemplateWords.all.filter { $0.name != "." }.map { word -> (String, PageContent) in
            let marked = "[\(word.name)]"
            switch word.kind {
            case .text: return (word.name, .text(marked + hostile))
            case .markup: return (word.name, .markup(marked))
            case .section: return (word.name, .list(hidden.contains(word.name) ? [] : [.text(marked + hostile)]))
            }
        }
        return .object(Dictionary(uniqueKeysWithValues: words))
    }

    /// Names of the texts in a template and its partials.
    private static func tags(_ name: String) -> Set<String> {
        let text = TemplateSet.embedded(name)
        let own = text.matches(of: /\{\{([a-z_]+)\}\}/).map { String($0.output.1) }
        let partials = text.matches(of: /\{\{>([a-z]+)\}\}/).map { String($0.output.1) }
        return partials.reduce(Set(own)) { $0.union(tags($1)) }
    }

    @Test(arguments: ["report", "account", "editor"])
    func everyTagIsFilledAndEscaped(name: String) {
        let pages = [Set<String>(), ["chip"], ["head"], ["head", "chip"]].map {
            TemplateSet.standard.render(name, Self.content(without: $0))
        }
        let all = pages.joined()
        let texts = Set(TemplateWords.all.filter { $0.kind == .text }.map(\.name))
        for tag in Self.tags(name).intersection(texts) {
            #expect(all.contains("[\(tag)]\(Self.escaped)"), "\(tag) of \(name) is not filled, or not escaped")
        }
        #expect(!all.contains(Self.hostile) && !all.contains("<b onclick"))
        #expect(all.contains("[verdict]\(Self.escaped)"))
    }

    /// With nothing but what is asked for: no gap is left by an unknown word.
    @Test func everyMarkupIsPutInAsItIs() {
        let page = TemplateSet.standard.render("account", Self.content(without: []))
        for word in ["style", "svg", "data", "script"] { #expect(page.contains("[\(word)]"), "\(word)") }
    }
}
