package import Domain

/// Why a text is no cron expression, and where.
package struct CronError: Error, Equatable, CustomStringConvertible {
    /// Of the first letter that is wrong, from 1.
    package let column: Int
    /// The field it stands in; `nil` when the whole is meant.
    package let field: CronField?
    package let sentence: String
    /// What was most likely meant.
    package let nearest: String?

    /// `column 4, hour: 25 is not 0 to 23, did you mean 23`.
    package var description: String {
        "column \(column), \(complaint)"
    }

    /// The same without the column, for those who say it in their own way.
    package var complaint: String {
        (field.map { "\($0.title): " } ?? "") + sentence
            + (nearest.map { ", did you mean \($0)" } ?? "")
    }

    /// The same as every command answers it.
    package func refusal(of text: String) -> AppError {
        AppError(.scheduleInvalid, "\(AppError.quoted(text)) \(description)")
    }
}
