/// Net and tax, exact: amounts of one document may have more digits than its currency.
package struct TaxTotal: Sendable, Equatable {
    package let net: Fixed
    package let tax: Fixed

    package init(net: Fixed, tax: Fixed) {
        self.net = net
        self.tax = tax
    }
}

/// What the register of documents adds up to in one currency, from another source than the lines;
/// credit notes count negative.
package struct TaxRegister: Sendable, Equatable {
    package let currency: Currency
    package let documents: Int
    package let lines: Int
    package let total: TaxTotal
    /// Documents whose gross is not their net, tax and rounding together.
    package let wrongGross: Int
    /// The number of one of those, the first in alphabetical order.
    package let firstWrongGross: String?

    package init(
        currency: Currency, documents: Int, lines: Int, total: TaxTotal, wrongGross: Int = 0,
        firstWrongGross: String? = nil
    ) {
        self.wrongGross = wrongGross
        self.firstWrongGross = firstWrongGross
        self.currency = currency
        self.documents = documents
        self.lines = lines
        self.total = total
    }
}

/// Documents of one currency issued in a period, those whose tax point lies in it though they were
/// issued in another, and those issued in it whose tax point does not.
package struct TaxMoves: Sendable, Equatable {
    package let currency: Currency
    package let issued: TaxTotal
    package let movedIn: TaxTotal
    package let movedOut: TaxTotal

    package init(currency: Currency, issued: TaxTotal, movedIn: TaxTotal, movedOut: TaxTotal) {
        self.currency = currency
        self.issued = issued
        self.movedIn = movedIn
        self.movedOut = movedOut
    }
}

/// Documents of one month in one currency, by tax point.
package struct TaxMonth: Sendable, Equatable {
    package let first: Day
    package let currency: Currency
    package let documents: Int
    package let total: TaxTotal

    package init(first: Day, currency: Currency, documents: Int, total: TaxTotal) {
        self.first = first
        self.currency = currency
        self.documents = documents
        self.total = total
    }
}
