import Foundation

package enum Logit {
    /// log(p / (1 - p)), infinite at 0 and 1.
    package static func of(_ probability: Double) -> Double { log(probability) - log1p(-probability) }
}
