import Foundation

enum Logit {
    /// log(p / (1 - p)).
    static func of(_ probability: Double) -> Double { log(probability) - log1p(-probability) }
}
