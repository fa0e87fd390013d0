package import Domain

/// Every fault of a configuration, in the order in which they are mended.
package struct SettingsInvalid: Error, Equatable, CustomStringConvertible {
    package let faults: [Fault]

    /// Orders the faults: file order, then key order.
    package init(_ faults: [Fault]) {
        self.faults = Fault.inOrder(faults)
    }

    /// The answer for the exit status and the log; the list itself is `description`.
    package var appError: AppError { AppError(.configInvalid, count) }

    /// The list for a terminal of 80 columns; examples stay whole, to be copied.
    package var description: String {
        "The configuration has \(count).\n\n" + faults.map(\.paragraph).joined(separator: "\n\n")
    }

    private var count: String { faults.count == 1 ? "1 fault" : "\(faults.count) faults" }
}

extension Fault {
    fileprivate var paragraph: String {
        let heading = key.map { "\(place)  \($0)" } ?? "\(place)"
        let wrong = wrapped(problem, columns: 71).joined(separator: "\n         ")
        return """
            \(heading)
              wrong  \(wrong)
              right  \(example)
            """
    }
}

/// The text in lines of at most so many columns, cut at its spaces.
private func wrapped(_ text: String, columns: Int) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
        if let last = lines.last, last.count + 1 + word.count <= columns {
            lines[lines.count - 1] = "\(last) \(word)"
        } else {
            lines.append(String(word))
        }
    }
}
