import Access
import Domain

/// The stock of medicines: what comes in by batches, and what is handed out.
final class Pharmacy {
    private let site: Site
    private let delivery: Int64
    private var shelves: [Shelf]

    /// What is left of the batch in use.
    private struct Shelf {
        var left: Int64 = 0
        var batch: Int64 = 0
        var expiresOn: Day
    }

    /// Deliveries are sized by the lines that the clinic writes in a month.
    init(_ site: Site, monthlyLines: Int) {
        self.site = site
        delivery = Int64(max(60, monthlyLines / 12))
        shelves = site.catalogue.entries.map { _ in Shelf(expiresOn: site.day) }
    }

    /// Hands out what a line sells, after a delivery where too little is left.
    func dispense(_ line: Line) {
        let quantity = line.quantity
        if shelves[line.offer].left < quantity { restock(line.offer, quantity) }
        shelves[line.offer].left -= quantity
        move(line.offer, "dispensed", quantity, line: line.id)
    }

    /// What a patient brings back is destroyed, never sold again.
    func takeBack(_ line: Line) {
        move(line.offer, "returned", line.quantity, line: line.id)
        move(line.offer, "destroyed", line.quantity, line: 0)
    }

    /// Counts a shelf at the end of a month; a tablet may be missing.
    func countShelves() {
        for offer in shelves.indices
        where shelves[offer].left >= 2000 && site.dice.chance(perMille: 150) {
            shelves[offer].left -= 1000
            move(offer, "adjusted", -1000, line: 0)
        }
    }

    private func restock(_ offer: Int, _ quantity: Int64) {
        let usual = Int64(site.catalogue.entries[offer].offer.quantities.upperBound) * 1000
        let amount = max(usual * delivery, quantity)
        shelves[offer].left += amount
        shelves[offer].batch += 1
        shelves[offer].expiresOn = site.day.firstOfMonth(adding: site.dice.between(9, 30))
        move(offer, "in", amount, line: 0)
    }

    private func move(_ offer: Int, _ kind: String, _ quantity: Int64, line: Int64) {
        let entry = site.catalogue.entries[offer]
        site.label.begin(entry.offer.code)
        site.label.append("-")
        site.label.append(shelves[offer].batch, width: 4)
        site.books.stockMovement.add { row in
            row.int(site.id)
            row.int(site.books.stockMovement.nextID())
            row.int(entry.id)
            row.text(site.label.bytes)
            row.day(shelves[offer].expiresOn)
            row.text(kind)
            row.numeric(quantity, digits: 3)
            row.day(site.day)
            row.reference(line)
        }
    }
}
