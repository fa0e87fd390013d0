import Testing

/// Payments and refunds that came after their month was approved, where tax and rates depend on them.
@Suite("Late money") struct LateMoneyTests {
    /// Of 110 in January 22 were paid in time.
    ///
    /// Then 55 came late, and 11 of the 22 went back.
    private static func late(_ books: ClosingBooks, in currency: String) throws {
        try books.add(
            payments: [
                .init(
                    id: 2, day: "2025-01-20", recorded: "2025-02-03 10:00+01", amount: "55",
                    invoice: 1)
            ])
        try books.office.change(
            """
            UPDATE clinic.payment SET currency = '\(currency)';
            INSERT INTO clinic.refund (clinic_id, id, payment_id, tender, refunded_on, currency, amount)
                VALUES (1, 1, 1, 'bank_transfer', '2025-01-25', '\(currency)', 11)
            """)
    }

    private static func january(_ change: String) throws -> ClosingBooks {
        let books = try ClosingBooks.january(paid: "22", on: "2025-01-15")
        try books.office.change(change)
        return books
    }

    /// 22 of 110 make 20 and 2 due in January.
    ///
    /// By the end of February 22 − 11 + 55 = 66 are paid: 60
    /// and 6, so that February has 40 and 4.
    @Test("makes tax due in the period in which it posts, where tax is due as it is paid")
    func cashBasis() throws {
        let books = try Self.january("UPDATE clinic.tax_policy SET basis = 'cash'")
        let columns =
            "Tax code|Invoices: base|Invoices: tax|Cash basis: base|Cash basis: tax"
        let january = try books.pack("2025-01")
        try january.expect("tax-return", columns, "STD 100.00 10.00 -80.00 -8.00")
        _ = try books.approve("2025-01")
        try Self.late(books, in: "EUR")
        #expect(try books.pack("2025-01").outcome == "standing")
        let february = try books.pack("2025-02")
        let failed = try february.failedTies()
        #expect(failed == [])
        try february.expect("tax-return", columns, "STD 0.00 0.00 40.00 4.00")
    }

    /// 110 dollars were booked at 0.90, 99.00; the 22 in time are 19.80, paid at 0.95, 20.90.
    ///
    /// The late 55 are 69.30 − 19.80 = 49.50, and 52.25 at the rate of the day on which they came.
    @Test("is a gain or a loss of the period in which it posts, at the rate of its own day")
    func exchange() throws {
        let books = try Self.january(
            """
            UPDATE clinic.invoice SET currency = 'USD', exchange_rate = 0.9;
            UPDATE clinic.payment SET currency = 'USD';
            INSERT INTO clinic.exchange_rate (base, quote, rate_on, rate)
                VALUES ('USD', 'EUR', '2025-01-14', 0.95), ('USD', 'EUR', '2025-02-10', 0.8)
            """)
        let columns = "Document|Allocated on|Received on|Amount|Value at payment|Gain or loss"
        let figure = "Gain or loss"
        let january = try books.pack("2025-01")
        try january.expect(
            "exchange", columns, of: "A-1", "A-1 2025-01-15 2025-01-15 22.00 20.90 1.10")
        // Open are 88, carried at 79.20 and 83.60 at the rate of the month's end.
        try january.expect("exchange", figure, "1.10", "1.10", "4.40", "4.40")
        _ = try books.approve("2025-01", "--reason", "no bank yet")
        try Self.late(books, in: "USD")
        let february = try books.pack("2025-02")
        let failed = try february.failedTies()
        #expect(failed == [])
        try february.expect(
            "exchange", columns, of: "A-1", "A-1 2025-02-03 2025-01-20 55.00 52.25 2.75")
        // Open are 33, carried at 29.70; a dollar is 0.80 by then.
        try february.expect("exchange", figure, "2.75", "2.75", "-3.30", "-3.30")
    }
}
