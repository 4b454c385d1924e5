import ArgumentParser
import Bellwether
import Glibc

/// A gate that the user set and the run did not pass.
struct GateFailure: Error, CustomStringConvertible {
    let description: String
}

/// A use of the program that cannot be served; told like a usage error.
struct UsageFailure: Error, CustomStringConvertible {
    let description: String
}

/// An error as people and scripts see it: one line (one a source error), and an exit status from the contract.
struct Failure {
    let message: String
    let status: Int32
    /// Whether it is ours to print; the argument parser prints its own.
    let isOwn: Bool

    init(_ error: any Error) {
        switch error {
        case let error as SourceErrors: self.init(error.description, Failure.status(error.kind))
        case let error as SourceError: self.init(error.description, Failure.status(error.kind))
        case let error as DocumentError:
            self.init(error.description, error.file.hasSuffix(".yaml") ? EX_CONFIG : EX_DATAERR)
        case let error as TrainingError: self.init(error.description, EX_DATAERR)
        case let error as PreparationError: self.init(error.description, EX_DATAERR)
        case let error as UnknownAccount: self.init(error.description, EX_DATAERR)
        case let error as MetricError: self.init(error.description, EX_DATAERR)
        case let error as PortfolioOptionsError: self.init(error.description, EX_USAGE)
        case let error as RetentionError: self.init(error.description, EX_DATAERR)
        case let error as EngineError: self.init(error.description, Failure.status(error))
        case let error as ExportError: self.init(error.description, EX_DATAERR)
        case let error as TemplateError: self.init(error.description, EX_CONFIG)
        case let error as GateFailure: self.init(error.description, 3)
        case let error as EarlierRun: self.init("\(error) (--state fresh begins anew)", EX_USAGE)
        case let error as ForeignState: self.init(error.description, EX_DATAERR)
        case let error as SystemFailure: self.init(error.description, EX_OSERR)
        case let error as UsageFailure: self.init(error.description, EX_USAGE)
        case let error as OutputError: self.init(error.description, Failure.status(error))
        default: self.init(other: error)
        }
    }

    /// The argument parser's errors have a status of their own; whatever else arrives here is a defect of ours.
    private init(other error: any Error) {
        let isParsing =
            error is ExitCode || error is CleanExit || error is ValidationError
            || "\(type(of: error))" == "CommandError"
        (message, status) = ("defect: \(error)", EX_SOFTWARE)
        isOwn = !isParsing
    }

    private init(_ message: String, _ status: Int32) { (self.message, self.status, isOwn) = (message, status, true) }

    private static func status(_ kind: SourceError.Kind) -> Int32 {
        switch kind {
        case .notFound: EX_NOINPUT
        case .noPermission: EX_NOPERM
        case .unreadable: EX_IOERR
        case .badData: EX_DATAERR
        case .unreachable: EX_UNAVAILABLE
        case .busy: EX_TEMPFAIL
        case .usage: EX_USAGE
        }
    }

    private static func status(_ error: EngineError) -> Int32 {
        switch error.reason {
        case .unsupported: EX_USAGE
        case .badData, .failed: EX_DATAERR
        case .unreachable: EX_UNAVAILABLE
        case .busy: EX_TEMPFAIL
        case .noPermission: EX_NOPERM
        case .notFound: EX_NOINPUT
        }
    }

    private static func status(_ error: OutputError) -> Int32 {
        switch error.code {
        case EPIPE: 0
        case EACCES, EPERM, EROFS: EX_NOPERM
        case ENOSPC, EIO, EFBIG, EDQUOT: EX_IOERR
        default: EX_CANTCREAT
        }
    }
}
