/// What a connection URI (`postgresql://user:password@host:port/database?key=value`) or a list of keywords
/// (`host=... dbname=...`) says, as far as it decides what is asked of a connection and what may not be shown.
package struct ConnectionURI: Sendable {
    package let text: String
    private let isURI: Bool

    package init(_ text: String) {
        self.text = text
        isURI = text.contains("://")
    }

    /// What stands before the `@`; nil where nothing does.
    var userInfo: String? {
        guard isURI, let at = authority.lastIndex(of: "@") else { return nil }
        return String(authority[..<at])
    }

    /// The user as it is written.
    var user: String? {
        if let userInfo {
            return userInfo.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
        }
        return value(of: "user")
    }

    /// A password, wherever it stands.
    var secret: String? {
        if let parts = userInfo?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false), parts.count == 2
        {
            return String(parts[1])
        }
        return value(of: "password") ?? value(of: "pwd") ?? value(of: "token")
    }

    /// The hosts; none where the connection is one of the machine itself.
    var hosts: [String] {
        var list: [Substring] = []
        if isURI {
            let places = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            list = places.split(separator: ",").map(ConnectionURI.withoutPort)
        }
        list += (value(of: "host") ?? "").split(separator: ",") + (value(of: "hostaddr") ?? "").split(separator: ",")
        return list.map { String($0).percentDecoded }.filter { !$0.isEmpty }
    }

    /// Whether some host is another machine.
    package var isRemote: Bool {
        hosts.contains { host in
            !(host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host.hasPrefix("127.")
                || host == "::1" || host == "[::1]")
        }
    }

    /// The value of a parameter, in either form.
    func value(of key: String) -> String? {
        let pairs = isURI ? query.split(separator: "&") : text.split(separator: " ")
        for pair in pairs {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0] == key {
                return String(parts[1]).percentDecoded.trimmingQuotes
            }
        }
        return nil
    }

    /// With a parameter, unless it is there.
    package func adding(_ key: String, _ value: String) -> ConnectionURI {
        guard self.value(of: key) == nil else { return self }
        guard isURI else { return ConnectionURI(text.isEmpty ? "\(key)=\(value)" : "\(text) \(key)=\(value)") }
        return ConnectionURI(text + (text.contains("?") ? "&" : "?") + "\(key)=\(value)")
    }

    private var authority: Substring {
        guard let range = text.firstRange(of: "://") else { return "" }
        let rest = text[range.upperBound...]
        // A password may hold a slash or a question mark only encoded.
        return rest.prefix { $0 != "/" && $0 != "?" }
    }

    private var query: Substring { text.split(separator: "?", maxSplits: 1).dropFirst().first ?? "" }

    private static func withoutPort(_ place: Substring) -> Substring {
        if place.hasPrefix("[") { return place.prefix { $0 != "]" } + "]" }
        return place.prefix { $0 != ":" }
    }
}

extension String {
    fileprivate var trimmingQuotes: String {
        count >= 2 && hasPrefix("'") && hasSuffix("'") ? String(dropFirst().dropLast()) : self
    }
}
