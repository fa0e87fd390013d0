import Access

/// Patients, practitioners and payers of a clinic, by their ids.
struct People {
    let patients: Range<Int64>
    let practitioners: Range<Int64>
    let payers: Range<Int64>
    private let payerNames: [String]

    func payerName(_ id: Int64) -> String { payerNames[Int(id - payers.lowerBound)] }

    /// Writes them down; every patient has an id, a name, and no other trait.
    static func enrol(
        _ count: Int, in clinic: Int64, like template: Template, _ books: Books, _ dice: inout Dice
    ) -> People {
        let names = template.people
        var label = Label()
        func name(_ dice: inout Dice) {
            label.begin(dice.pick(names.given))
            label.append(" ")
            label.append(dice.pick(names.family))
        }
        let patients = ids(count, of: books.patient) { id in
            name(&dice)
            books.patient.add { row in
                row.int(clinic)
                row.int(id)
                row.text(label.bytes)
            }
        }
        let practitioners = ids(min(40, 5 + count / 400), of: books.practitioner) { id in
            name(&dice)
            let speciality = dice.pick(names.specialities)
            books.practitioner.add { row in
                row.int(clinic)
                row.int(id)
                row.text(label.bytes)
                row.text(speciality)
            }
        }
        let kinds =
            names.insurers.map { ($0, "insurer") } + [("\(names.family[0]) & Co", "company")]
        var rest = kinds[...]
        let payers = ids(kinds.count, of: books.payer) { id in
            guard let (name, kind) = rest.popFirst() else { return }
            books.payer.add { row in
                row.int(clinic)
                row.int(id)
                row.text(name)
                row.text(kind)
            }
        }
        return People(
            patients: patients, practitioners: practitioners, payers: payers,
            payerNames: kinds.map(\.0))
    }

    private static func ids(
        _ count: Int, of sheaf: Sheaf, _ write: (Int64) -> Void
    ) -> Range<Int64> {
        let first = sheaf.nextID()
        write(first)
        for _ in 1..<count { write(sheaf.nextID()) }
        return first..<first + Int64(count)
    }
}

extension Dice {
    mutating func pick(_ ids: Range<Int64>) -> Int64 { ids.lowerBound + Int64(below(ids.count)) }
}
