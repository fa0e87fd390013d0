import Domain
import Seeding
import Testing

extension SeedTable {
    /// As the truth file names what a row is.
    fileprivate var owner: String { self == .payout ? "payout" : "deposit" }
}

@Suite("A seeded clinic's books") struct SeedBooksTests {
    let world: Written

    init() throws { world = try Written.sixClinics.get() }

    @Test("numbers of a series run from 1 without a gap, and are short and unique")
    func numbers() {
        let invoices = world.rows(.invoice)
        var series: [String: [Int]] = [:]
        var seen: Set<String> = []
        for row in invoices.values {
            let number = invoices.text(row, "number")
            let clinic = invoices.int(row, "clinic_id") ?? 0
            #expect(number.utf8.count <= 15)
            #expect(seen.insert("\(clinic) \(number)").inserted)
            series["\(clinic) \(invoices.text(row, "series"))", default: []]
                .append(Int(number.split(separator: "-")[1]) ?? 0)
        }
        #expect(series.count == 18)
        for (name, numbers) in series {
            #expect(numbers.sorted() == Array(1...numbers.count), "\(name)")
        }
    }

    @Test("a header is the sum of its lines, except where its tax was planted")
    func headers() {
        let (invoices, lines) = (world.rows(.invoice), world.rows(.invoiceLine))
        var sums: [Int: (net: Int, tax: Int)] = [:]
        for row in lines.values {
            let invoice = lines.int(row, "invoice_id") ?? 0
            sums[invoice, default: (0, 0)].net += lines.amount(row, "net")
            sums[invoice, default: (0, 0)].tax += lines.amount(row, "tax")
        }
        var mismatches = 0
        for row in invoices.values {
            let sum = sums[invoices.int(row, "id") ?? 0]
            let (net, tax) = (invoices.amount(row, "net"), invoices.amount(row, "tax"))
            #expect(net == sum?.net)
            #expect(
                invoices.amount(row, "gross") == net + tax + invoices.amount(row, "rounding"))
            if tax != sum?.tax { mismatches += 1 }
        }
        #expect(mismatches > 0)
        #expect(mismatches == world.truth.count { $0.contains("SUM_MISMATCH") })
    }

    @Test("a line's components add up to its tax")
    func components() {
        let (lines, taxes) = (world.rows(.invoiceLine), world.rows(.invoiceLineTax))
        var sums: [Int: Int] = [:]
        for row in taxes.values {
            sums[taxes.int(row, "invoice_line_id") ?? 0, default: 0] += taxes.amount(row, "tax")
        }
        for row in lines.values {
            #expect(sums[lines.int(row, "id") ?? 0, default: 0] == lines.amount(row, "tax"))
        }
    }

    @Test("a statement opens with the last closing and ends with its entries")
    func statements() {
        let (statements, entries) = (world.rows(.bankStatement), world.rows(.bankEntry))
        var sums: [Int: Int] = [:]
        for row in entries.values {
            sums[entries.int(row, "bank_statement_id") ?? 0, default: 0] +=
                entries.amount(row, "amount")
        }
        var closings: [Int: Int] = [:]
        for row in statements.values {
            let account = statements.int(row, "bank_account_id") ?? 0
            let opening = statements.amount(row, "opening")
            let closing = statements.amount(row, "closing")
            #expect(opening + sums[statements.int(row, "id") ?? 0, default: 0] == closing)
            #expect(closings[account, default: opening] == opening)
            closings[account] = closing
        }
        #expect(closings.count == 6)
    }

    @Test(
        "a payout is the sum of its transactions but where one is planted, a deposit of its items")
    func settlements() {
        let planted = world.truth.filter { $0.contains("\"PAYOUT_COMPOSITION\"") }
        for (whole, part, key, amount) in [
            (SeedTable.payout, SeedTable.gatewayTransaction, "payout_id", "net"),
            (.deposit, .depositItem, "deposit_id", "amount"),
        ] {
            let (wholes, parts) = (world.rows(whole), world.rows(part))
            var sums: [Int: Int] = [:]
            for row in parts.values {
                sums[parts.int(row, key) ?? 0, default: 0] += parts.amount(row, amount)
            }
            for row in wholes.values {
                let id = wholes.int(row, "id") ?? 0
                let isOff = planted.contains { $0.contains("\"\(whole.owner)\",\"id\":\(id),") }
                #expect((sums[id] == wholes.amount(row, "amount")) != isOff)
            }
        }
    }
}
