import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Inbox") struct InboxTests {
    /// A folder that cron empties.
    private struct Inbox {
        let office: Office
        let account: String

        init() throws {
            office = try Office()
            account = try office.account()
            try FileManager.default.createDirectory(
                atPath: "\(office.folder.path)/in", withIntermediateDirectories: true)
        }

        /// Puts a file there that has rested, unless it is new.
        func put(_ text: String, as name: String, isNew: Bool = false) throws {
            let path = try office.folder.write(text, to: "in/\(name)")
            guard !isNew else { return }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_790_000_000)],
                ofItemAtPath: path)
        }

        static let order = ["import", "--inbox", "in", "--clinic", "harbor-dental"]

        func take(_ more: String...) throws -> Program {
            try office.evclinic(Self.order + more)
        }

        var files: [String] {
            office.folder.files().keys.filter { $0.hasPrefix("in/") }.map {
                String($0.dropFirst(3))
            }
            .sorted()
        }

        func text(_ name: String) throws -> String {
            try String(contentsOfFile: "\(office.folder.path)/in/\(name)", encoding: .utf8)
        }

        func booked() throws -> [String] {
            try office.told("SELECT kind || ' ' || name FROM worker.import_file ORDER BY id")
        }

        func statement(_ amount: String = "10,00", closing: String = "110,00") -> String {
            """
            :20:STARTUMS
            :25:\(account)
            :28C:1/1
            :60F:C261004USD100,00
            :61:2610051005C\(amount)NTRFNONREF
            :86:a
            :62F:C261005USD\(closing)
            -
            """
        }
    }

    private static let stripe = """
        automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,net,\
        reporting_category,source_id
        po_1,txn_1,2026-10-05 14:03:11,usd,100.00,3.20,96.80,charge,ch_1
        """
    private static let razorpay = """
        entity_id,type,debit,credit,amount,currency,fee,tax,created_at,settled_at,settlement_id
        pay_1,payment,0,9764,10000,INR,236,36,1791180000,1791266400,setl_1
        """

    @Test("is emptied by name: what is booked goes to done, the rest to refused with its reason")
    func all() throws {
        let inbox = try Inbox()
        #expect(try inbox.take().output.isEmpty)
        try inbox.put(inbox.statement(), as: "a.sta")
        try inbox.put(Self.stripe, as: "b.csv")
        try inbox.put(Self.razorpay, as: "c.csv")
        try inbox.put("hello,world\n", as: "d.csv")
        try inbox.put(Self.stripe.replacing("96.80,", with: "96.81,"), as: "e.csv")
        try inbox.put(Self.stripe.replacing("usd", with: "usx"), as: "f.csv")
        try inbox.put("", as: "g.csv")
        try inbox.put(Self.stripe, as: "h.csv")
        try inbox.put("new", as: "i.csv", isNew: true)
        try inbox.put("hidden", as: ".j.csv")
        let taken = try inbox.take()
        #expect(taken.status == 2, "\(taken.errors)")
        #expect(
            inbox.files == [
                ".j.csv", "done/a.sta", "done/b.csv", "done/c.csv", "done/h.csv", "i.csv",
                "refused/d.csv", "refused/d.csv.why.txt", "refused/e.csv",
                "refused/e.csv.why.txt", "refused/f.csv", "refused/f.csv.why.txt",
                "refused/g.csv", "refused/g.csv.why.txt",
            ])
        #expect(
            try inbox.booked() == ["bank a.sta", "settlement b.csv", "settlement c.csv"])
        let lines = taken.output.split(separator: "\n")
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(taken.output)")
        #expect(lines[1].hasPrefix("a.sta  booked"), "\(taken.output)")
        #expect(lines[8].contains("already"))
        #expect(lines[9].hasSuffix("it is still being written"))
        #expect(try inbox.text("refused/d.csv.why.txt").hasPrefix("BANK_FORMAT_UNKNOWN\n"))
        let untied = try inbox.text("refused/e.csv.why.txt")
        #expect(untied.contains("ROW_UNTIED  line 2: "), "\(untied)")
        #expect(untied.contains("What to do: "))
        let foreign = try inbox.text("refused/f.csv.why.txt")
        #expect(foreign.contains("“f.csv”, line 2, column 32, currency: “usx”"), "\(foreign)")
        #expect(try inbox.text("refused/g.csv.why.txt").contains("“g.csv” is empty"))
    }

    @Test("moves no file over another one, and --json says where each went") func names() throws {
        let inbox = try Inbox()
        try inbox.put(Self.stripe, as: "a.csv")
        try inbox.put("kept", as: "done/a.csv")
        try inbox.put("x", as: "b.csv")
        try inbox.put("kept", as: "refused/b.csv.why.txt")
        let taken = try inbox.take("--json")
        #expect(taken.status == 2)
        let lines = taken.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].contains("\"moved_to\":\"done/a-2.csv\""), "\(taken.output)")
        #expect(lines[1].contains("\"moved_to\":\"refused/b-2.csv\""), "\(taken.output)")
        #expect(lines[1].contains("\"error\":\"BANK_FORMAT_UNKNOWN\""))
        #expect(try inbox.text("done/a.csv") == "kept")
        #expect(try inbox.text("refused/b.csv.why.txt") == "kept")
    }

    @Test("takes findings for a reason, and CSV of a bank by a mapping") func options() throws {
        let inbox = try Inbox()
        try inbox.put(inbox.statement(closing: "111,00"), as: "a.sta")
        #expect(try inbox.take().status == 2)
        let why = try inbox.text("refused/a.sta.why.txt")
        #expect(why.contains("BALANCE_UNTIED  statement 1"), "\(why)")
        try inbox.put(inbox.statement(closing: "111,00"), as: "a.sta")
        try inbox.office.folder.write(
            """
            date_order: YYYY-MM-DD
            currency: USD
            columns:
              booking_date: Date
              amount: Amount
              narration: Text
            """, to: "m.yaml")
        try inbox.put("Date,Amount,Text\n2026-10-09,4.00,x\n", as: "b.csv")
        let taken = try inbox.take(
            "--accept", "they know", "--mapping", "m.yaml", "--account", inbox.account)
        #expect(taken.status == 0, "\(taken.errors)\(taken.output)")
        #expect(taken.output.contains("1 finding accepted"))
        #expect(try inbox.booked() == ["bank a.sta", "bank b.csv"])
    }

    @Test("tells CSV of gateways and of the bank by the titles that their mappings name")
    func mapped() throws {
        let inbox = try Inbox()
        let times = """
            date_order: YYYY-MM-DD
            currency: USD
            clock: HH:MM:SS
            zone: UTC
            kind: charge
            columns: { created_at: Time, gross: Amount,
            """
        for (name, columns) in [("s", "id: ID"), ("r", "id: Number")] {
            try inbox.office.folder.write(
                "\(times) \(columns) }", to: "\(name).yaml")
        }
        try inbox.office.folder.write(
            """
            date_order: YYYY-MM-DD
            currency: USD
            columns: { booking_date: Date, amount: Amount, narration: Text }
            """, to: "m.yaml")
        // Times look like tags of MT940.
        try inbox.put("Time,ID,Amount\n2026-10-05 14:20:11,S1,5.00\n", as: "a.csv")
        try inbox.put("Time,Number,Amount\n2026-10-05 14:25:11,R1,6.00\n", as: "b.csv")
        try inbox.put("Date,Amount,Text\n2026-10-09,4.00,at 10:20:30\n", as: "c.csv")
        try inbox.put("Time,ID,Number,Amount\n2026-10-05 14:20:11,1,2,5.00\n", as: "d.csv")
        try inbox.put(Self.stripe, as: "e.csv")
        let taken = try inbox.take(
            "--settlement", "stripe=s.yaml", "--settlement", "square=r.yaml", "--mapping", "m.yaml",
            "--account", inbox.account, "--accept", "square is new")
        #expect(taken.status == 2, "\(taken.errors)\(taken.output)")
        #expect(
            try inbox.booked() == [
                "settlement a.csv", "settlement b.csv", "bank c.csv", "settlement e.csv",
            ], "\(taken.output)")
        #expect(
            try inbox.office.told(
                "SELECT gateway || ' ' || reference FROM worker.gateway_line ORDER BY 1")
                == ["square R1", "stripe S1", "stripe ch_1"])
        let why = try inbox.text("refused/d.csv.why.txt")
        #expect(why.hasPrefix("BANK_FORMAT_UNKNOWN\n"), "\(why)")
        #expect(why.contains("the mappings of “stripe”, “square” fit"), "\(why)")
        #expect(try inbox.take("--settlement", "stripe").status == 64)
    }

    @Test("leaves a file that somebody has locked, and one that is a link") func locked() throws {
        let inbox = try Inbox()
        try inbox.put(Self.stripe, as: "a.csv")
        symlink("a.csv", "\(inbox.office.folder.path)/in/b.csv")
        let file = open("\(inbox.office.folder.path)/in/a.csv", O_RDWR | O_CLOEXEC)
        #expect(flock(file, LOCK_EX) == 0)
        let left = try inbox.take()
        #expect(left.status == 0, "\(left.errors)")
        #expect(left.output.contains("still being written"))
        #expect(try inbox.booked().isEmpty)
        close(file)
        #expect(try inbox.take().status == 0)
        #expect(try inbox.booked() == ["settlement a.csv"])
    }

    @Test("of one process at a time: two of them book each file once") func two() throws {
        let inbox = try Inbox()
        for number in 10..<30 {
            try inbox.put(
                Self.stripe.replacing("_1", with: "_\(number)"), as: "\(number).csv")
        }
        let running = try (0..<3).map { _ in
            try inbox.office.start(Inbox.order + ["--json"])
        }
        let ended = running.map { $0.wait() }
        #expect(ended.map(\.status) == [0, 0, 0], "\(ended.map(\.errors))")
        #expect(ended.flatMap { $0.output.split(separator: "\n") }.count == 20)
        #expect(try inbox.booked().count == 20)
        #expect(inbox.files.allSatisfy { $0.hasPrefix("done/") })
        let folder = open("\(inbox.office.folder.path)/in", O_RDONLY | O_CLOEXEC)
        defer { close(folder) }
        #expect(flock(folder, LOCK_EX) == 0)
        let busy = try inbox.take()
        #expect(busy.status == 0)
        #expect(busy.output.contains("Another process is at work in “in”."))
    }

    @Test("that is not there, or of a clinic that is not, is an error and moves nothing")
    func missing() throws {
        let inbox = try Inbox()
        try inbox.put(Self.stripe, as: "a.csv")
        let gone = try inbox.office.evclinic([
            "import", "--inbox", "out", "--clinic", "harbor-dental",
        ])
        #expect(gone.status == 64)
        #expect(gone.errors.contains("INBOX_MISSING"), "\(gone.errors)")
        let other = try inbox.office.evclinic(["import", "--inbox", "in", "--clinic", "nobody"])
        #expect(other.errors.contains("CLINIC_UNKNOWN"), "\(other.errors)")
        #expect(inbox.files == ["a.csv"])
    }
}
