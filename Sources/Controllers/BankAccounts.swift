import BankFiles
import Domain
import Repositories

/// Which account of the books a statement is of.
struct BankAccounts {
    private let accounts: [ImportRepository.Account]
    private let named: ImportRepository.Account?

    /// - Parameters:
    ///   - accounts: the clinic's.
    ///   - name: number or name of the one that all statements are of, or `nil`.
    /// - Throws: `bankStatementForeign` when the clinic has no such account.
    init(_ accounts: [ImportRepository.Account], named name: String?) throws(AppError) {
        self.accounts = accounts
        guard let name else {
            named = nil
            return
        }
        let found = accounts.filter {
            Self.plain($0.number) == Self.plain(name) || $0.name == name
        }
        guard found.count == 1, let account = found.first else {
            throw AppError(
                .bankStatementForeign,
                "the clinic has \(found.isEmpty ? "no" : "more than one") account "
                    + "\(AppError.quoted(name)); it has \(Self.list(accounts))")
        }
        named = account
    }

    /// A statement as it is booked.
    ///
    /// - Throws: `bankStatementForeign` for an account or a currency that is another one,
    ///   `bankFileInvalid` for a balance with more digits than the currency has.
    func statement(
        _ one: StatementTally, at place: Int
    ) throws(AppError) -> ImportRepository.NewStatement {
        let name = "statement \(place), line \(one.head.line)"
        let account = try account(one.head.account, name)
        guard one.currency == nil || one.currency == account.currency.code else {
            throw AppError(
                .bankStatementForeign,
                "\(name) is in \(AppError.quoted(one.currency ?? "")), the account in "
                    + account.currency.code)
        }
        return ImportRepository.NewStatement(
            account: account.id, place: place, name: one.head.id, sequence: one.head.sequence,
            currency: account.currency, opening: try exact(one.opening, account),
            openingOn: one.opening?.day, closing: try exact(one.closing, account),
            closingOn: one.closing?.day,
            entries: one.credits.count + one.debits.count + one.foreign)
    }

    private func exact(
        _ balance: BankBalance?, _ account: ImportRepository.Account
    ) throws(AppError) -> Fixed? {
        guard let balance else { return nil }
        guard let minor = balance.amount.minor(digits: account.currency.exponent),
            minor.magnitude < Self.minorMax(account.currency)
        else {
            throw AppError(
                .bankFileInvalid,
                "line \(balance.line), \(balance.code): \(balance.amount) is no balance of "
                    + account.currency.code)
        }
        return Fixed(unscaled: Int128(minor), scale: account.currency.exponent)
    }

    /// `numeric(19,4)` has 15 digits before the point.
    static func minorMax(_ currency: Currency) -> UInt64 {
        UInt64(Fixed.power(15 + min(currency.exponent, 3)))
    }

    private func account(
        _ number: String?, _ name: String
    ) throws(AppError) -> ImportRepository.Account {
        if let named {
            guard let number, !Self.isSame(number, named.number) else { return named }
            throw AppError(
                .bankStatementForeign, "\(name) is of account \(AppError.quoted(number))")
        }
        guard let number else {
            throw AppError(
                .bankStatementForeign,
                "\(name) does not say of which account it is; name it by --account: "
                    + Self.list(accounts))
        }
        let found = accounts.filter { Self.isSame(number, $0.number) }
        guard found.count == 1, let account = found.first else {
            throw AppError(
                .bankStatementForeign,
                "\(name) is of account \(AppError.quoted(number)); the clinic has "
                    + Self.list(accounts))
        }
        return account
    }

    private static func list(_ accounts: [ImportRepository.Account]) -> String {
        accounts.isEmpty ? "none" : accounts.map(\.number).joined(separator: ", ")
    }

    /// Whether two texts are one account: the same letters and digits, or one the end of the other,
    /// as an account's number is of its IBAN.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (plain(left), plain(right))
        guard min(left.count, right.count) >= 8 else { return left == right && !left.isEmpty }
        return left.hasSuffix(right) || right.hasSuffix(left)
    }

    private static func plain(_ text: String) -> String {
        text.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
