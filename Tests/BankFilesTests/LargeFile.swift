import BankFiles
import Foundation
import Glibc

/// A file of a bank or a gateway that is made as it is read, so that it may be of any size.
struct LargeFile: Codable, Sendable {
    /// Which reader.
    enum Format: String, CaseIterable, Codable, Sendable {
        case camt, mt940, ofx, bai2, csv, stripe, razorpay, mapped
    }

    /// What large files are made of at least; `EVCLINIC_FEED_MEBIBYTES` sets it.
    static let bytes =
        (ProcessInfo.processInfo.environment["EVCLINIC_FEED_MEBIBYTES"].flatMap { Int($0) } ?? 16)
        << 20

    let format: Format
    /// How often the entry stands there.
    let entries: Int

    init(_ format: Format, bytes: Int = Self.bytes) {
        self.format = format
        let parts = Self.parts(format)
        entries = bytes / parts.entry.utf8.count + 1
    }

    var size: Int {
        let parts = Self.parts(format)
        return parts.head.utf8.count + entries * parts.entry.utf8.count + parts.tail.utf8.count
    }

    /// The file, in pieces of 64 KiB and a little more.
    var feed: ByteFeed {
        let parts = Self.parts(format)
        let entry = Array(parts.entry.utf8)
        let most = (1 << 16) / entry.count + 1
        let block = Array(repeatElement(entry, count: most).joined())
        var (left, isBegun, isEnded) = (entries, false, false)
        return ByteFeed { () in
            if !isBegun {
                isBegun = true
                return Array(parts.head.utf8)
            }
            guard left == 0 else {
                let count = min(left, most)
                left -= count
                return count == most ? block : Array(block[..<(count * entry.count)])
            }
            defer { isEnded = true }
            return isEnded ? [] : Array(parts.tail.utf8)
        }
    }

    /// The most memory that this process ever had, in bytes.
    static var peak: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    /// What stands before the entries, one entry, and what stands behind them.
    private static func parts(_ format: Format) -> (head: String, entry: String, tail: String) {
        switch format {
        case .camt:
            // All in one line: columns are as large as the file.
            (
                "<Document><BkToCstmrStmt><Stmt>",
                "<Ntry><NtryRef>1</NtryRef><Amt Ccy=\"EUR\">120.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
                    + "<Sts>BOOK</Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt><NtryDtls><TxDtls>"
                    + "<RmtInf><Ustrd>Invoice 4711 of January</Ustrd></RmtInf></TxDtls></NtryDtls>"
                    + "</Ntry>", "</Stmt></BkToCstmrStmt></Document>"
            )
        case .mt940:
            (
                ":20:ST1\n:25:DE02120300000000202051\n:28C:12/1\n:60F:C260101EUR100,00\n",
                ":61:2601020103RC12,50NTRFNONREF//B-1\n:86:166?00A?20SVWZ+Rechnung 4711 vom\n",
                ":62F:C260131EUR100,00\n-\n"
            )
        case .ofx:
            (
                "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
                    + "<CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>1234</BANKACCTFROM><BANKTRANLIST>\n",
                "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260102<TRNAMT>12.50<FITID>F1<NAME>Rent of May"
                    + "<MEMO>Invoice 4711</STMTTRN>\n",
                "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
            )
        case .bai2:
            (
                "01,BANK,US,260102,0100,7,80,,2/\n02,US,BANK,1,260101,,EUR,2/\n"
                    + "03,77,EUR,010,100,,/\n",
                "16,142,150,Z,B,C,Invoice 4711\n88,of January, the second\n",
                "49,500,4/\n98,500,1,6/\n99,500,1,8/\n"
            )
        case .csv: ("Date,Amount,Text\n", "2026-10-05,-12.50,\"Rent, \"\"flat\"\"\"\r\n", "")
        case .stripe:
            (
                "automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,net,"
                    + "reporting_category,source_id\n",
                "po_1,txn_1,2026-10-05 14:03:11,usd,100.00,3.20,96.80,charge,ch_1\n", ""
            )
        case .razorpay:
            (
                "entity_id,type,debit,credit,amount,currency,fee,tax,created_at,settled_at,"
                    + "settlement_id\n",
                "pay_1,payment,0,9764,10000,INR,236,36,1791180000,1791266400,setl_1\n", ""
            )
        case .mapped:
            (
                "ID,Kind,Time,Amount,Fee,Net\n",
                "tx_1,Sale,2026-10-05 14:03:11,100.00,3.20,96.80\n", ""
            )
        }
    }
}
