import Foundation
import TestSupport
import Testing

/// A clinic with nothing in its books, to which a test adds what it needs, and whose months it closes.
///
/// Everything is taxed at 10 %, prices are without tax. Mia is the accountant, Max the manager, who may
/// not approve.
final class ClosingBooks: Sendable {
    let office: Office
    static let clinic = "books"

    init() throws {
        office = try Office(.schema)
        try office.change(
            Office.founding(Self.clinic) + """
                UPDATE clinic.clinic SET prices_include_tax = false;
                INSERT INTO clinic.app_user (id, login, name) VALUES (1, 'mia', 'Mia'), (2, 'max', 'Max');
                INSERT INTO clinic.membership VALUES (1, 1, 'accountant'), (1, 2, 'manager');
                INSERT INTO clinic.role_permission VALUES ('accountant', 'report.run'),
                    ('accountant', 'close.approve'), ('manager', 'report.run');
                INSERT INTO clinic.tax_policy (clinic_id, valid_from, rounding_level, rounding_mode)
                    VALUES (1, '2020-01-01', 'line', 'half_up');
                INSERT INTO clinic.tax_code (clinic_id, id, code, name, category)
                    VALUES (1, 1, 'STD', 'standard', 'S');
                INSERT INTO clinic.tax_rate (clinic_id, id, tax_code_id, component, percent, position,
                        valid_from)
                    VALUES (1, 1, 1, 'VAT', 10, 1, '2020-01-01');
                INSERT INTO clinic.service (clinic_id, id, code, name, list_price, tax_code_id)
                    VALUES (1, 1, 'S1', 'Visit', 1, 1);
                INSERT INTO clinic.practitioner VALUES (1, 1, 'Dr. Eins', 'general');
                INSERT INTO clinic.account_map (clinic_id, event_kind, debit_account, credit_account)
                VALUES (1, 'invoice', 'Receivables', 'Revenue'),
                    (1, 'credit_note', 'Revenue', 'Receivables'),
                    (1, 'tax', 'Receivables', 'Tax payable'),
                    (1, 'payment_transfer', 'Bank', 'On account'),
                    (1, 'allocation', 'On account', 'Receivables'),
                    (1, 'refund_transfer', 'On account', 'Bank');
                """)
    }

    /// January with one invoice of 110, paid in part.
    ///
    /// - Parameters:
    ///   - paid: how much.
    ///   - day: on which, and recorded then.
    /// - Returns: the books.
    /// - Throws: what the database throws.
    static func january(paid: String, on day: String) throws -> ClosingBooks {
        let books = try ClosingBooks()
        try books.add(
            .init(id: 1, day: "2025-01-10", recorded: "2025-01-10 10:00+01", net: 100),
            payments: [
                .init(id: 1, day: day, recorded: "\(day) 10:00+01", amount: paid, invoice: 1)
            ])
        return books
    }

    /// An invoice of one line, or a credit note of one.
    struct Document {
        let id: Int
        let day: String
        let recorded: String
        let net: Int
        var credits: Int?
        var due: String?
    }

    /// A payment by transfer, and what of it is allocated to an invoice on the same day.
    struct Payment {
        let id: Int
        let day: String
        let recorded: String
        let amount: String
        var invoice: Int?
    }

    /// Adds documents whose net is in whole units, so that their tax is exact to the cent.
    static func documents(_ documents: [Document]) -> String {
        guard !documents.isEmpty else { return "" }
        let rows = documents.map { one in
            "(\(one.id), '\(one.day)'::date, '\(one.recorded)'::timestamptz, \(one.net)::numeric, "
                + "\(one.credits.map(String.init) ?? "NULL")::bigint, '\(one.due ?? one.day)'::date)"
        }.joined(separator: ",\n")
        return """
            CREATE TEMP TABLE billed AS
                SELECT * FROM (VALUES \(rows)) AS billed (id, day, recorded, net, credits, due);
            INSERT INTO clinic.invoice (clinic_id, id, series, number, kind, patient_id, status,
                    issue_date, tax_point, due_date, recorded_at, currency, net, tax, gross,
                    credited_invoice_id)
                SELECT 1, id, 'A', CASE WHEN credits IS NULL THEN 'A-' ELSE 'C-' END || id,
                    CASE WHEN credits IS NULL THEN 'invoice' ELSE 'credit_note' END, 1, 'issued',
                    day, day, due, recorded, 'EUR', net, net * 0.1, net * 1.1, credits
                FROM billed;
            INSERT INTO clinic.invoice_line (clinic_id, id, invoice_id, position, service_id,
                    practitioner_id, credited_line_id, quantity, list_price, unit_price, tax_code_id,
                    net, tax)
                SELECT 1, id, id, 1, 1, 1, credits, 1, net, net, 1, net, net * 0.1 FROM billed;
            INSERT INTO clinic.invoice_line_tax (clinic_id, invoice_id, invoice_line_id, position,
                    component, base, tax)
                SELECT 1, id, id, 1, 'VAT', net, net * 0.1 FROM billed;
            DROP TABLE billed;

            """
    }

    static func payments(_ payments: [Payment]) -> String {
        guard !payments.isEmpty else { return "" }
        let rows = payments.map { one in
            "(\(one.id), '\(one.day)'::date, '\(one.recorded)'::timestamptz, \(one.amount)::numeric, "
                + "\(one.invoice.map(String.init) ?? "NULL")::bigint)"
        }.joined(separator: ",\n")
        return """
            CREATE TEMP TABLE paid AS
                SELECT * FROM (VALUES \(rows)) AS paid (id, day, recorded, amount, invoice);
            INSERT INTO clinic.payment (clinic_id, id, patient_id, method, tender, received_on,
                    recorded_at, currency, amount, purpose, status)
                SELECT 1, id, 1, 'bank_transfer', 'bank_transfer', day, recorded, 'EUR', amount,
                    CASE WHEN invoice IS NULL THEN 'advance' ELSE 'invoice' END, 'captured'
                FROM paid;
            INSERT INTO clinic.payment_allocation (clinic_id, id, payment_id, invoice_id,
                    allocated_on, amount)
                SELECT 1, id, id, invoice, day, amount FROM paid WHERE invoice IS NOT NULL;
            DROP TABLE paid;

            """
    }

    func add(_ documents: Document..., payments: [Payment] = []) throws {
        try office.change(Self.documents(documents) + Self.payments(payments))
    }

    /// Makes a month's pack; what is open or missing at the bank is a break, so it ends with 2.
    func pack(_ month: String) throws -> PrintedReceipt {
        let done = try evclinic(
            "run", "monthly-pack", "--clinic", Self.clinic, "--period", month, "--out", office.out,
            "--format", "csv", "--json")
        try #require([0, 2].contains(done.status), "\(done.errors)\(done.output)")
        return try PrintedReceipt(done)
    }

    /// Posts a month's journal.
    func journal(_ month: String) throws -> PrintedReceipt {
        let done = try evclinic(
            "run", "journal", "--clinic", Self.clinic, "--period", month, "--out", office.out,
            "--format", "csv,hledger", "--json")
        try #require([0, 2].contains(done.status), "\(done.errors)\(done.output)")
        return try PrintedReceipt(done)
    }

    /// Approves a month as Mia.
    func approve(_ month: String, _ more: String...) throws -> PrintedReceipt {
        let done = try evclinic(
            ["close", "approve", "--as", "mia", "--out", office.out, "--json"] + Self.place(month)
                + more)
        try #require(done.status == 0, "\(done.errors)\(done.output)")
        return try PrintedReceipt(done)
    }

    func reopen(_ month: String, because reason: String) throws {
        let done = try evclinic(
            ["close", "reopen", "--as", "mia", "--reason", reason] + Self.place(month))
        try #require(done.status == 0, "\(done.errors)")
    }

    func evclinic(_ words: String...) throws -> Program { try evclinic(words) }

    func evclinic(_ words: [String]) throws -> Program { try office.evclinic(words) }

    static func place(_ month: String) -> [String] {
        ["--clinic", clinic, "--period", month]
    }
}
