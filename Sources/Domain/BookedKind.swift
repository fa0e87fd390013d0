/// What a close lists, each by the day that decides to which month it belongs.
package enum BookedKind: String, Sendable, CaseIterable {
    /// Invoices and credit notes, by their day of issue.
    case invoice
    /// The same by their tax point.
    case taxPoint = "tax_point"
    case payment, allocation, refund
    /// Disputes, by the day on which they were lost.
    case dispute
    case writeOff = "write_off"
}
