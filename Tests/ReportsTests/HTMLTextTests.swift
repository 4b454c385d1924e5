import Bellwether
import Testing

/// Text from data is text in a page, whatever it is made of.
@Suite struct HTMLTextTests {
    @Test func everyCharacterThatMeansSomethingIsEscaped() {
        #expect(
            HTMLText.escaped("<a href=\"x\" title='y'>&</a>")
                == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;")
    }

    /// To Swift a quote and a combining mark are one character that equals no quote; to a browser they are a quote.
    @Test func aQuoteWithACombiningMarkIsStillAQuote() {
        #expect(HTMLText.escaped("\"\u{301} onfocus=x") == "&quot;\u{301} onfocus=x")
        #expect(HTMLText.escaped("<\u{338}script>") == "&lt;\u{338}script&gt;")
    }

    @Test func bidirectionalAndControlCharactersAreShown() {
        #expect(HTMLText.escaped("a\u{202E}b\u{7}") == "a&lt;U+202E&gt;b\\x07")
    }
}
