import Domain

/// What `doctor` found: one line a check.
package struct Finding: Sendable, Encodable, Equatable {
    /// What was looked at, such as `replica standby1`.
    package let subject: String
    package let isWell: Bool
    package let finding: String
    /// What to do; empty when it is well.
    package let remedy: String

    /// Something that is as it should be.
    package static func well(_ subject: String, _ finding: String) -> Finding {
        Finding(subject: subject, isWell: true, finding: finding, remedy: "")
    }

    /// Something that is not, and what to do about it.
    package static func ill(_ subject: String, _ finding: String, do remedy: String) -> Finding {
        Finding(subject: subject, isWell: false, finding: finding, remedy: remedy)
    }

    /// A check that threw: its sentence and its own remedy.
    package static func ill(_ subject: String, _ error: any Error) -> Finding {
        let cause = error as? AppError ?? AppError(.unexpected, "\(type(of: error))")
        return .ill(subject, "\(cause.errorCode) \(cause.sentence)", do: cause.remedy)
    }
}
