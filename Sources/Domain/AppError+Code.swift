extension AppError {
    /// What went wrong, by the name that callers, logs and the error gallery know for good.
    package enum Code: String, CaseIterable, Sendable {
        // What was asked for.
        case jobUnknown = "JOB_UNKNOWN"
        case logsMissing = "LOGS_MISSING"
        case clinicUnknown = "CLINIC_UNKNOWN"
        case groupUnknown = "GROUP_UNKNOWN"
        case groupEmpty = "GROUP_EMPTY"
        case userUnknown = "USER_UNKNOWN"
        case accessDenied = "ACCESS_DENIED"
        case periodInvalid = "PERIOD_INVALID"
        case periodReversed = "PERIOD_REVERSED"
        case formatUnknown = "FORMAT_UNKNOWN"
        case scheduleInvalid = "SCHEDULE_INVALID"
        case requestIncomplete = "REQUEST_INCOMPLETE"

        // What the books hold.
        case taxRateMissing = "TAX_RATE_MISSING"
        case taxRatesInvalid = "TAX_RATES_INVALID"
        case taxPolicyMissing = "TAX_POLICY_MISSING"
        case documentUnknown = "DOCUMENT_UNKNOWN"
        case taxPerUnitForeign = "TAX_PER_UNIT_FOREIGN"
        case exchangeRateMissing = "EXCHANGE_RATE_MISSING"
        case lineQuantityNegative = "LINE_QUANTITY_NEGATIVE"
        case numericNotFinite = "NUMERIC_NOT_FINITE"
        case numericOutOfRange = "NUMERIC_OUT_OF_RANGE"
        case amountTooPrecise = "AMOUNT_TOO_PRECISE"
        case currencyUnknown = "CURRENCY_UNKNOWN"
        case zoneUnknown = "ZONE_UNKNOWN"
        case jsonInvalid = "JSON_INVALID"
        case taxDocumentInvalid = "TAX_DOCUMENT_INVALID"
        case taxCheckFailed = "TAX_CHECK_FAILED"
        case bankFileInvalid = "BANK_FILE_INVALID"
        case bankFormatUnknown = "BANK_FORMAT_UNKNOWN"
        case bankStatementForeign = "BANK_STATEMENT_FOREIGN"
        case bankTotalsDiffer = "BANK_TOTALS_DIFFER"
        case bankMappingInvalid = "BANK_MAPPING_INVALID"
        case importUnknown = "IMPORT_UNKNOWN"
        case inboxMissing = "INBOX_MISSING"
        case matchItemUnknown = "MATCH_ITEM_UNKNOWN"
        case matchDecisionUnknown = "MATCH_DECISION_UNKNOWN"
        case matchDifferenceUntyped = "MATCH_DIFFERENCE_UNTYPED"
        case matchAlreadyDecided = "MATCH_ALREADY_DECIDED"
        case matchRuleInvalid = "MATCH_RULE_INVALID"
        case closeUnmade = "CLOSE_UNMADE"
        case closeStanding = "CLOSE_STANDING"
        case closeNotStanding = "CLOSE_NOT_STANDING"
        case closeOutOfOrder = "CLOSE_OUT_OF_ORDER"
        case closeTooEarly = "CLOSE_TOO_EARLY"
        case closeChanged = "CLOSE_CHANGED"
        case closeReasonMissing = "CLOSE_REASON_MISSING"
        case accountMapInvalid = "ACCOUNT_MAP_INVALID"
        case tenantMismatch = "TENANT_MISMATCH"
        case rowShapeUnexpected = "ROW_SHAPE_UNEXPECTED"
        case reportRowsInvalid = "REPORT_ROWS_INVALID"

        // Databases.
        case primaryUnreachable = "PRIMARY_UNREACHABLE"
        case primaryDemoted = "PRIMARY_DEMOTED"
        case replicaUnreachable = "REPLICA_UNREACHABLE"
        case replicaStale = "REPLICA_STALE"
        case replicaForeign = "REPLICA_FOREIGN"
        case databaseLoginFailed = "DATABASE_LOGIN_FAILED"
        case databaseTLSFailed = "DATABASE_TLS_FAILED"
        case databaseBusy = "DATABASE_BUSY"
        case databaseFull = "DATABASE_FULL"
        case databaseDenied = "DATABASE_DENIED"
        case connectionLost = "CONNECTION_LOST"
        case snapshotConflict = "SNAPSHOT_CONFLICT"
        case statementTimeout = "STATEMENT_TIMEOUT"
        case statementCancelled = "STATEMENT_CANCELLED"
        case constraintViolated = "CONSTRAINT_VIOLATED"
        case writeOnReplica = "WRITE_ON_REPLICA"
        case queryFailed = "QUERY_FAILED"

        // Schema.
        case schemaMissing = "SCHEMA_MISSING"
        case schemaTooOld = "SCHEMA_TOO_OLD"
        case schemaTooNew = "SCHEMA_TOO_NEW"
        case migrationChanged = "MIGRATION_CHANGED"
        case migrationLocked = "MIGRATION_LOCKED"
        case seedRefused = "SEED_REFUSED"

        // Runs.
        case leaseLost = "LEASE_LOST"
        case attemptTimeout = "ATTEMPT_TIMEOUT"
        case runInProgress = "RUN_IN_PROGRESS"
        case runCancelled = "RUN_CANCELLED"
        case runUnknown = "RUN_UNKNOWN"
        case runEnded = "RUN_ENDED"
        case childrenFailed = "CHILDREN_FAILED"
        case manifestChanged = "MANIFEST_CHANGED"
        case backfillUnknown = "BACKFILL_UNKNOWN"
        case recordedFilesMissing = "RECORDED_FILES_MISSING"

        // Files.
        case outputUnwritable = "OUTPUT_UNWRITABLE"
        case outputFull = "OUTPUT_FULL"
        case fileConflict = "FILE_CONFLICT"
        case sheetInvalid = "SHEET_INVALID"
        case figureTooLong = "FIGURE_TOO_LONG"

        // Proof of files.
        case signingKeyMissing = "SIGNING_KEY_MISSING"
        case signingKeyInForce = "SIGNING_KEY_IN_FORCE"
        case signingKeyExpired = "SIGNING_KEY_EXPIRED"
        case signingKeyInvalid = "SIGNING_KEY_INVALID"
        case manifestMissing = "MANIFEST_MISSING"
        case manifestInvalid = "MANIFEST_INVALID"
        case manifestMisplaced = "MANIFEST_MISPLACED"
        case manifestForeign = "MANIFEST_FOREIGN"
        case manifestUnsigned = "MANIFEST_UNSIGNED"
        case manifestKeyUnknown = "MANIFEST_KEY_UNKNOWN"
        case manifestKeyLapsed = "MANIFEST_KEY_LAPSED"
        case signatureInvalid = "SIGNATURE_INVALID"
        case fileMissing = "FILE_MISSING"
        case fileDamaged = "FILE_DAMAGED"
        case fileTotalsDiffer = "FILE_TOTALS_DIFFER"
        case fileUnlisted = "FILE_UNLISTED"
        case ledgerDiffers = "LEDGER_DIFFERS"

        // Configuration.
        case configInvalid = "CONFIG_INVALID"
        case jobFileInvalid = "JOB_FILE_INVALID"
        case templateInvalid = "TEMPLATE_INVALID"
        case rootNotFound = "ROOT_NOT_FOUND"
        case unexpected = "UNEXPECTED"
    }
}

extension AppError.Code {
    /// One answer for the portal, the terminal and the run record, so that they agree.
    struct Answer {
        let status: Int
        let exit: Int32
        let sentence: String
        let remedy: String

        init(_ status: Int, _ exit: Int32, _ sentence: String, do remedy: String) {
            self.status = status
            self.exit = exit
            self.sentence = sentence
            self.remedy = remedy
        }
    }

    var answer: Answer {
        switch self {
        case .jobUnknown:
            Answer(404, 64, "There is no such job", do: "`evclinic jobs list` names them all")
        case .logsMissing:
            Answer(
                404, 1, "There are no log files to read",
                do: "check LOG_DIR, and that LOG_OUTPUT has files; development has none by default")
        case .clinicUnknown:
            Answer(
                404, 64, "There is no active clinic of that name",
                do: "give the clinic's slug as in clinic.clinic, or --all")
        case .groupUnknown:
            Answer(
                404, 64, "There is no group of clinics of that name",
                do: "give the group's slug as in clinic.clinic_group")
        case .groupEmpty:
            Answer(
                422, 65, "That group has no active clinic",
                do: "set clinic.clinic_group_id of the clinics that belong to it")
        case .userUnknown:
            Answer(
                404, 64, "There is no active user of that login",
                do: "give --as the login of a user in clinic.app_user")
        case .accessDenied:
            Answer(
                403, 1, "That user may not do this in that clinic",
                do: "ask for a membership whose role has the permission named")
        case .periodInvalid:
            Answer(
                400, 64, "That is not a period",
                do: "write 2026-10, 2026-10-31, 2026-W44, 2026-Q4, 2026 or FY2026-Q4")
        case .periodReversed:
            Answer(
                400, 64, "The range ends before it begins",
                do: "give the earlier period first, as in 2026-08..2026-10")
        case .formatUnknown:
            Answer(
                400, 64, "That is not a file format",
                do:
                    "use --format xlsx, csv or xlsx,csv; a journal has hledger, xero, quickbooks too"
            )
        case .scheduleInvalid:
            Answer(
                400, 64, "That is not a schedule",
                do: "write five cron fields such as 30 2 1 * *, or @monthly; see jobs/README.md")
        case .requestIncomplete:
            Answer(400, 64, "The request lacks something", do: "see `evclinic run --help`")
        case .taxRateMissing:
            Answer(
                422, 65, "A tax code has no rate in force on the tax point",
                do: "add the rate with its validity to clinic.tax_rate, or to the document's rates")
        case .taxRatesInvalid:
            Answer(
                422, 65, "Tax rates contradict each other",
                do: "correct the validity or percent in clinic.tax_rate, or in the document's rates"
            )
        case .taxPolicyMissing:
            Answer(
                422, 65, "The clinic has no tax policy in force",
                do: "add one with its first day to clinic.tax_policy, then run again")
        case .documentUnknown:
            Answer(
                404, 64, "There is no such document",
                do: "give the number of an issued invoice or credit note of the clinic")
        case .taxPerUnitForeign:
            Answer(
                422, 65, "A fixed tax per unit stands on a document in another currency",
                do: "bill the line in the clinic's currency, or give it a tax code of percents")
        case .exchangeRateMissing:
            Answer(
                422, 65, "A document in another currency has no exchange rate",
                do: "set invoice.exchange_rate, or add the day's rate to clinic.exchange_rate")
        case .lineQuantityNegative:
            Answer(
                422, 65, "An invoice line has a negative quantity",
                do: "correct the line; a return is a credit note with a positive quantity")
        case .numericNotFinite:
            Answer(
                422, 65, "A number in the database is NaN or infinite",
                do: "correct the row named; no amount, rate or quantity may be NaN")
        case .numericOutOfRange:
            Answer(
                422, 65, "A number exceeds what money can hold",
                do: "correct what is named; documents of the books stay within 10¹⁵ minor units, "
                    + "those computed from JSON below 10¹⁸")
        case .amountTooPrecise:
            Answer(
                422, 65, "An amount has more digits than its currency",
                do: "round the row or member named to the currency's minor unit")
        case .currencyUnknown:
            Answer(
                422, 65, "That is not an active ISO 4217 currency",
                do: "correct the currency code, three capital letters such as EUR")
        case .zoneUnknown:
            Answer(
                422, 65, "That is not a time zone of this machine's tzdata",
                do: "use an IANA name such as Asia/Kolkata, or update the package tzdata")
        case .accountMapInvalid:
            Answer(
                422, 65,
                "The clinic's account map lacks a posting rule, or has one that cannot be used",
                do:
                    "nothing was exported; add each kind named to clinic.account_map, with the accounts "
                    + "that it debits and credits (jobs/README.md has the rules), and run again")
        case .tenantMismatch:
            Answer(
                500, 1, "A row of another clinic was about to be read",
                do: "nothing was written; check the row-level security of the relation named")
        case .rowShapeUnexpected:
            Answer(
                500, 1, "A result does not have the columns that its reader expects",
                do: "`evclinic doctor` compares the columns of clinic.* with what we read")
        case .jsonInvalid:
            Answer(
                422, 65, "That is not JSON",
                do: "correct the place named; RFC 8259 says what JSON is")
        case .taxDocumentInvalid:
            Answer(
                422, 65, "A document cannot be computed",
                do: "correct the member named; templates/README.md lists every member")
        case .taxCheckFailed:
            Answer(
                422, 2, "Computed figures do not stand the check",
                do: "see each difference above; a document without “expected” checks nothing")
        case .bankFileInvalid:
            Answer(
                422, 65, "A file from a bank or a gateway cannot be read",
                do: "nothing was booked; have it sent anew, or correct the place named")
        case .bankFormatUnknown:
            Answer(
                422, 65, "Nobody knows this file's format",
                do: "name it: `--format camt|mt940|ofx|bai2`, or `--mapping FILE` for CSV")
        case .bankMappingInvalid:
            Answer(
                422, 78, "A mapping of a bank's or a gateway's CSV is wrong",
                do: "correct the place named; templates/README.md lists every key")
        case .importUnknown:
            Answer(
                404, 64, "No booked file has that number",
                do: "`evclinic import list --clinic SLUG` shows them, undone ones too")
        case .inboxMissing:
            Answer(
                404, 64, "There is no such folder to take files from",
                do: "name a folder with --inbox that evclinic may read and write")
        case .bankStatementForeign:
            Answer(
                422, 65, "A statement is not of the account that was named",
                do: "nothing was booked; correct `--account` or `--currency`, or take another file")
        case .bankTotalsDiffer:
            Answer(
                422, 2, "A file does not hold what it says of itself",
                do: "see the findings above; have it sent anew, or book it with --accept REASON")
        case .matchItemUnknown:
            Answer(
                404, 64, "The clinic has no such item",
                do: "give the number as in the report; `imported:` and `settled:` must still count")
        case .matchDecisionUnknown:
            Answer(
                404, 64, "There is nothing of that number to take back",
                do: "`evclinic match list` and `match rule list` show them, with --all undone ones")
        case .matchDifferenceUntyped:
            Answer(
                422, 65, "The two sides differ, and nothing says why",
                do: "add --difference fee, rounding, exchange or short_pay, or name other items")
        case .matchAlreadyDecided:
            Answer(
                409, 1, "That was decided before",
                do: "take the decision named back with `evclinic match undo`, then decide anew")
        case .matchRuleInvalid:
            Answer(
                422, 65, "A pattern needs at least three letters or digits besides *",
                do: "write more of the narration, such as \"RENT*\"")
        default: closingAnswer
        }
    }
}
