package import Domain
import Glibc

/// The folder in which the system keeps its time zones; PostgreSQL reads the same files on Debian,
/// so both agree on every instant.
package struct ZoneFolder: Sendable, Equatable {
    package let path: String

    package init(_ path: String) { self.path = path }

    /// `TZDIR` when it is set, else where Linux has it.
    package static let system = ZoneFolder(
        getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo")

    /// Reads a zone.
    ///
    /// - Throws: `zoneUnknown` with the nearest name; it never looks outside the folder.
    package func zone(_ name: String) throws(AppError) -> Zone {
        if name == "UTC" { return .utc }
        guard Self.isName(name), let bytes = ZoneBytes.read("\(path)/\(name)") else {
            let close = nearest(to: name)
            throw AppError(
                .zoneUnknown, AppError.quoted(name) + (close.map { ", did you mean \($0)" } ?? ""))
        }
        guard let zone = ZoneFile.zone(name, bytes) else {
            throw AppError(
                .zoneUnknown, "\(AppError.quoted(name)), whose file cannot be read as one")
        }
        return zone
    }

    /// Every name of the folder, sorted; without the copies in `posix` and `right`.
    package var names: [String] {
        ZoneBytes.files(below: path).filter { name in
            Self.isName(name) && !name.hasPrefix("posix/") && !name.hasPrefix("right/")
                && ZoneBytes.read("\(path)/\(name)")?.starts(with: "TZif".utf8) == true
        }
    }

    /// Letters, digits and `+-_` in parts between slashes: nothing that could climb or hide.
    ///
    /// `localtime` and `posixrules` are what this machine is set to, and so no names.
    static func isName(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return name.utf8.count <= 60 && name != "localtime" && name != "posixrules"
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        (48...57).contains(byte) || (65...90).contains(byte & 0xDF)
                            || byte == 43 || byte == 45 || byte == 95
                    }
            }
    }

    private func nearest(to name: String) -> String? {
        guard name.utf8.count <= 60 else { return nil }
        let known = names
        return known.first { $0.lowercased() == name.lowercased() }
            ?? known.first { $0.lowercased().hasSuffix("/" + name.lowercased()) }
            ?? nearestWord(to: name, among: known)
    }
}

/// The zones that were asked for, each read once.
package struct Zones: Sendable {
    private let folder: ZoneFolder
    private var known: [String: Zone] = [:]
    /// To look for the nearest name reads the whole folder.
    private var unknown: [String: AppError] = [:]

    package init(_ folder: ZoneFolder = .system) { self.folder = folder }

    /// Looks anew for zones that were not there.
    package mutating func forgetUnknown() { unknown = [:] }

    /// The zone of that name.
    ///
    /// - Throws: `zoneUnknown` with the nearest name.
    package mutating func zone(_ name: String) throws(AppError) -> Zone {
        if let zone = known[name] { return zone }
        if let error = unknown[name] { throw error }
        do {
            let zone = try folder.zone(name)
            known[name] = zone
            return zone
        } catch {
            unknown[name] = error
            throw error
        }
    }
}
