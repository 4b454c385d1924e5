import CArrowADBC
import Glibc
import Synchronization

/// A driver's shared object, opened once and never closed: drivers written in Go do not survive it.
///
/// `@unchecked Sendable`: the table is filled by `init` and only read afterwards.
final class DriverLibrary: @unchecked Sendable {
    let table: UnsafePointer<AdbcDriver>
    let path: String

    private static let opened = Mutex<[String: DriverLibrary]>([:])

    /// The driver of a location. A name with a slash is the path of a shared object; any other name is looked for as
    /// `NAME.toml`, `libadbc_driver_NAME.so` and `libNAME.so` in the folders, and then as shared object by the system's
    /// loader. Errors: none found (`notFound`), one that does not load or is no driver (`badData`).
    static func named(_ name: String, entryPoint: String?, folders: [String]) throws(SourceErrors) -> DriverLibrary {
        let found = DriverSearch(name: name, folders: folders)
        let key = "\(found.path)\n\(entryPoint ?? "")"
        if let library = opened.withLock({ $0[key] }) { return library }
        let library = try DriverLibrary(name, found, entryPoint: entryPoint ?? found.entryPoint)
        opened.withLock { $0[key] = library }
        return library
    }

    private init(_ name: String, _ search: DriverSearch, entryPoint: String?) throws(SourceErrors) {
        // Invariant: the loader copies what it needs of the string.
        guard let handle = search.candidates.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            throw DriverLibrary.missing(name, search)
        }
        path = search.path
        let names = [entryPoint].compactMap(\.self) + DriverLibrary.entryPoints(name, path)
        guard let symbol = names.lazy.compactMap({ dlsym(handle, $0) }).first else {
            throw SourceErrors(
                SourceError(
                    file: DatabaseLocation.scheme + name, problem: "\(path) is no ADBC driver: it has no entry point",
                    expected: names.joined(separator: ", ")))
        }
        // Invariant: the specification gives an entry point this type.
        let enter = unsafeBitCast(
            symbol,
            to: (@convention(c) (Int32, UnsafeMutableRawPointer?, UnsafeMutablePointer<AdbcError>?) -> AdbcStatusCode)
                .self)
        let table = UnsafeMutablePointer<AdbcDriver>.allocate(capacity: 1)
        // Functions that a driver of version 1.0 does not know stay null.
        memset(table, 0, MemoryLayout<AdbcDriver>.size)
        if let fault = DriverFault.of({ enter(Int32(ADBC_1_1_0), table, $0) }) {
            memset(table, 0, MemoryLayout<AdbcDriver>.size)
            guard DriverFault.of({ enter(Int32(ADBC_1_0_0), table, $0) }) == nil else {
                throw fault.errors(DatabaseLocation.scheme + name, nil)
            }
        }
        self.table = UnsafePointer(table)
    }

    /// `AdbcDriverPostgresqlInit` for `libadbc_driver_postgresql.so`, by the rule of the specification, then the common
    /// names.
    private static func entryPoints(_ name: String, _ path: String) -> [String] {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        var stem = String(file.prefix { $0 != "." })
        for prefix in ["lib", "adbc_driver_"] where stem.hasPrefix(prefix) {
            stem = String(stem.dropFirst(prefix.count))
        }
        let words = stem.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        return ["AdbcDriver\(words)Init", "AdbcDriverInit", "\(stem)_adbc_init", "\(name)_adbc_init"]
    }

    private static func missing(_ name: String, _ search: DriverSearch) -> SourceErrors {
        // Invariant: dlerror returns a C string that is valid until the next call; it is copied at once.
        let words = search.isFound ? dlerror().map { String(cString: $0) } : nil
        return SourceErrors(
            SourceError(
                .notFound, file: DatabaseLocation.scheme + name,
                problem: words.map { "the driver does not load: \($0)" } ?? "there is no driver of this name",
                hint:
                    "drivers are shared objects: pip install adbc-driver-\(name), then name the .so inside by its path, "
                    + "or put NAME.toml into ~/.config/adbc/drivers; files need no driver: --data FOLDER"))
    }
}

/// Where a driver may lie.
private struct DriverSearch {
    /// What the loader is asked for, in order.
    let candidates: [String]
    let entryPoint: String?
    let isFound: Bool
    var path: String { candidates.first ?? "" }

    init(name: String, folders: [String]) {
        if name.contains("/") {
            (candidates, entryPoint, isFound) = ([name], nil, InputFile.exists(name))
            return
        }
        for folder in folders {
            let manifest = "\(folder)/\(name).toml"
            if InputFile.exists(manifest), let bytes = try? InputFile.bytes(manifest, limit: 1 << 20),
                let found = DriverManifest(String(decoding: bytes, as: UTF8.self))
            {
                (candidates, entryPoint, isFound) = ([found.sharedObject], found.entryPoint, true)
                return
            }
            let files = ["libadbc_driver_\(name).so", "lib\(name).so"].map { "\(folder)/\($0)" }
            if let file = files.first(where: InputFile.exists) {
                (candidates, entryPoint, isFound) = ([file], nil, true)
                return
            }
        }
        (candidates, entryPoint, isFound) = (["libadbc_driver_\(name).so", "lib\(name).so"], nil, false)
    }
}
