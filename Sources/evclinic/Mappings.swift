import ArgumentParser
import BankFiles
import Domain
import Jobs

/// Mappings of banks' and gateways' files, as command lines name them.
enum Mappings {
    /// - Throws: `bankMappingInvalid`, or a usage error for a file that cannot be read.
    static func bank(_ path: String) throws -> BankMapping {
        try MappingFile.mapping(try text(path), path: path)
    }

    /// - Throws: `bankMappingInvalid`, or a usage error for a file that cannot be read.
    static func gateway(_ path: String) throws -> GatewayMapping {
        try GatewayMappingFile.mapping(try text(path), path: path)
    }

    static func text(_ path: String) throws -> String {
        guard let text = String(validating: try InputFile.bytes(path), as: UTF8.self) else {
            throw AppError(.bankMappingInvalid, "\(AppError.quoted(path)) is not UTF-8")
        }
        return text
    }

    /// Refuses what cannot be a gateway's name.
    static func check(_ gateway: String) throws {
        let isPlain = gateway.unicodeScalars.allSatisfy { $0.value > 32 || $0 == " " }
        guard isPlain, !gateway.isEmpty, gateway.utf8.count <= 100, gateway.first != " ",
            gateway.last != " "
        else {
            throw ValidationError("--gateway takes a name, as the clinic's books have it.")
        }
    }

    /// Reads `NAME=FILE`.
    static func form(_ option: String) throws -> SettlementForm {
        let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw ValidationError("--settlement takes a gateway and its mapping: NAME=FILE.")
        }
        try check(parts[0])
        return .mapped(try gateway(parts[1]), of: parts[0])
    }
}
