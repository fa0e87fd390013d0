import Digests
import Domain
import Repositories
import Services

/// A pack's manifest that is what was recorded of its file, and speaks of the pack.
struct ProvenManifest {
    private let pack: GroupRepository.Pack
    private let member: ClinicGroup.Member
    private let manifest: Manifest
    private let ties: [Manifest.StatedTie]

    /// - Throws: `manifestChanged` with the clinic and what does not agree.
    init(_ pack: GroupRepository.Pack, of group: ClinicGroup, in period: Period) throws {
        guard let member = group.members.first(where: { $0.id == pack.clinic }) else {
            throw AppError(.tenantMismatch, "worker.run_child, clinic \(pack.clinic.rawValue)")
        }
        func changed(_ why: String) -> AppError {
            AppError(
                .manifestChanged, "\(pack.job) \(member.slug), revision \(pack.revision): \(why)")
        }
        guard let text = pack.manifest, let recorded = pack.fileSHA256 else {
            throw changed("none is recorded")
        }
        guard SHA256.hex(of: Array(text.utf8)) == recorded else {
            throw changed("its bytes have another SHA-256 than its file")
        }
        guard let manifest = try? Manifest.read(text) else { throw changed("cannot be read") }
        let facts = manifest.facts
        guard
            [facts.clinic, facts.job, facts.period, facts.digest]
                == [member.slug, pack.job, period.name, pack.digest],
            manifest.revision == pack.revision
        else { throw changed("it is another result's") }
        guard let ties = manifest.ties else {
            throw changed("evclinic \(facts.program) stated no ties")
        }
        (self.pack, self.member, self.manifest, self.ties) = (pack, member, manifest, ties)
    }

    /// What it states, as a group's report joins it.
    ///
    /// - Throws: `manifestChanged` for a figure that is none; `currencyUnknown`.
    func joined(_ close: CloseRepository.Close?) throws -> JoinedPack {
        let facts = manifest.facts
        return JoinedPack(
            clinic: member, job: pack.job, revision: pack.revision, digest: facts.digest,
            manifest: pack.file ?? "", manifestSHA256: pack.fileSHA256 ?? "",
            close: JoinedPack.Close(
                state: close?.state.rawValue ?? "open", approvedBy: close?.approvedBy,
                reopenedBy: close?.reopenedBy),
            asOf: facts.createdAt, breaks: facts.breaks,
            ties: try ties.map {
                Tie($0.name, try figure($0.left), try figure($0.right), subject: $0.subject)
            },
            totals: try facts.totals.map {
                JoinedPack.Total(
                    $0.name, try Currency(code: $0.currency), try figure($0.amount))
            }, isClosed: !facts.isProvisional, lacking: facts.inputsMissing ?? [],
            marks: facts.marks)
    }

    private func figure(_ text: String) throws(AppError) -> Fixed {
        guard let figure = Fixed(text) else {
            throw AppError(.manifestChanged, "\(pack.job) \(member.slug): \(AppError.quoted(text))")
        }
        return figure
    }
}
