package import Domain

/// The history of a server: its cluster, and how often that was promoted.
///
/// Positions of two servers can be compared only while their lineage is the same.
package struct Lineage: Equatable, Sendable {
    package let systemIdentifier: String
    package let timeline: Int64

    package init(systemIdentifier: String, timeline: Int64) {
        self.systemIdentifier = systemIdentifier
        self.timeline = timeline
    }

    /// Looks, as a primary, at a replica: whatever it is now, it must not know of a newer primary.
    ///
    /// A replica of an earlier timeline is let pass: it may be about to follow.
    ///
    /// - Throws: `primaryDemoted` when a promotion led past this primary, `replicaForeign` when the
    ///   replica is of another cluster.
    package func admit(_ replica: Lineage, named alias: String) throws(AppError) {
        guard replica.systemIdentifier == systemIdentifier else {
            throw AppError(
                .replicaForeign,
                "\(alias) is of system \(replica.systemIdentifier), the primary of "
                    + systemIdentifier)
        }
        guard replica.timeline <= timeline else {
            throw AppError(
                .primaryDemoted,
                "PRIMARY_URL is on timeline \(timeline), \(alias) on \(replica.timeline)")
        }
    }
}
