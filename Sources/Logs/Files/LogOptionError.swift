/// An option of the log files that cannot be meant, by its name.
package struct LogOptionError: Error, Equatable, CustomStringConvertible {
    /// As winston-daily-rotate-file calls it: `maxSize`.
    package let option: String
    /// A predicate of the option: “is not a size, …”.
    package let problem: String

    package init(_ option: String, _ problem: String) {
        self.option = option
        self.problem = problem
    }

    package var description: String { "\(option) \(problem)" }
}
