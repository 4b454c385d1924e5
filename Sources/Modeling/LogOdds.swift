import Foundation

enum LogOdds {
    /// log(p / (1 - p)), infinite at 0 and 1.
    static func of(_ probability: Double) -> Double { log(probability) - log1p(-probability) }
}
