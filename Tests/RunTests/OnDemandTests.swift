import Foundation
import TestSupport
import Testing

/// A template's report for a manager, now.
@Suite("Reports on demand") struct OnDemandTests {
    @Test("are made on demand for days of one's own, by whoever may, and fetched with their hashes")
    func onDemand() throws {
        let office = try Office()
        let ours = ["EVCLINIC_ROOT": TestCluster.checkout]
        func ask(_ user: String, _ more: String...) throws -> Program {
            try office.evclinic(
                [
                    "run", "collections", "--clinic", "harbor-dental", "--from", "2026-10-05",
                    "--until", "2026-10-17", "--as", "\(user).harbor-dental", "--out", office.out,
                    "--json",
                ] + more, ours)
        }
        #expect(try ask("mia").errors.contains("--purpose"))
        #expect(try ask("rita", "--purpose", "curious").errors.contains("ACCESS_DENIED"))
        let done = try ask("mia", "--purpose", "asked for by the bank")
        #expect(done.status == 0, "\(done.errors)")
        let receipt = try PrintedReceipt(done)
        #expect(receipt.job == "collections" && receipt.period == "2026-10-05_2026-10-17")
        let days = Set(try receipt.rows("r1-collections", "Day"))
        #expect(days.min() == "2026-10-05" && days.max().map { $0 <= "2026-10-16" } == true)
        let known = try office.told(
            """
            SELECT count(*)::text FROM clinic.payment WHERE clinic_id = 1 AND status = 'captured'
                AND received_on >= '2026-10-05' AND received_on < '2026-10-17'
            """)
        #expect(
            try receipt.rows("certificate", "Tie|This side").first
                == "Collections by method: payments = captured payments of the period (USD) \(known[0])"
        )
        #expect(try PrintedReceipt(ask("mia", "--purpose", "again")).outcome == "unchanged")
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', login, action, entity_id, after ->> 'purpose')
                FROM clinic.audit_log WHERE action = 'report.ask' ORDER BY id
                """) == [
                    "mia.harbor-dental report.ask collections 2026-10-05_2026-10-17 asked for by the bank",
                    "mia.harbor-dental report.ask collections 2026-10-05_2026-10-17 again",
                ])
        func fetch(_ user: String) throws -> Program {
            try office.evclinic(
                [
                    "runs", "fetch", "\(receipt.run)", "--out", "\(office.folder.path)/mine",
                    "--purpose", "to read", "--as", "\(user).harbor-dental",
                ], ours)
        }
        #expect(try fetch("rita").errors.contains("ACCESS_DENIED"))
        let fetched = try fetch("mia")
        #expect(fetched.status == 0, "\(fetched.errors)")
        for file in receipt.files {
            let name = try #require(file.path.split(separator: "/").last)
            #expect(
                try Data(contentsOf: URL(filePath: "\(office.folder.path)/mine/\(name)"))
                    == Data(contentsOf: URL(filePath: file.path)))
        }
        #expect(try fetch("mia").output.contains("was there already"))
        try office.folder.write(
            "x", to: "mine/\(receipt.files[0].path.split(separator: "/").last ?? "")")
        #expect(try fetch("mia").errors.contains("FILE_CONFLICT"))
        try FileManager.default.removeItem(atPath: "\(office.folder.path)/mine")
        try Data("y".utf8).write(to: URL(filePath: receipt.files[0].path))
        #expect(try fetch("mia").errors.contains("RECORDED_FILES_MISSING"))
        #expect(
            try office.told(
                "SELECT DISTINCT login FROM clinic.audit_log WHERE action = 'report.fetch'")
                == ["mia.harbor-dental"])
    }

    /// A payer who is a person, in the sales register and among receivables.
    @Test("call persons by pseudonyms, and by name for a role that may and says what for")
    func names() throws {
        let office = try Office()
        let ours = ["EVCLINIC_ROOT": TestCluster.checkout]
        func ask(_ report: String, _ more: String...) throws -> Program {
            try office.evclinic(
                [
                    "run", report, "--clinic", "harbor-dental", "--from", "2026-10-01", "--until",
                    "2026-11-01", "--out", office.out, "--json",
                ] + more, ours)
        }
        let purpose = ["--purpose", "asked for by the court"]
        let plain = try PrintedReceipt(ask("sales-register"))
        let payers = Set(try plain.rows("r1-sales-register", "Payer"))
        let persons = payers.filter { $0.hasPrefix("P-") }
        #expect(persons.count > 3 && persons.allSatisfy { $0.count == 16 })
        let owing = try PrintedReceipt(ask("receivables-aging")).rows(
            "r1-receivables-aging", "Payer")
        #expect(!persons.isDisjoint(with: owing))
        let known = try office.told(
            """
            SELECT DISTINCT patient.name FROM clinic.patient
            JOIN clinic.invoice ON invoice.clinic_id = patient.clinic_id AND patient_id = patient.id
            WHERE patient.clinic_id = 1 AND invoice.payer_id IS NULL AND status <> 'draft'
                AND issue_date >= '2026-10-01' AND issue_date < '2026-11-01'
            """)
        #expect(payers.isDisjoint(with: known) && !known.isEmpty)

        #expect(try ask("sales-register", "--names").errors.contains("--purpose"))
        let manager = ["--names", "--as", "mia.harbor-dental"] + purpose
        #expect(
            try office.evclinic(
                ["run", "sales-register", "--clinic", "harbor-dental"] + manager, ours
            ).errors.contains("patient.names"))
        #expect(
            try ask("collections", "--names", "--as", "owen.harbor-dental", "--purpose", "x")
                .errors.contains("REQUEST_INCOMPLETE"))
        let accountant = try office.told(
            """
            SELECT login FROM clinic.app_user AS person
            JOIN clinic.membership ON user_id = person.id AND clinic_id = 1
            WHERE role = 'accountant' AND active ORDER BY login LIMIT 1
            """)[0]
        let named = try PrintedReceipt(
            ask("sales-register", "--names", "--as", accountant, purpose[0], purpose[1]))
        #expect(named.job == "sales-register-names" && named.outcome == "recorded")
        let shown = Set(try named.rows("r1-sales-register", "Payer"))
        #expect(shown.isSuperset(of: known) && !shown.contains { $0.hasPrefix("P-") })
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', entity_id, after ->> 'names', after ->> 'purpose')
                FROM clinic.audit_log WHERE action = 'report.ask' AND login = '\(accountant)'
                """) == [
                    "sales-register-names 2026-10-01_2026-11-01 yes asked for by the court"
                ])
        let fetched = try office.evclinic(
            [
                "runs", "fetch", "\(named.run)", "--out", "\(office.folder.path)/mine", "--as",
                "mia.harbor-dental",
            ] + purpose, ours)
        #expect(fetched.errors.contains("patient.names"))
    }

    @Test("name nobody without the key of pseudonyms") func noKey() throws {
        let office = try Office()
        try office.database.change("DELETE FROM worker.pseudonym_key")
        let done = try office.evclinic(
            ["run", "sales-register", "--clinic", "harbor-dental", "--period", "2026-10"],
            ["EVCLINIC_ROOT": TestCluster.checkout])
        #expect(done.status == 78 && done.errors.contains("worker.pseudonym_key is empty"))
    }
}
