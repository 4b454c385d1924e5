/// An ADBC driver manifest, `NAME.toml`
/// (https://arrow.apache.org/adbc/current/format/driver_manifests.html): where a driver's shared object lies.
///
/// Of TOML what manifests are made of is read: tables, and keys with strings between quotes. All else is skipped.
package struct DriverManifest: Sendable, Equatable {
    package let sharedObject: String
    package let entryPoint: String?

    package init(sharedObject: String, entryPoint: String?) {
        (self.sharedObject, self.entryPoint) = (sharedObject, entryPoint)
    }

    /// nil where it names no shared object for this platform.
    package init?(_ text: String, platform: String = DriverManifest.platform) {
        var values: [String: String] = [:]
        var table = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = String(line).trimmedSpaces
            if line.hasPrefix("[") {
                table = String(line.dropFirst().prefix { $0 != "]" }).trimmedSpaces + "."
            } else if let (key, value) = DriverManifest.pair(line) {
                values[table + key] = value
            }
        }
        guard let path = values["Driver.shared.\(platform)"] ?? values["Driver.shared"] else { return nil }
        (sharedObject, entryPoint) = (path, values["Driver.entrypoint"])
    }

    /// `key = "value"`; nil for anything else.
    private static func pair(_ line: String) -> (String, String)? {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let value = String(parts[1]).trimmedSpaces
        guard let quote = value.first, quote == "\"" || quote == "'" else { return nil }
        let body = value.dropFirst().prefix { $0 != quote }
        let key = String(parts[0]).trimmedSpaces.filter { $0 != "\"" && $0 != "'" }
        return (key, quote == "\"" ? String(body).replacing("\\\\", with: "\\") : String(body))
    }

    /// As manifests name it.
    package static var platform: String {
        #if arch(arm64)
            "linux_arm64"
        #else
            "linux_amd64"
        #endif
    }
}
