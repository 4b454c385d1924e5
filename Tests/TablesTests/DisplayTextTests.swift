import Tables
import Testing

/// Text from data is text in a page, whatever it is made of.
@Suite struct DisplayTextTests {
    @Test func everyCharacterThatMeansSomethingIsEscaped() {
        #expect(
            DisplayText.markup("<a href=\"x\" title='y'>&</a>")
                == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;")
    }

    /// To Swift a quote and a combining mark are one character that equals no quote; to a browser they are a quote.
    @Test func aQuoteWithACombiningMarkIsStillAQuote() {
        #expect(DisplayText.markup("\"\u{301} onfocus=x") == "&quot;\u{301} onfocus=x")
        #expect(DisplayText.markup("<\u{338}script>") == "&lt;\u{338}script&gt;")
    }

    @Test func csvAndMarkdownQuoteThemToo() {
        #expect(CSVFormat.quoted("\"\u{301},x") == "\"\"\"\u{301},x\"")
        var results = Results()
        results.table(Table("t", columns: [.init("a")], rows: [[.text("|\u{301}<\u{338}")]]))
        let text = MarkdownFormat().text(results)
        #expect(text.contains("| \\|\u{301}&lt;\u{338} |"))
    }

    @Test func bidirectionalAndControlCharactersAreShown() {
        #expect(DisplayText.markup("a\u{202E}b\u{7}") == "a&lt;U+202E&gt;b\\x07")
    }
}
