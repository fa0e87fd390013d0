extension AppError.Code {
    /// What a code of databases, runs, files or of us answers with.
    var systemAnswer: Answer {
        switch self {
        case .primaryUnreachable:
            Answer(
                503, 69, "The primary database cannot be reached",
                do: "check PRIMARY_URL and that the server is up; `evclinic doctor` tells more")
        case .primaryDemoted:
            Answer(
                503, 69, "This primary was replaced by a promoted standby",
                do: "point PRIMARY_URL at the promoted server; a promoted copy is no replica")
        case .replicaUnreachable:
            Answer(
                503, 69, "No read replica can be reached",
                do: "check REPLICA_URLS, or set REPLICA_POLICY=primary; try `evclinic doctor`")
        case .replicaStale:
            Answer(
                503, 75, "The replica is further behind than the job allows",
                do: "wait for replication, or raise max_staleness_seconds in the job's file")
        case .replicaForeign:
            Answer(
                503, 78, "No replica has the history of this primary",
                do: "name the primary's own standbys in REPLICA_URLS; try `evclinic doctor`")
        case .databaseLoginFailed:
            Answer(
                503, 69, "The database refused the login",
                do: "check user and password of the URL named, and the server's pg_hba.conf")
        case .databaseTLSFailed:
            Answer(
                503, 69, "The encrypted connection could not be made",
                do: "check sslmode and sslrootcert of the URL named, and the server's certificate")
        case .databaseBusy:
            Answer(
                503, 75, "The database is starting up or has no free connection",
                do: "try again in a minute; raise max_connections if it stays so")
        case .databaseFull:
            Answer(
                503, 69, "The database is out of disk or memory",
                do: "free space on the server or raise temp_file_limit, then run again")
        case .databaseDenied:
            Answer(
                503, 78, "The database role lacks a right",
                do: "run `evclinic db migrate`, which grants what worker and reporter need")
        case .connectionLost:
            Answer(503, 75, "The database closed the connection", do: "run the command again")
        case .snapshotConflict:
            Answer(
                503, 75, "The replica cancelled the report to keep up with the primary",
                do: "run again; if it stays so, raise max_standby_streaming_delay")
        case .statementTimeout:
            Answer(
                504, 75, "A statement took longer than its deadline",
                do: "run again at a quiet hour, or raise STATEMENT_TIMEOUT_SECONDS")
        case .statementCancelled:
            Answer(499, 75, "A statement was cancelled by someone else", do: "run it again")
        case .constraintViolated:
            Answer(
                409, 1, "The database refused a row that breaks a rule",
                do: "report it with the constraint's name; nothing was recorded")
        case .writeOnReplica:
            Answer(
                500, 1, "A report's SQL tried to write on a replica",
                do: "make the SQL a plain SELECT; `evclinic jobs check` finds such a job")
        case .queryFailed:
            Answer(
                500, 1, "The database could not run a statement",
                do: "report it with the SQLSTATE; nothing was recorded")
        case .schemaMissing:
            Answer(
                503, 78, "The database has no evclinic schema",
                do: "run `evclinic db migrate` with MIGRATION_URL set")
        case .schemaTooOld:
            Answer(
                503, 78, "The database schema is older than this program works with",
                do: "run `evclinic db migrate`")
        case .schemaTooNew:
            Answer(
                503, 78, "The database schema is newer than this program works with",
                do: "install the program version that belongs to it")
        case .migrationChanged:
            Answer(
                409, 78, "A migration that was applied differs from the one in this program",
                do: "use the build that applied it; applied migrations are never edited")
        case .migrationLocked:
            Answer(409, 75, "Another process is migrating this database", do: "wait for it to end")
        case .seedRefused:
            Answer(
                409, 78, "The seed would touch a database that is not its own",
                do: "seed an empty development database, or give --replace to start over")
        default: ownAnswer
        }
    }

    private var ownAnswer: Answer {
        switch self {
        case .leaseLost:
            Answer(
                409, 75, "Another process took this run over",
                do: "nothing of ours was recorded; `evclinic run` again shows its result")
        case .attemptTimeout:
            Answer(
                504, 75, "The run took longer than its job allows",
                do: "run again at a quiet hour, or raise timeout_seconds in the job's file")
        case .runInProgress:
            Answer(
                409, 75, "Another process is working on this run",
                do: "wait for it, or try again when its lease has lapsed")
        case .runUnknown:
            Answer(
                404, 64, "The ledger has no such run",
                do: "see `evclinic runs list` for the numbers there are")
        case .runEnded:
            Answer(
                400, 64, "The run has ended, and there is nothing to cancel",
                do: "see `evclinic runs show` with its number")
        case .childrenFailed:
            Answer(
                409, 3, "Some of the runs that this one made have no result",
                do: "see `evclinic runs list --parent` with its number, mend them, "
                    + "then `evclinic runs retry` it; those that are done stay")
        case .manifestChanged:
            Answer(
                409, 1, "A recorded manifest is not the one that was published",
                do:
                    "compare worker.run.manifest with the published file, put the ledger right from a "
                    + "backup, then `evclinic runs retry` the group's run")
        case .backfillUnknown:
            Answer(
                404, 64, "There is no such backfill",
                do: "see `evclinic backfill list` for the numbers there are")
        case .runCancelled:
            Answer(499, 130, "The run was cancelled", do: "run it again when you want its result")
        case .recordedFilesMissing:
            Answer(
                409, 1, "A recorded file is gone before it was published",
                do: "run the job again: it makes a new revision that says why")
        case .outputUnwritable:
            Answer(
                507, 73, "A file cannot be written in the output folder",
                do: "give --out a folder that this user may write to")
        case .outputFull:
            Answer(
                507, 73, "The disk of the output folder is full",
                do: "free space and run again; nothing was published")
        case .fileConflict:
            Answer(
                409, 73, "Another file already stands under the final name",
                do: "move it away and run again; we never overwrite a file")
        case .sheetInvalid:
            Answer(500, 1, "A sheet cannot be written as it is", do: "correct the report's columns")
        case .figureTooLong:
            Answer(
                422, 65, "A figure has more than 15 digits, which a spreadsheet cannot hold",
                do: "use --format csv, which is exact at any length")
        case .configInvalid:
            Answer(
                500, 78, "The configuration is not valid",
                do: "correct every line listed; .env.example shows each key")
        case .jobFileInvalid:
            Answer(
                422, 78, "A job's file is not valid",
                do: "correct the place named; jobs/README.md lists every key")
        case .reportRowsInvalid:
            Answer(
                422, 65, "A template's query gave rows that no report can show",
                do: "correct the query or the rows named; templates/README.md says what it takes")
        case .templateInvalid:
            Answer(
                422, 78, "A report's template is not valid",
                do: "correct the place named; templates/README.md says what a template has")
        case .rootNotFound:
            Answer(
                500, 78, "The folder with jobs/ and templates/ was not found",
                do: "set EVCLINIC_ROOT to the folder that holds jobs/ and templates/")
        default: proofAnswer
        }
    }
}
