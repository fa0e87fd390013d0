import Domain
import Glibc

/// What a person sees: errors with their remedy, aligned tables, one progress line.
enum Terminal {
    static let isInteractive = isatty(STDERR_FILENO) == 1
    static let isColoured = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil

    /// Writes a line to standard error.
    static func note(_ line: String) {
        clearProgress()
        write(line + "\n")
    }

    /// One sentence, a code that stays, and what to do.
    static func report(_ error: AppError, about subject: String? = nil) {
        let prefix = subject.map { "evclinic: \($0): " } ?? "evclinic: "
        note("\(prefix)\(error.sentence)\n  \(error.errorCode): \(error.remedy)")
    }

    /// Text from outside as a terminal may show it: what would move the cursor becomes `?`.
    static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { AppError.isPlain($0) ? $0 : "?" }))
    }

    /// A table whose columns are as wide as their widest cell; numbers of `right` stand right.
    ///
    /// Where it is wider than the terminal, or than `kept` columns in a mail or a file that somebody
    /// looks into, the columns of `flexible` give way, the widest first; programs take `--json`.
    static func table(
        _ header: [String], _ rows: [[String]], right: Set<Int> = [], flexible: Set<Int> = [],
        kept: Int = 100
    ) -> String {
        let widths = fitted(
            header.indices.map { column in
                ([header] + rows).map { $0[column].count }.max() ?? 0
            }, flexible, columns ?? kept)
        return ([header] + rows).map { row in
            let cells = row.enumerated().map { index, cell in
                let text =
                    cell.count > widths[index] ? cell.prefix(widths[index] - 1) + "…" : cell
                let padding = String(repeating: " ", count: widths[index] - text.count)
                return right.contains(index) ? padding + text : text + padding
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    private static func fitted(_ widths: [Int], _ flexible: Set<Int>, _ room: Int) -> [Int] {
        var widths = widths
        while widths.reduce(2 * (widths.count - 1), +) > room,
            let widest = flexible.max(by: { (widths[$0], $1) < (widths[$1], $0) }),
            widths[widest] > 6
        {
            widths[widest] -= 1
        }
        return widths
    }

    /// Columns of the terminal that is written to; `nil` where output is kept.
    static let columns: Int? = {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1,
            ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
        else { return nil }
        return Int(size.ws_col)
    }()

    static func green(_ text: String) -> String { isColoured ? "\u{1B}[32m\(text)\u{1B}[0m" : text }
    static func red(_ text: String) -> String { isColoured ? "\u{1B}[31m\(text)\u{1B}[0m" : text }

    /// Shows a bar on a terminal, over itself; nothing where output is kept.
    static func progress(_ label: String, done: Int, of total: Int) {
        guard isInteractive else { return }
        let width = 20
        let filled = total > 0 ? min(width, width * done / total) : 0
        let bar =
            String(repeating: "━", count: filled)
            + String(repeating: "─", count: width - filled)
        let percent = total > 0 ? 100 * done / total : 0
        write("\r\u{1B}[K\(bar) \(percent) %  \(label.prefix(50))")
    }

    static func clearProgress() {
        guard isInteractive else { return }
        write("\r\u{1B}[K")
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
