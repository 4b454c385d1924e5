/// What is told of a text that is no number, day or instant, wherever it stands.
struct ValueFault {
    let problem: String
    let expected: String?
    let hint: String?

    init(_ problem: CellProblem, _ found: String) {
        switch problem {
        case .number:
            let fault = NumberFault(found)
            (self.problem, expected, hint) = (fault.problem, "a number such as 1234.5", fault.hint)
        case .day(let fault): (self.problem, expected, hint) = ("is not a date", "YYYY-MM-DD", fault.detail)
        case .time(let fault):
            let isInstant = found.count > 10 && fault != .epoch
            self.problem = isInstant ? "is not a time" : "is not a date"
            (expected, hint) = (isInstant ? "YYYY-MM-DDThh:mm:ssZ or with an offset" : "YYYY-MM-DD", fault.detail)
        default: (self.problem, expected, hint) = ("is empty", nil, nil)
        }
    }
}
