import Domain

/// Document numbers without gaps: a series for each kind of document and fiscal year.
struct Numbering {
    private let template: Template
    private var counters: [Counter] = []

    /// A series and the last number it gave.
    private struct Counter {
        let series: String
        var last: Int64
    }

    init(_ template: Template) { self.template = template }

    /// The next number of a document's series; a draft waits in a series of its own.
    mutating func number(_ document: inout Document) {
        let mark =
            switch (document.status, document.isCreditNote) {
            case (.draft, _): "D"
            case (_, true): "C"
            case (_, false): ""
            }
        let (year, month, _) = document.issueDate.parts
        let fiscal = month < template.fiscalStartMonth ? year - 1 : year
        let series = "\(template.series)\(mark)\((fiscal % 100).padded(2))"
        let index = counters.firstIndex { $0.series == series } ?? counters.count
        if index == counters.count { counters.append(Counter(series: series, last: 0)) }
        counters[index].last += 1
        (document.series, document.number) = (series, counters[index].last)
    }
}

extension Label {
    /// `HD26-000123`: at most 15 bytes up to ten thousand million documents.
    mutating func begin(numberOf document: Document) {
        begin(document.series)
        append("-")
        append(document.number, width: 6)
    }
}
