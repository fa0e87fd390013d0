/// The tags that are known, because what is around them or in them matters.
enum OFXTags {
    /// A statement, or an account that a bank lists without one: an empty statement then.
    static let statements: Set = [
        "STMTRS", "CCSTMTRS", "INVSTMTRS", "BANKACCTINFO", "CCACCTINFO", "INVACCTINFO",
    ]
    static let accounts: Set = ["BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"]
    static let balances: Set = ["LEDGERBAL", "AVAILBAL"]
    static let lines: Set = ["STMTTRN", "STMTTRNP"]
    static let responses: Set = ["STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS", "ACCTINFOTRNRS"]

    /// Tags that always have others in them and always close.
    static let aggregates: Set = statements.union(accounts).union(balances).union(lines)
        .union(responses).union([
            "OFX", "SIGNONMSGSRSV1", "SONRS", "STATUS", "BANKMSGSRSV1", "CREDITCARDMSGSRSV1",
            "INVSTMTMSGSRSV1", "SIGNUPMSGSRSV1", "BANKTRANLIST", "BANKTRANLISTP", "INVTRANLIST",
            "INVBANKTRAN", "ACCTINFORS", "ACCTINFO", "BALLIST", "BAL",
        ])

    /// Tags that have text in them or nothing; any other may also have tags.
    static let leaves: Set = [
        "TRNTYPE", "DTPOSTED", "DTUSER", "DTAVAIL", "DTTRAN", "TRNAMT", "FITID", "CORRECTFITID",
        "CORRECTACTION", "SRVRTID", "CHECKNUM", "REFNUM", "SIC", "PAYEEID", "NAME", "EXTDNAME",
        "MEMO", "CURSYM", "CURRATE", "BALAMT", "DTASOF", "BANKID", "BRANCHID", "ACCTID", "ACCTTYPE",
        "ACCTKEY", "BROKERID", "CODE", "SEVERITY", "MESSAGE", "CURDEF", "TRNUID", "CLTCOOKIE",
        "DTSTART", "DTEND", "LANGUAGE", "DTSERVER",
    ]
}
