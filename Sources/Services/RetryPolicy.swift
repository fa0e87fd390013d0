package import Domain

/// Whether a failed attempt is followed by another one, and when: the one place that decides.
package struct RetryPolicy: Sendable {
    /// Before the second attempt; doubled before each one after it.
    package let firstSeconds: Int
    package let longestSeconds: Int
    /// Between two looks at whether somebody has mended what is wrong here.
    private static var byHandSeconds: Int { 300 }

    package init(firstSeconds: Int = 10, longestSeconds: Int = 3600) {
        self.firstSeconds = firstSeconds
        self.longestSeconds = longestSeconds
    }

    /// What follows a failed attempt.
    package enum Decision: Equatable, Sendable {
        case retry(inSeconds: Int)
        /// Again then, and this was no attempt.
        case postpone(inSeconds: Int)
        /// Trying again would fail again.
        case fail
        /// It might have gone well, but was tried often enough.
        case exhaust
    }

    /// Decides by the error's code.
    ///
    /// - Parameters:
    ///   - code: why the attempt failed.
    ///   - attempt: 1 for the first.
    ///   - attemptsMax: tries allowed.
    ///   - chance: any number; the same gives the same jitter.
    /// - Returns: another try half to whole of the doubled delay from now, or the end. What is
    ///   wrong with this machine's files, and not with the run, is tried again until it is mended.
    package func decide(
        _ code: AppError.Code, attempt: Int, of attemptsMax: Int, chance: UInt64
    ) -> Decision {
        if code.isMendedByHand { return .postpone(inSeconds: Self.byHandSeconds) }
        guard code.isPassing else { return .fail }
        guard attempt < attemptsMax else { return .exhaust }
        let doublings = min(max(attempt - 1, 0), 20)
        let delay = min(firstSeconds << doublings, longestSeconds)
        let half = delay / 2
        return .retry(inSeconds: delay - half + Int(chance % UInt64(half + 1)))
    }
}

extension AppError.Code {
    /// Whether the run is right and this machine's `jobs/` or keys are not: a deploy, a slip of a hand.
    package var isMendedByHand: Bool {
        switch self {
        case .jobUnknown, .jobFileInvalid, .rootNotFound, .signingKeyExpired, .signingKeyInvalid:
            true
        default: false
        }
    }

    /// Whether time, or another server, may mend it; what is wrong with data or set-up may not.
    package var isPassing: Bool {
        switch self {
        case .primaryUnreachable, .replicaUnreachable, .replicaStale, .replicaForeign,
            .connectionLost,
            .databaseBusy, .databaseFull, .snapshotConflict, .statementTimeout,
            .statementCancelled, .outputFull, .attemptTimeout, .primaryDemoted, .unexpected:
            true
        case .jobUnknown, .clinicUnknown, .userUnknown, .accessDenied, .periodInvalid,
            .periodReversed, .formatUnknown, .requestIncomplete, .taxRateMissing,
            .taxRatesInvalid, .taxPolicyMissing, .documentUnknown, .taxPerUnitForeign,
            .exchangeRateMissing,
            .lineQuantityNegative, .numericNotFinite,
            .numericOutOfRange, .amountTooPrecise, .currencyUnknown, .zoneUnknown,
            .tenantMismatch, .rowShapeUnexpected, .reportRowsInvalid, .databaseLoginFailed,
            .databaseTLSFailed,
            .databaseDenied, .constraintViolated, .writeOnReplica, .queryFailed,
            .schemaMissing, .schemaTooOld, .schemaTooNew, .migrationChanged, .migrationLocked,
            .seedRefused, .leaseLost, .runInProgress, .runCancelled, .recordedFilesMissing,
            .outputUnwritable, .fileConflict, .sheetInvalid, .figureTooLong, .configInvalid,
            .jobFileInvalid, .templateInvalid, .rootNotFound, .scheduleInvalid, .runUnknown,
            .runEnded,
            .childrenFailed, .groupUnknown, .groupEmpty, .manifestChanged, .logsMissing,
            .jsonInvalid, .taxDocumentInvalid, .taxCheckFailed,
            .bankFileInvalid, .bankFormatUnknown, .bankStatementForeign, .bankTotalsDiffer,
            .bankMappingInvalid, .importUnknown, .inboxMissing,
            .matchItemUnknown, .matchDecisionUnknown, .matchDifferenceUntyped,
            .matchAlreadyDecided, .matchRuleInvalid, .accountMapInvalid,
            .closeUnmade, .closeStanding, .closeNotStanding, .closeOutOfOrder, .closeTooEarly,
            .closeChanged, .closeReasonMissing,
            .backfillUnknown,
            .signingKeyMissing, .signingKeyInForce, .signingKeyExpired, .signingKeyInvalid,
            .manifestMissing, .manifestInvalid, .manifestMisplaced, .manifestForeign,
            .manifestUnsigned, .manifestKeyUnknown, .manifestKeyLapsed, .signatureInvalid,
            .fileMissing, .fileDamaged, .fileTotalsDiffer, .fileUnlisted, .ledgerDiffers:
            false
        }
    }
}
