import Bellwether
import Foundation

extension DatabaseSettings {
    /// As the program's environment says. Drivers are looked for as the ADBC specification has it: in the folders of
    /// `ADBC_DRIVER_PATH`, then in those of the user and of the machine.
    static var ofProcess: DatabaseSettings {
        let variables = ProcessInfo.processInfo.environment
        var folders = (variables["ADBC_DRIVER_PATH"] ?? "").split(separator: ":").map(String.init)
        if let home = variables["HOME"] {
            folders.append((variables["XDG_CONFIG_HOME"] ?? "\(home)/.config") + "/adbc/drivers")
        }
        folders.append("/etc/adbc/drivers")
        return DatabaseSettings(driverFolders: folders, variables: variables)
    }
}
