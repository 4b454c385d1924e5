/// A template that cannot be used; the description names template and line.
public struct TemplateError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
}
