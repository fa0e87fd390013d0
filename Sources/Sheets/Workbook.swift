package import Domain

/// The sheets of one report, in the order of their tabs.
package struct Workbook: Sendable {
    package let sheets: [Sheet]
    package let title: String
    package let subject: String
    package let company: String
    /// Stands in the document's properties, so that the same report gives the same bytes.
    package let createdAt: Instant
    /// At the head of certificates.
    package let logo: Logo?

    package init(
        sheets: [Sheet], title: String, subject: String, company: String, createdAt: Instant,
        logo: Logo? = nil
    ) {
        self.logo = logo
        self.sheets = sheets
        self.title = title
        self.subject = subject
        self.company = company
        self.createdAt = createdAt
    }

    /// Refuses a workbook that a spreadsheet would repair or misread.
    ///
    /// - Throws: `sheetInvalid` with the sheet and what is wrong with it.
    package func validate() throws(AppError) {
        guard !sheets.isEmpty else { throw AppError(.sheetInvalid, "workbook without sheets") }
        var (names, slugs): (Set<String>, Set<String>) = ([], [])
        for sheet in sheets {
            try sheet.validate()
            guard slugs.insert(sheet.slug).inserted else {
                throw sheet.invalid("two sheets have the slug \(AppError.quoted(sheet.slug))")
            }
            guard names.insert(sheet.name.lowercased()).inserted else {
                throw sheet.invalid("two sheets have this name")
            }
        }
        for sheet in sheets { try checkLinks(of: sheet) }
    }

    private func checkLinks(of sheet: Sheet) throws(AppError) {
        let astray = sheet.rows.links.filter { link in
            !sheets.contains { $0.name == link.key }
        }.min { $0.value < $1.value }
        if let astray {
            throw sheet.invalid("row \(astray.value + 1) leads to a sheet that is not there")
        }
    }
}
