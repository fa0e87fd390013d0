/// What became of one document between two lists.
package struct DocumentChange: Sendable, Equatable {
    /// What happened.
    package enum What: String, Sendable, CaseIterable {
        case added, changed, removed
    }

    package let before: BookedDocument?
    package let after: BookedDocument?

    /// `nil` when both are the same.
    package init?(before: BookedDocument?, after: BookedDocument?) {
        guard before != after, (before ?? after) != nil else { return nil }
        self.before = before
        self.after = after
    }

    package var what: What { before == nil ? .added : after == nil ? .removed : .changed }

    /// As it is now, or as it was when it is gone.
    package var document: BookedDocument {
        guard let document = after ?? before else {
            preconditionFailure("a change is of a document")
        }
        return document
    }

    package var net: Fixed { moved(\.net) }
    package var tax: Fixed { moved(\.tax) }
    /// What the change moved the totals of its kind by.
    package var amount: Fixed { moved(\.amount) }

    private func moved(_ figure: KeyPath<BookedDocument, Fixed>) -> Fixed {
        let zero = Fixed(unscaled: 0, scale: 0)
        return (after?[keyPath: figure] ?? zero).subtracting(before?[keyPath: figure] ?? zero)
    }

    /// Every difference of two lists, both in the order of `BookedDocument.precedes`.
    ///
    /// One that changed its currency is gone in one and new in the other, since sums are by currency.
    package static func between(
        _ older: [BookedDocument], _ newer: [BookedDocument]
    ) -> [DocumentChange] {
        var (changes, left, right): ([DocumentChange], Int, Int) = ([], 0, 0)
        while left < older.count || right < newer.count {
            let before = left < older.count ? older[left] : nil
            let after = right < newer.count ? newer[right] : nil
            let takesBefore =
                after.map { after in
                    before.map { !BookedDocument.precedes(after, $0) } ?? false
                } ?? true
            let takesAfter =
                before.map { before in
                    after.map { !BookedDocument.precedes(before, $0) } ?? false
                } ?? true
            let change = DocumentChange(
                before: takesBefore ? before : nil, after: takesAfter ? after : nil)
            if let change { changes.append(change) }
            if takesBefore { left += 1 }
            if takesAfter { right += 1 }
        }
        return changes
    }
}
