extension AppError.Code {
    /// What a code of approving and reopening a period answers with.
    var closingAnswer: Answer {
        switch self {
        case .closeUnmade:
            Answer(
                404, 1, "There is no result of that period to approve",
                do: "`evclinic run monthly-pack` makes one; look at it, then approve it")
        case .closeStanding:
            Answer(
                409, 1, "That period is approved",
                do: "what comes now posts to the next one; to change it: `evclinic close reopen`")
        case .closeNotStanding:
            Answer(
                409, 1, "That period has no approval that stands",
                do: "`evclinic close status` shows what is approved, reopened and stale")
        case .closeOutOfOrder:
            Answer(
                409, 1, "Periods are approved one after the other, without a gap",
                do: "approve the period named first")
        case .closeTooEarly:
            Answer(
                409, 1, "That period is not over",
                do: "approve it when its last day is past in the clinic's zone")
        case .closeChanged:
            Answer(
                409, 2, "The books are not as they were in the revision that was made",
                do: "run the pack again, look at its sheet Changes, and approve that revision")
        case .closeReasonMissing:
            Answer(
                422, 1, "A tie fails or an input is missing, and nobody says why that may be",
                do: "mend it, or approve with --reason")
        default: systemAnswer
        }
    }
}
