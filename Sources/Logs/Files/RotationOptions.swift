import Glibc

/// What winston-daily-rotate-file is told, under its names, and what ours knows besides.
package struct RotationOptions: Equatable, Sendable {
    /// `dirname`: the folder, made when missing.
    package var folder: String
    /// `filename`: `%DATE%` in it stands for the date, which is appended when it is missing.
    package var filename: String
    /// `extension`: stands behind the number of a file.
    package var fileExtension = ""
    package var datePattern = DatePattern("YYYY-MM-DD")
    package var frequency = LogFrequency.custom
    /// `maxSize`; `nil` has no limit.
    package var maxSize: LogSize? = LogSize(bytes: 20 << 20)
    /// `maxFiles`; `nil` keeps all.
    package var maxFiles: LogRetention? = .days(14)
    /// `zippedArchive`: files that are done are compressed.
    package var isZipped = true
    /// `utc`: dates are those of UTC, and not of the process's zone.
    package var isUTC = true
    /// `auditFile`: its name; `nil` has the folder's own, or one made of the file's name.
    package var auditFile: String?
    /// `auditHashType`: `sha256` or `md5`.
    package var auditHash = "sha256"
    /// `symlinkName`, with `createSymlink`: a link to the newest file; `nil` for none.
    package var symlinkName: String? = "current.log"
    package var fileMode: UInt32 = 0o640
    package var folderMode: UInt32 = 0o750
    /// How long a file is left as it is after its last line: a shipper may still be reading.
    package var zipDelaySeconds = 60
    /// Memory for lines that cannot be written yet.
    package var memoryBytesMax = 4 << 20
    /// Whether files of our names that no audit knows are counted and removed too.
    package var adoptsFiles = true
    /// `compat`: winston's own rules of size, number, removal and clock.
    package var isCompatible = false
    /// `options.flags` is `w`: files are emptied when they are opened.
    package var isTruncating = false

    /// The standard options.
    package init(folder: String, filename: String) {
        self.folder = folder
        self.filename = filename
    }

    /// Options that can be meant: no name that is no file's, no pattern that cannot tell two
    /// periods apart.
    package func check() throws(LogOptionError) {
        let isNamed = filename.unicodeScalars.allSatisfy {
            $0.value >= 32 && $0.value != 127 && !"\"<>|:*?\\/".unicodeScalars.contains($0)
        }
        guard isNamed, !filename.isEmpty, filename.utf8.count <= 100 else {
            throw LogOptionError("filename", "is not the name of a file")
        }
        guard !folder.isEmpty, !folder.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
            throw LogOptionError("dirname", "is not the path of a folder")
        }
        guard auditHash == "sha256" || auditHash == "md5" else {
            throw LogOptionError("auditHashType", "is neither sha256 nor md5")
        }
        for (option, name) in [("symlinkName", symlinkName), ("auditFile", auditFile)] {
            if let name, name.isEmpty || name.contains("/") {
                throw LogOptionError(option, "is not the name of a file in the folder")
            }
        }
        if !isCompatible { try checkPattern() }
    }

    private func checkPattern() throws(LogOptionError) {
        for part in datePattern.parts {
            if case .literal(let text) = part, text.contains("/") {
                throw LogOptionError("datePattern", "holds a /; all files lie in one folder")
            }
            if case .token(let token) = part, token.hasPrefix("Z") {
                throw LogOptionError("datePattern", "holds an offset, which is no part of a name")
            }
        }
        let needed: DatePattern.Step? =
            switch frequency {
            case .custom: nil
            case .daily: .day
            case .hours: .hour
            case .minutes: .minute
            }
        guard let needed, datePattern.step > needed else { return }
        throw LogOptionError(
            "datePattern", "cannot tell two periods of that frequency apart; add HH, or HHmm")
    }
}
