extension AppError.Code {
    /// What a code of keys, manifests and their files answers with.
    var proofAnswer: Answer {
        switch self {
        case .signingKeyMissing:
            Answer(
                404, 64, "There is no signing key to rotate",
                do: "`evclinic keys new` makes the first one")
        case .signingKeyInForce:
            Answer(
                409, 1, "A signing key is in force already",
                do: "`evclinic keys rotate` makes a new one and retires it")
        case .signingKeyExpired:
            Answer(
                409, 78, "No signing key is in force",
                do: "`evclinic keys rotate` makes a new one; the old public key stays")
        case .signingKeyInvalid:
            Answer(
                500, 78, "A key's file cannot be used",
                do: "mend or restore the file named; `evclinic keys list` shows all of them")
        case .manifestMissing:
            Answer(
                404, 64, "There is no manifest at that place",
                do: "name a file that ends in .manifest.json, or a folder that holds some")
        case .manifestForeign:
            Answer(
                422, 65, "A manifest is of another clinic",
                do: "ask for the file of the clinic that you named, or name the other one")
        default: manifestAnswer
        }
    }

    private var manifestAnswer: Answer {
        switch self {
        case .manifestInvalid:
            Answer(
                422, 65, "A manifest cannot be read",
                do: "trust none of its files; fetch them again from where they were made")
        case .manifestMisplaced:
            Answer(
                422, 65, "A manifest lies under a name that is not its own",
                do: "give it back the name that it states, or fetch the right one again")
        case .manifestUnsigned:
            Answer(
                422, 65, "A manifest has no signature",
                do: "fetch its .sig file too; --unsigned takes what was made without a key")
        case .manifestKeyUnknown:
            Answer(
                422, 65, "The key that signed is not at hand",
                do: "ask the clinic for that key's file, and name its folder with --keys")
        case .manifestKeyLapsed:
            Answer(
                422, 65, "The key was not in force when it signed",
                do: "trust none of the files; ask the clinic to sign a new revision")
        case .signatureInvalid:
            Answer(
                422, 65, "A signature is not of this manifest and key",
                do: "trust none of the files; fetch manifest and signature again")
        default: fileAnswer
        }
    }

    private var fileAnswer: Answer {
        switch self {
        case .fileMissing:
            Answer(
                422, 65, "A file that the manifest lists is not there",
                do:
                    "fetch it again, or run the job again: it comes back byte for byte, save from an "
                    + "approved period whose books have changed: a backup has it, or reopen it")
        case .fileDamaged:
            Answer(
                422, 65, "A file is not what its manifest says",
                do:
                    "do not use it; move it away and run the job again, which restores it, save in an "
                    + "approved period whose books have changed: a backup has it, or reopen it")
        case .fileTotalsDiffer:
            Answer(
                422, 65, "A file does not add up to what its manifest says",
                do: "do not use it; move it away and run the job again, which restores it")
        case .fileUnlisted:
            Answer(
                422, 65, "A file beside the manifest is none of its own",
                do: "do not take it for a part of the report; move it away")
        case .ledgerDiffers:
            Answer(
                422, 65, "The ledger has another result of that revision",
                do: "nothing was changed; compare `evclinic runs why` with the manifest")
        default:
            Answer(500, 1, "Something unforeseen happened", do: "report it with the run's id")
        }
    }
}
