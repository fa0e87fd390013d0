import Access
import Domain
import Repositories
import Services

/// A document as the audit trail names it.
struct AuditedDocument: Hashable {
    let entity: String
    let id: String

    init(entity: String, id: String) {
        self.entity = entity
        self.id = id
    }

    init(_ document: BookedDocument) {
        let entity =
            switch document.kind {
            case .invoice, .taxPoint: "invoice"
            case .payment: "payment"
            case .allocation: "payment_allocation"
            case .refund: "refund"
            case .dispute: "dispute"
            case .writeOff: "document_adjustment"
            }
        self.init(entity: entity, id: String(document.id))
    }

    /// Who last touched each changed document, up to a time after which the trail may still grow.
    static func authors(
        of changes: [DocumentChange], clinic: ClinicID, until: Instant, from reader: some Reader
    ) throws -> [AuditedDocument: ChangeSheet.Author] {
        guard !changes.isEmpty else { return [:] }
        let wanted = Set(changes.map { AuditedDocument($0.document) })
        return Dictionary(
            uniqueKeysWithValues: try ClosingRepository().authors(
                of: wanted.map { ($0.entity, $0.id) }, clinic: clinic, until: until, from: reader
            ).map {
                (
                    AuditedDocument(entity: $0.entity, id: $0.id),
                    ChangeSheet.Author(login: $0.login, action: $0.action, at: $0.at)
                )
            })
    }
}
