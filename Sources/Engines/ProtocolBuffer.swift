/// A message of Protocol Buffers (proto3 wire format), written field by field.
struct ProtocolBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func integer(_ field: Int, _ value: Int) {
        precondition(value >= 0, "negative numbers are not used here")
        varint(field << 3)
        varint(value)
    }

    mutating func text(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

    mutating func message(_ field: Int, _ build: (inout ProtocolBuffer) -> Void) {
        var inner = ProtocolBuffer()
        build(&inner)
        data(field, inner.bytes)
    }

    /// Doubles, little end first, one after another (packed).
    mutating func doubles(_ field: Int, _ values: [Double]) {
        data(field, values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
    }

    /// Numbers of variable length, packed.
    mutating func integers(_ field: Int, _ values: [Int]) {
        var inner = ProtocolBuffer()
        for value in values { inner.varint(value) }
        data(field, inner.bytes)
    }

    /// A message that was built before.
    mutating func embed(_ field: Int, _ message: ProtocolBuffer) { data(field, message.bytes) }

    private mutating func data(_ field: Int, _ content: [UInt8]) {
        varint(field << 3 | 2)
        varint(content.count)
        bytes += content
    }

    private mutating func varint(_ value: Int) {
        var rest = UInt(value)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
