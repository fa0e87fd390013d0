import Access
import Domain

extension RowWriter {
    /// An id; 0 stands for none.
    mutating func reference(_ id: Int64) {
        if id == 0 { null() } else { int(id) }
    }

    mutating func day(_ value: Day?) {
        if let value { day(value) } else { null() }
    }

    mutating func text(optional value: String?) {
        if let value { text(value) } else { null() }
    }
}
