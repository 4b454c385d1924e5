/// More than 515 texts of the kinds that break programs which trust what they are given: made here, by kind, from parts. All
/// differ as bytes, some only so ("é" in two ways); none holds a zero byte, which every reader refuses.
public enum NaughtyStrings {
    public static let all: [String] = (marked + plain).uniqued()

    private static var marked: [String] { markup + queries + formulas + shells + templates }

    private static var plain: [String] { controls + directions + unicode + numbers + words + separators + long }

    private static let payloads = ["alert(1)", "document.location='//x.invalid'", "fetch('http://x.invalid/')"]

    private static var markup: [String] {
        let bodies = payloads.flatMap { js in
            [
                "<script>\(js)</script>", "<img src=x onerror=\(js)>", "<svg onload=\(js)>", "<body onload=\"\(js)\">",
                "\"><script>\(js)</script>", "'><img src=x onerror='\(js)'>", "</script><script>\(js)</script>",
                "</style><script>\(js)</script>", "</title><svg/onload=\(js)>", "<a href=\"javascript:\(js)\">x</a>",
                "javascript:\(js)", "<iframe srcdoc=\"<script>\(js)</script>\">", "<details open ontoggle=\(js)>",
                "<input autofocus onfocus=\(js)>", "\" onmouseover=\"\(js)", "' onfocus='\(js)' autofocus='",
                "--><script>\(js)</script><!--", "]]><script>\(js)</script>",
                "<math><mi xlink:href=\"javascript:\(js)\">",
                "<style>@import 'http://x.invalid'</style>", "<base href=\"//x.invalid/\">",
                "<meta http-equiv=refresh content=0>",
                "<scr<script>ipt>\(js)</scr</script>ipt>", "<SCRIPT SRC=//x.invalid></SCRIPT>",
                "&lt;script&gt;\(js)&lt;/script&gt;",
                "&#60;script&#62;\(js)", "<\u{1}script>\(js)</script>", "＜script＞\(js)＜/script＞",
                "<!--#exec cmd=\"\(js)\"-->",
                "<object data=\"javascript:\(js)\">", "<form action=//x.invalid><button>",
                "<link rel=stylesheet href=//x.invalid>",
                "<table background=\"javascript:\(js)\">", "`><img src=x onerror=\(js)>", "<marquee onstart=\(js)>",
            ]
        }
        return bodies + [
            "<", ">", "&", "&amp;", "&nbsp;", "<b>", "</td></tr></table>", "<h1>x", "<!--", "-->", "<![CDATA[", "]]>",
            "<?xml?>",
        ]
    }

    private static var queries: [String] {
        let ends = ["--", "#", "/*", ";--", "; --", "' --", "\" --", "`"]
        let heads = [
            "1", "x'", "x\"", "x')", "'; DROP TABLE accounts", "\"; DROP TABLE accounts", "' OR '1'='1",
            "' UNION SELECT 1",
        ]
        return heads.flatMap { head in ends.map { head + $0 } }
            + [
                "$$", "$tag$x$tag$", "\\'", "\\\"", "E'\\''", "'||(SELECT 1)||'", "%27", "x''", "''", "\"\"", "]",
                "[x]", "`x`", "${x}", ":name", "?1", "@x", "SELECT", "order", "user", "null", "NULL", "TRUE",
            ]
    }

    private static var formulas: [String] {
        let bodies = [
            "1+1", "cmd|'/C calc'!A0", "HYPERLINK(\"http://x.invalid\",\"x\")", "IMPORTXML(\"http://x.invalid\")",
            "SUM(A1:A9)", "DDE(\"x\")",
        ]
        return ["=", "+", "-", "@", "\t=", "\r=", " =", "\u{FF1D}", "\"=", "'="].flatMap { head in
            bodies.map { head + $0 }
        }
    }

    private static var shells: [String] {
        [
            "; rm -rf x", "$(touch x)", "`touch x`", "| cat", "&& true", "> x", "< /etc/passwd", "../../etc/passwd",
            "..\\..\\x", "/dev/null", "~root", "%PATH%", "$HOME", "-rf", "--help", "-o", "@file", "*", "?", "[a-z]",
            "{a,b}", "\\", "\\\\server\\share", "C:\\x", "CON", "NUL", "PRN", "aux.csv", ".", "..", "...", ".hidden",
            "a/b", "a\\b", "%s%n%x", "%d", "{0}", "%00", "\\0", "\\n", "\\u0000",
        ]
    }

    private static var templates: [String] {
        [
            "{{x}}", "{{{x}}}", "{{#x}}{{/x}}", "{{> x}}", "{{=<% %>=}}", "<%= x %>", "#{x}", "[[x]]", "{% x %}", "$x$",
            "@@x@@", "[x](http://x.invalid)", "![x](http://x.invalid)", "# x", "* x", "> x", "| x |", "|---|", "```x",
            "~~x~~", "<http://x.invalid>", "\\|", "\\`",
        ]
    }

    private static var controls: [String] {
        let codes = Array(UInt32(1)...31).filter { ![10, 13].contains($0) } + [127, 128, 133, 155, 157]
        return codes.map { "a" + String(Unicode.Scalar($0)!) + "b" }
            + [
                "\u{1B}[31mred\u{1B}[0m", "\u{1B}]0;title\u{7}",
                "\u{1B}]8;;http://x.invalid\u{1B}\\x\u{1B}]8;;\u{1B}\\", "\u{1B}[2J\u{1B}[H", "\u{1B}c", "\u{9B}31m",
                "x\u{8}\u{8}y", "\u{1B}[6n", "\u{1B}P+q\u{1B}\\", "a\rb", "a\nb", "a\r\nb", "a\n\nERROR: forged line",
                "a\u{2028}b", "a\u{2029}b",
            ]
    }

    private static var directions: [String] {
        // Apart, since the compiler gives up on mixed sums where the machine is busy.
        let codes: [UInt32] = Array(0x202A...0x202E) + Array(0x2066...0x2069)
        let turned: [String] = codes.map { "a\(Unicode.Scalar($0)!)cba" }
        return turned + ["\u{200F}a", "\u{200E}a", "\u{61C}a", "שלום", "مرحبا", "abc שלום 123", "\u{202E}txt.exe"]
    }

    private static var unicode: [String] {
        [
            "é", "e\u{301}", "ﬁ", "Ⅳ", "𝕏", "ﷺ", "ſ", "ß", "İ", "ı", "K", "Å", "日本語", "表ポあA鷗", "田中さん", "한국어", "🇩🇪", "👨‍👩‍👧‍👦",
            "👍🏿", "☃️", "️", "\u{200B}", "a\u{200B}b", "a\u{200D}b", "\u{FEFF}a", "a\u{FEFF}", "\u{AD}", "a\u{AD}b",
            "\u{2060}", "\u{180E}", "\u{3164}", "\u{FFF9}x\u{FFFB}", "\u{FFFD}", "\u{E000}", "\u{10FFFD}",
            "Z\u{351}\u{36B}\u{343}a\u{334}l\u{323}g\u{327}o\u{35F}", "\u{301}a", "a\u{1AB0}\u{1AB0}\u{1AB0}",
            "ˈɪntəˈnæʃənəl", "Ω≈ç√∫", "¡™£¢∞§", "⁰⁴⁵", "（╯°□°）╯", "''‘’“”„", "«»‹›", "𐐜𐐔", "ก็ก็ก็", "\u{1F468}\u{200D}",
            "\u{20E3}", "1\u{20E3}",
        ]
    }

    private static var numbers: [String] {
        [
            "0", "-0", "1", "-1", "1.0", "1e5", "1E400", "-1e-400", "0x1F", "0b1", "0o7", "1_000", "1,000", "1.000,5",
            "1'000", "١٢٣", "１２", "NaN", "nan", "Infinity", "-Infinity", "inf", "INF", "1/0", "1/2", "9007199254740993",
            "18446744073709551616", "99999999999999999999999999", "1.7976931348623159e308", "5e-324", "00012", "+1",
            "--1", "1e", ".5", "5.", "1d", "0.1f", "2024-02-30", "2024-01-01", "12:60", "1970-01-01T00:00:00Z", "$1",
            "1 €", "50%",
        ]
    }

    private static var words: [String] {
        [
            "undefined", "undef", "null", "NIL", "nil", "(null)", "None", "none", "N/A", "n/a", "NA", "-", "true",
            "True", "TRUE", "false", "yes", "no", "No", "on", "off", "~", "hasOwnProperty", "__proto__", "constructor",
            "toString", "then", "this", "account_id", "p_churn", "(Intercept)", "Infinity.", "Null", "Test", "root",
            "admin", "id", "t", "value", "missing", "other",
        ]
    }

    private static var separators: [String] {
        [
            " ", "  ", " a", "a ", "\u{A0}", "a\u{A0}b", "\t", "a,b", "a;b", "a\tb", "a|b", ",", ";", "\"", "\"\"",
            "a\"b", "\"a\"", "'", "a'b", "\"a,b\"", "a: b", "- a", "? a", "a #b", "!a", "!!str a", "&a", "*a", "{a",
            "}a", "[a", "{}", "[]", "a\\", "{\"a\":1}", "[1,2]", "// a", "/* a */", "%a", "@a", "`a", "---", "...",
            "<<", "=", "a=b", "?a=b&c=d", "a+b", "a%20b", "a/../b", "http://x.invalid/", "file:///etc/passwd",
            "data:text/html,x", "mailto:x@x.invalid",
        ]
    }

    private static var long: [String] {
        [
            String(repeating: "a", count: 5000), String(repeating: "漢", count: 700),
            String(repeating: "\u{301}", count: 200), String(repeating: "<b>", count: 300),
            String(repeating: "\"", count: 301), String(repeating: "(", count: 500),
        ]
    }
}

extension Sequence where Element: StringProtocol {
    /// Each sequence of bytes once.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<[UInt8]> = []
        return filter { seen.insert(Array($0.utf8)).inserted }
    }
}
