import Signals
import Tables

/// Who an account is: what does not change, or only at renewals.
struct AccountProfile {
    let number: Int
    let id: String
    let name: String
    let industry: String
    let segment: String
    let region: String
    let employees: Int
    let signedOn: Day
    let termMonths: Int
    let isQuiet: Bool
    let contact: String
    let csm: String
    let users: [String]
    let seats: Int
    let annualAmount: Double

    static let csms = ["Amara Okoye", "Jonas Weber", "Lucia Ferrari", "Noah Kim", "Priya Nair", "Tomasz Nowak"]
    private static let first = [
        "Alder", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Indigo", "Juniper", "Kestrel",
        "Lumen",
        "Maple", "Nimbus", "Onyx", "Prairie", "Quartz", "River", "Summit", "Tundra", "Umber", "Vertex", "Willow",
        "Zephyr",
    ]
    private static let second = [
        "Analytics", "Bank", "Clinics", "Foods", "Freight", "Hotels", "Labs", "Logistics", "Media", "Motors", "Retail",
        "Software", "Systems", "Telecom", "Textiles", "Works",
    ]
    private static let people = [
        "Ada Lindqvist", "Ben Carter", "Chiara Rossi", "Deniz Aydin", "Elena Petrova", "Farid Haddad", "Grace Mensah",
        "Hana Sato", "Ivan Horvat", "Julia Santos", "Karim Benali", "Lena Fischer", "Mateo Cruz", "Nora Dahl",
    ]

    init(number: Int, options: PortfolioOptions, _ random: inout SeededGenerator) {
        self.number = number
        let digits = String(number + 1)
        let width = max(4, String(options.accounts).count)
        id = "A-" + String(repeating: "0", count: width - digits.count) + digits
        name = random.element(AccountProfile.first) + " " + random.element(AccountProfile.second)
        industry = random.element(["software", "finance", "retail", "health", "manufacturing", "logistics", "media"])
        region = random.element(["emea", "emea", "amer", "amer", "amer", "apac"])
        let size = random.uniform()
        segment = size < 0.5 ? "smb" : size < 0.85 ? "mid" : "enterprise"
        let scale = size < 0.5 ? 1 : size < 0.85 ? 6 : 40
        employees = scale * random.integer(20...200)
        seats = max(5, employees * random.integer(10...40) / 100)
        annualAmount = Double(seats * random.integer(18...30) * 10)
        // Most accounts are older than the data; the others sign throughout it.
        let span = options.lastDay - options.firstDay
        let isOld = random.chance(0.55)
        signedOn =
            isOld ? options.firstDay - random.integer(1...1000) : options.firstDay + random.integer(0...span - 30)
        termMonths = random.chance(options.multiYearShare) ? 24 : 12
        isQuiet = random.chance(options.quietShare)
        contact = random.element(AccountProfile.people)
        csm = random.element(AccountProfile.csms)
        users = (1...(size < 0.5 ? 2 : size < 0.85 ? 3 : 5)).map { "u\($0)" }
    }
}
