// swift-tools-version: 6.2
import PackageDescription

// Every room is strict: Swift 6 mode, strict memory safety, warnings are errors. The rooms that hold unsafe code say
// so by `unsafeRoom`; each unsafe expression there carries its invariant in a comment.
let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]
let unsafeRoom: [SwiftSetting] = []

/// A library target and its test target. `imports` is the complete list of rooms it may see (README, "The house").
func room(
    _ name: String, imports: [Target.Dependency] = [], settings: [SwiftSetting] = strict
) -> Target {
    .target(name: name, dependencies: imports, exclude: ["README.md"], swiftSettings: settings)
}

/// The room of pages: templates are in the binary, so that it can be moved.
func pages(_ name: String, imports: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: imports, exclude: ["README.md"], resources: [.embedInCode("Templates")],
        swiftSettings: strict)
}

func tests(_ name: String, imports: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: [.init(stringLiteral: name)] + imports, exclude: exclude)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "bellwether",
    products: [
        .library(name: "Bellwether", targets: ["Bellwether"]),
        .executable(name: "bellwether", targets: ["BellwetherCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        // Arrays: no account, no date, no file.
        .systemLibrary(name: "CBLAS", pkgConfig: "blas", providers: [.apt(["libblas-dev"])]),
        .systemLibrary(name: "CLAPACK", pkgConfig: "lapack", providers: [.apt(["liblapack-dev"])]),
        .target(name: "CKernels", exclude: ["README.md"]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CArrowADBC", exclude: ["README.md"]),
        room("LinearAlgebra", imports: ["CBLAS", "CLAPACK", "CKernels"], settings: unsafeRoom),
        room("Distributions"),
        room("Regression", imports: ["LinearAlgebra", "Distributions", "Documents", "Tables"]),
        room("Metrics", imports: ["Distributions", "Documents", "Tables"]),

        // Rows, columns and documents: no statistics.
        room("Documents", imports: [yams]),
        room("Tables", imports: ["Documents"]),
        room("Figures", imports: ["Documents", "Tables"]),

        // Customers: no model.
        room("Signals", imports: ["Documents", "Tables"]),
        room(
            "SignalSources", imports: ["CArrowADBC", "CZlib", "CZstd", "Signals", "Documents", "Tables", crypto],
            settings: unsafeRoom),
        room("Features", imports: ["Signals", "Documents", "Tables"]),
        room("Health", imports: ["Features", "Signals", "Documents", "Tables"]),
        room("Simulation", imports: ["Signals", "Documents", "Tables"]),
        room("Retention", imports: ["Signals", "Metrics", "Distributions", "Documents", "Tables"]),

        // Where the two meet.
        room(
            "Modeling",
            imports: [
                "Features", "Signals", "Regression", "LinearAlgebra", "Metrics", "Documents", "Tables", crypto,
            ]),
        room(
            "Scoring",
            imports: ["Modeling", "Health", "Features", "Signals", "Regression", "Metrics", "Documents", "Tables"]),

        room(
            "Engines",
            imports: ["Modeling", "Regression", "LinearAlgebra", "Features", "Signals", "Documents", "Tables"]),

        // What people look at.
        pages(
            "Reports",
            imports: [
                "Figures", "Scoring", "Retention", "Modeling", "Health", "Features", "Signals", "Metrics", "Documents",
                "Tables", mustache, crypto,
            ]),

        room(
            "Bellwether",
            imports: [
                "LinearAlgebra", "Distributions", "Regression", "Metrics", "Documents", "Tables", "Signals",
                "SignalSources", "Features", "Health", "Simulation", "Retention", "Modeling", "Scoring", "Figures",
                "Reports", "Engines",
            ]),
        .executableTarget(
            name: "BellwetherCLI", dependencies: ["Bellwether", arguments], exclude: ["README.md"],
            swiftSettings: strict),

        // Child processes of tests, with a deadline.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        // What is fed with arbitrary bytes: by tests from the kept corpora, by `make fuzz` from libFuzzer.
        .target(
            name: "FuzzTargets", dependencies: ["Bellwether", "SignalSources", "Modeling", "Documents"],
            path: "Tests/FuzzTargets"),
        .testTarget(
            name: "FuzzTargetsTests", dependencies: ["FuzzTargets", "Bellwether"], exclude: ["Corpus"]),
        tests("LinearAlgebra"),
        tests("Regression", imports: ["LinearAlgebra", "Documents", "Tables"]),
        tests("Distributions"),
        tests("Metrics", imports: ["Documents", "Tables"]),
        tests("Documents"),
        tests("Tables", imports: ["Documents"], exclude: ["Golden"]),
        tests("Figures", imports: ["Documents", "Tables"], exclude: ["Golden"]),
        tests("Signals", imports: ["Documents", "Tables"]),
        tests("SignalSources", imports: ["Signals", "Documents", "Tables", "TestSupport"]),
        tests("Features", imports: ["Signals", "Simulation", "Documents", "Tables"], exclude: ["Golden"]),
        tests("Health", imports: ["Features", "Signals", "Documents", "Tables"]),
        tests("Simulation", imports: ["Signals", "Documents", "Tables"]),
        tests(
            "Retention", imports: ["Signals", "Metrics", "Regression", "LinearAlgebra", "Documents", "Tables"],
            exclude: ["Golden"]),
        tests(
            "Modeling", imports: ["Features", "Regression", "LinearAlgebra", "Metrics", "Documents", "Tables"],
            exclude: ["Golden"]),
        tests(
            "Scoring", imports: ["Modeling", "Health", "Features", "Signals", "Metrics", "Documents", "Tables"],
            exclude: ["Golden"]),
        tests("Engines", imports: ["Bellwether", "TestSupport", "FuzzTargets"], exclude: ["Golden"]),
        tests("Reports", imports: ["Bellwether", "TestSupport"], exclude: ["Golden"]),
        tests("BellwetherCLI", imports: ["Bellwether", "TestSupport"], exclude: ["Golden"]),
    ],
    swiftLanguageModes: [.v6]
)

// What `make fuzz` links with libFuzzer, which brings the main function.
if Context.environment["BELLWETHER_FUZZ"] != nil {
    package.products.append(.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"]))
}
