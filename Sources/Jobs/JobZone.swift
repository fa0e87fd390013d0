package import Scheduling

/// In whose time a job's schedule is meant.
package enum JobZone: Sendable, Equatable {
    /// In each clinic's own.
    case clinic
    case named(Zone)

    /// As the job's file has it: `clinic`, `UTC`, or an IANA name.
    package var name: String {
        switch self {
        case .clinic: "clinic"
        case .named(let zone): zone.name
        }
    }
}
