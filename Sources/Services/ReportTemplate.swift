package import Sheets

/// A report that is a query and a description of its sheet: a folder of `templates/`.
package struct ReportTemplate: Sendable, Equatable {
    /// How a column's values are shown.
    package enum Kind: String, CaseIterable, Sendable {
        case text, integer, decimal, money, day, instant, boolean

        var column: ColumnKind {
            switch self {
            case .text: .text
            case .integer: .integer
            case .decimal, .money: .decimal
            case .day: .day
            case .instant: .instant
            case .boolean: .boolean
            }
        }
    }

    /// A column of the sheet.
    package struct Column: Sendable, Equatable {
        /// What the query calls it.
        package let name: String
        package let kind: Kind
        /// Title, width, total and tones.
        package let shown: Sheets.Column
        /// The query's columns of persons' numbers: the pseudonym of the first that is not NULL stands
        /// where this column is.
        package let persons: [String]

        package init(
            _ name: String, title: String, kind: Kind, width: Int? = nil,
            isTotalled: Bool = false, tones: [String: Tone] = [:], persons: [String] = []
        ) {
            self.persons = persons
            self.name = name
            self.kind = kind
            shown = Sheets.Column(
                title, kind.column, characters: width, isTotalled: isTotalled, tones: tones)
        }
    }

    /// Figures from another source that must equal the sheet's.
    package struct Ties: Sendable, Equatable {
        package let query: ReportQuery
        /// In the file's order.
        package let names: [Name]

        /// A column of both queries, or `rows`, and what its tie is called.
        package struct Name: Sendable, Equatable {
            package let column: String
            package let name: String

            package init(column: String, name: String) {
                (self.column, self.name) = (column, name)
            }
        }

        package init(query: ReportQuery, names: [Name]) {
            self.query = query
            self.names = names
        }
    }

    /// What `ties` calls the number of rows.
    package static let rows = "rows"

    /// The folder's name, and the part of a CSV's name that stands for it.
    package let name: String
    package let title: String
    /// The tab.
    package let sheet: String
    package let notes: [String]
    /// What the query calls the column of each row's currency; `nil` where all is in the clinic's.
    package let currency: String?
    package let columns: [Column]
    package let chart: Chart?
    package let query: ReportQuery
    /// What the sheet's totals are held against; by currency, where the sheet has one.
    package let ties: Ties?
    /// SHA-256 of the folder's files.
    package let sha256: String

    package init(
        name: String, title: String, sheet: String, notes: [String], currency: String?,
        columns: [Column], chart: Chart?, query: ReportQuery, ties: Ties?, sha256: String
    ) {
        self.name = name
        self.title = title
        self.sheet = sheet
        self.notes = notes
        self.currency = currency
        self.columns = columns
        self.chart = chart
        self.query = query
        self.ties = ties
        self.sha256 = sha256
    }
}

extension ReportTemplate {
    /// Whether its query can name persons.
    package var canSayNames: Bool { query.names.contains(.names) }

    /// Whether it shows persons, by pseudonym or name.
    package var showsPersons: Bool { columns.contains { !$0.persons.isEmpty } }

    /// The sheet without a row, for what is wrong with it whatever the rows are.
    package var empty: Sheet {
        Sheet(
            name: sheet, slug: name, title: title, notes: notes, columns: columns.map(\.shown),
            rows: [], chart: chart)
    }
}

/// A query of a template, its named parameters numbered.
package struct ReportQuery: Sendable, Equatable {
    /// What a template may name, in the order of the numbers.
    package enum Parameter: String, CaseIterable, Sendable {
        case clinic, from, until, zone
        /// Whether who asked may see persons' names.
        case names
        /// Relations, not values: the clinic's documents with the day on which they post, those of
        /// them that post in the period, and the late ones' numbers with that day.
        case documents, posted, late
        /// The same of money: payments and refunds that post in the period, and all of them, and whatever
        /// else has a day.
        case received, refunded, payments, refunds, allocations, disputes, adjustments

        /// Whether it limits rows to the clinic's.
        package var bindsClinic: Bool {
            ![.from, .until, .zone, .names, .late].contains(self)
        }
    }

    /// Of the file, as errors name it.
    package let path: String
    /// As it is written.
    package let text: String
    /// With `$1` to `$5` for the parameters, each of its type.
    package let statement: String
    /// What its rows are ordered by: names of the query's columns, or their numbers from 1.
    package let order: [String]
    /// What it names.
    package let names: Set<Parameter>

    package init(
        path: String, text: String, statement: String, order: [String], names: Set<Parameter> = []
    ) {
        self.names = names
        self.path = path
        self.text = text
        self.statement = statement
        self.order = order
    }
}
