import TestSupport
import Testing

/// The seven walks in the journal, by hand, over both months.
@Suite("Seven walks in the journal") struct JournalWalksTests {
    /// Both months as they were first made, and September made again after October came.
    struct Made {
        let september: PrintedReceipt
        let october: PrintedReceipt
        let again: PrintedReceipt
        private let office: Office

        init() throws {
            office = try Office(.schema)
            let desk = JournalDesk(office: office, clinic: "walks")
            try office.change(Walks.founding + JournalDesk.map + Walks.septemberBooks)
            september = try desk.make("2026-09")
            try office.change(Walks.octoberBooks)
            october = try desk.make("2026-10")
            again = try desk.make("2026-09")
        }
    }

    private static let made = Result { try Made() }
}
