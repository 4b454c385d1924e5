import SignalSources
import Testing

@Suite struct DatabaseLocationTests {
    private func fault(_ text: String) -> String? {
        errorText { () throws(SourceErrors) in _ = try DatabaseLocation(text) }
    }

    @Test func parametersOfTheURIStayWithIt() throws {
        let location = try DatabaseLocation(
            "adbc:postgresql?schema=crm&uri=postgresql://h/db?sslmode=verify-full&target_session_attrs=any&events=e%20v"
        )
        #expect(location.driver == "postgresql")
        #expect(location.parameters["uri"] == "postgresql://h/db?sslmode=verify-full&target_session_attrs=any")
        #expect(location.parameters["events"] == "e v" && location.parameters["schema"] == "crm")
    }

    @Test func optionsOfTheDriverAreHandedOn() throws {
        let location = try DatabaseLocation("adbc:sqlite?uri=a.db&adbc.sqlite.load_extension.enabled=false")
        #expect(location.driverOptions == ["adbc.sqlite.load_extension.enabled": "false"])
    }

    @Test func passwordsAreRefusedWhereverTheyStand() {
        for uri in [
            "postgresql://u:p@h/db", "postgresql://h/db?password=p", "host=h password=p", "postgresql://u:p%40x@h",
            "sc://h:15002/;token=t?token=x",
        ] {
            let told = fault("adbc:postgresql?uri=\(uri)")
            #expect(told?.contains("holds a password") == true, "\(uri)")
        }
        #expect(fault("adbc:postgresql?uri=postgresql://u@h/db") == nil)
        #expect(fault("adbc:postgresql?uri=postgresql://u:@h/db") == nil)
    }

    @Test func unknownParametersAreNamed() {
        #expect(fault("adbc:sqlite?ur=a.db")?.contains("did you mean \"uri\"") == true)
        #expect(fault("adbc:sqlite?uri=a.db&shema=x")?.contains("did you mean \"schema\"") == true)
        #expect(fault("adbc:")?.contains("names no driver") == true)
    }

    @Test func whatIsShownHasNoUserAndNoHost() throws {
        #expect(
            try DatabaseLocation("adbc:postgresql?uri=postgresql://ann@db.example/crm").display == "adbc:postgresql")
        #expect(try DatabaseLocation("adbc:sqlite?uri=crm.db").display == "adbc:sqlite crm.db")
        #expect(try DatabaseLocation("adbc:/opt/d/libduckdb.so?uri=x.db").display == "adbc:libduckdb.so x.db")
    }

    @Test func hostsTellWhetherAMachineIsAnother() {
        for local in [
            "postgresql:///db", "postgresql://localhost/db", "postgresql://u@127.0.0.1:5432/db",
            "postgresql://[::1]:5/db",
            "postgresql:///db?host=/run/postgresql", "host=/tmp dbname=x", "dbname=x", "",
            "postgresql://%2Frun%2Fpostgresql/db",
        ] { #expect(!ConnectionURI(local).isRemote, "\(local)") }
        for remote in [
            "postgresql://db.example/x", "postgresql://localhost,db.example/x", "host=10.0.0.1",
            "postgresql:///x?host=h",
            "postgresql:///x?hostaddr=10.0.0.1", "postgresql://u@0.0.0.0/x",
        ] { #expect(ConnectionURI(remote).isRemote, "\(remote)") }
    }

    @Test func parametersAreAddedOnlyWhereTheyAreMissing() {
        #expect(ConnectionURI("postgresql://h/d").adding("a", "1").adding("b", "2").text == "postgresql://h/d?a=1&b=2")
        #expect(ConnectionURI("postgresql://h/d?a=0").adding("a", "1").text == "postgresql://h/d?a=0")
        #expect(ConnectionURI("host=h").adding("a", "1").text == "host=h a=1")
    }

    @Test func manifestsNameADriver() {
        let text = """
            manifest_version = 1
            name = 'x' # "y"
            [ADBC]
            version = "1.1.0"
            [Driver]
            entrypoint = "Enter"
            [Driver.shared]
            linux_amd64 = "/opt/a.so"
            windows_amd64 = 'C:\\a.dll'
            """
        #expect(
            DriverManifest(text, platform: "linux_amd64")
                == DriverManifest(sharedObject: "/opt/a.so", entryPoint: "Enter"))
        #expect(DriverManifest(text, platform: "linux_arm64") == nil)
        #expect(DriverManifest("[Driver]\nshared = \"b.so\"")?.sharedObject == "b.so")
        #expect(DriverManifest("nothing") == nil)
    }

    @Test func namesAndTextsAreQuotedForTheirEngine() {
        #expect(DatabaseEngine.postgresql.quoted("a\"b") == "\"a\"\"b\"")
        #expect(DatabaseEngine.spark.quoted("a`b") == "`a``b`")
        #expect(DatabaseEngine.sqlite.literal("it's \\") == "'it''s \\'")
        #expect(DatabaseEngine.spark.literal("it's \\") == "'it\\'s \\\\'")
    }

    @Test func decimalsAreTheNearestDouble() {
        #expect(DecimalText.value(12345, scale: 2) == 123.45)
        #expect(DecimalText.value(-1, scale: 3) == -0.001)
        #expect(DecimalText.text(-1, scale: 3) == "-0.001" && DecimalText.text(1200, scale: 2) == "12")
        #expect(DecimalText.value(Int128("99999999999999999999999999999999999999")!, scale: 38) == 1)
        #expect(DecimalText.value(Int128("12345678901234567890123")!, scale: 5) == 123_456_789_012_345_678.90123)
    }

    @Test func halfFloatsAreExact() {
        for (bits, value) in [
            (0x3C00, 1.0), (0xC000, -2), (0x3555, 0.333251953125), (0x0001, 0x1p-24), (0x7BFF, 65504), (0x8000, -0.0),
        ] { #expect(HalfFloat.value(UInt16(bits)).bitPattern == value.bitPattern, "\(bits)") }
        #expect(HalfFloat.value(0x7C00) == .infinity && HalfFloat.value(0x7E00).isNaN)
    }
}
