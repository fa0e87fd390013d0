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

    @Test("what was corrected ends with what the books say, from what was typed in first")
    func corrections() throws {
        let (trail, invoices) = (world.rows(.auditLog), world.rows(.invoice))
        let payments = world.rows(.payment)
        var (first, last): ([String: String], [String: String]) = ([:], [:])
        var (edits, twice, exports) = (0, 0, 0)
        func gross(_ row: [ArraySlice<UInt8>?], _ side: String) -> String? {
            trail.text(row, side).firstMatch(of: #/"(?:gross|amount)": "(-?[0-9.]+)"/#).map {
                String($0.1)
            }
        }
        let rows = trail.values.sorted {
            (trail.int($0, "recorded_at") ?? 0, trail.int($0, "id") ?? 0)
                < (trail.int($1, "recorded_at") ?? 0, trail.int($1, "id") ?? 0)
        }
        for row in rows {
            let thing = "\(trail.text(row, "entity")) \(trail.text(row, "entity_id"))"
            switch trail.text(row, "action") {
            case "create": first[thing] = gross(row, "after")
            case "edit":
                edits += 1
                if last[thing] != nil { twice += 1 }
                let known = last[thing] ?? first[thing]
                #expect(known == nil || known == gross(row, "before"), "\(thing)")
                last[thing] = gross(row, "after")
            case "export": exports += 1
            default: break
            }
        }
        func now(_ rows: Rows, _ entity: String, _ column: String) -> [String: Int] {
            Dictionary(
                uniqueKeysWithValues: rows.values.map {
                    ("\(entity) \(rows.int($0, "id") ?? 0)", rows.amount($0, column))
                })
        }
        let books = now(invoices, "invoice", "gross").merging(now(payments, "payment", "amount")) {
            one, _ in one
        }
        for (thing, figure) in last {
            let parts = figure.split(separator: ".")
            let digits = (String(parts[0]) + (parts.count > 1 ? parts[1] : "")) + "0000"
            let scaled = digits.dropLast(parts.count > 1 ? parts[1].count : 0)
            #expect(books[thing] == Int(scaled), "\(thing)")
        }
        #expect(edits > 20 && twice > 3 && exports > 18)
        #expect(last.keys.contains { $0.hasPrefix("payment") })
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
