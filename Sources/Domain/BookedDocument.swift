/// A document or a movement of money as a revision lists it, so that a later one can say what has changed.
package struct BookedDocument: Sendable, Equatable {
    package let kind: BookedKind
    package let id: Int64
    /// What people call it: an invoice's number, a gateway's reference.
    package let name: String
    /// ISO 4217, or whatever the books have in its place.
    package let currency: String
    /// Its own day, which it keeps.
    package let day: Day
    package let postedOn: Day
    /// Of documents: credit notes are negative, void ones and movements of money zero.
    package let net: Fixed
    package let tax: Fixed
    /// What it adds to the totals of its kind.
    package let amount: Fixed
    /// The first eight bytes of the MD5 of its rows: tells a change, proves nothing.
    package let digest: Int64

    package init(
        _ kind: BookedKind, id: Int64, name: String, currency: String, day: Day, postedOn: Day,
        net: Fixed, tax: Fixed, amount: Fixed, digest: Int64
    ) {
        self.kind = kind
        self.id = id
        self.name = name
        self.currency = currency
        self.day = day
        self.postedOn = postedOn
        self.net = net
        self.tax = tax
        self.amount = amount
        self.digest = digest
    }

    /// The same, posted on another day.
    package func posted(on day: Day) -> BookedDocument {
        BookedDocument(
            kind, id: id, name: name, currency: currency, day: self.day, postedOn: day, net: net,
            tax: tax, amount: amount, digest: digest)
    }

    /// The order of lists: kind, currency, number.
    package static func precedes(_ left: BookedDocument, _ right: BookedDocument) -> Bool {
        (left.kind.rawValue, left.currency, left.id) < (
            right.kind.rawValue, right.currency, right.id
        )
    }
}

/// A standing balance that the next month opens with.
package struct BookedBalance: Sendable, Equatable {
    package let account: String
    package let currency: String
    package let amount: Fixed

    package init(account: String, currency: String, amount: Fixed) {
        self.account = account
        self.currency = currency
        self.amount = amount
    }
}
