import ArgumentParser
import Bellwether

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "simulate", abstract: "Make a seeded portfolio with known truth.")
    func run() throws {}
}
