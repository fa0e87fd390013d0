import Domain

/// A line of an invoice or a credit note.
struct Line {
    var id: Int64 = 0
    /// The line that a credit note takes back, or 0.
    var credited: Int64 = 0
    /// Where the catalogue has what is sold.
    var offer: Int
    var practitioner: Int64 = 0
    var appointment: Int64 = 0
    /// In thousandths.
    var quantity: Int64
    /// How much of it the price is for, in thousandths.
    var base: Int64
    /// In ten-thousandths of the currency's unit.
    var listPrice: Int64
    var unitPrice: Int64
    var discount: Int64 = 0
    /// Whole percent of the discount.
    var percent: Int64 = 0
    /// Price × quantity − discount: gross where prices include tax, else net.
    var amount: Int64 = 0
    /// Where the tax table has its code; −1 when it names none that the clinic has.
    var code: Int
    /// The code as the row names it: 0 is none.
    var codeID: Int64
    var stack: Levy
    /// The tax charged.
    var split = Split.zero
}

/// An invoice or a credit note with its lines.
struct Document {
    /// As `clinic.invoice.status` names it.
    enum Status: String { case draft, issued, void }

    var id: Int64 = 0
    /// In front of the number, such as `HD26`.
    var series = ""
    /// 0 is no credit note.
    var creditedInvoice: Int64 = 0
    var number: Int64 = 0
    var patient: Int64 = 0
    /// 0 is the patient.
    var payer: Int64 = 0
    var status = Status.issued
    var issueDate: Day
    var taxPoint: Day
    /// The day whose rates and rule hold: a credit note's is that of its invoice.
    var rateDay: Day
    var dueDate: Day
    var lines: [Line] = []
    /// By how much the header's tax is off its lines.
    var slip: Int64 = 0
    var rounding: Int64 = 0
    /// Whether something in it is wrong on purpose.
    var isPlanted = false

    var isCreditNote: Bool { creditedInvoice != 0 }
    var lineTax: Int64 { lines.reduce(0) { $0 + $1.split.total } }
    var tax: Int64 { lineTax + slip }

    /// Net by the header: the sum of its lines.
    func net(pricesIncludeTax: Bool) -> Int64 {
        let amounts = lines.reduce(0) { $0 + $1.amount }
        return pricesIncludeTax ? amounts - lineTax : amounts
    }

    func gross(pricesIncludeTax: Bool) -> Int64 {
        net(pricesIncludeTax: pricesIncludeTax) + tax + rounding
    }
}
