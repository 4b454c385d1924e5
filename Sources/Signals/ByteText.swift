/// A text compared by its bytes. Swift's `==` takes texts of other bytes for equal where Unicode calls them canonically
/// equivalent (é as one scalar or two); two ids are one only where all bytes are equal.
package struct ByteText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: ByteText, b: ByteText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        // Texts of equal bytes are equal texts, so they hash alike; others need not differ.
        hasher.combine(text)
    }
}
