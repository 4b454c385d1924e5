import Glibc

/// The target is named by BELLWETHER_FUZZ_TARGET.
private let target: FuzzTarget = {
    let name = unsafe getenv("BELLWETHER_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else { fatalError("BELLWETHER_FUZZ_TARGET names no target: \(name)") }
    return target
}()

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // Invariant: libFuzzer hands over `count` readable bytes.
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    if let finding = target.finding(bytes) { fatalError(finding) }
    return 0
}
