import ArgumentParser

/// `2GB`, `512MiB`, `1500000`: an amount of memory. Units of a thousand (kB, MB, GB, TB) and of 1024 (KiB, MiB, GiB, TiB).
struct ByteSize: ExpressibleByArgument {
    let bytes: Int

    private static let units: [(name: String, bytes: Int)] = [
        ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40), ("kb", 1000), ("mb", 1_000_000),
        ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("b", 1), ("", 1),
    ]

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = argument.dropFirst(digits.count).trimmingPrefix(" ").lowercased()
        guard let amount = Double(digits), amount > 0, let known = ByteSize.units.first(where: { $0.name == unit })
        else { return nil }
        let bytes = amount * Double(known.bytes)
        guard bytes >= 1, bytes < 1e18 else { return nil }
        self.bytes = Int(bytes)
    }
}
