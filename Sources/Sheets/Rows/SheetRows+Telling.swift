extension SheetRows {
    /// A column that is blank either in all details or in all other rows.
    struct Telling: Equatable {
        let column: Int
        /// Whether it is the details that have something in it.
        let isForDetails: Bool
    }

    /// Whether a detail has a figure in one of some columns, which would be added up twice.
    func detailsCount(in columns: [Int]) -> Bool {
        columns.contains { $0 < tallies.count && tallies[$0].detailsCount }
    }

    /// The first column, besides some, that tells rows from details; `nil` where none does.
    func telling(besides columns: [Int]) -> Telling? {
        for column in tallies.indices where !columns.contains(column) {
            if tallies[column].isForDetails {
                return Telling(column: column, isForDetails: true)
            }
            if tallies[column].isForRows { return Telling(column: column, isForDetails: false) }
        }
        return nil
    }
}
