import Access

/// Somebody who logs in, in the role that the clinic gave.
struct User {
    let id: Int64
    let login: String
    let role: String
}

/// Who works in the clinics: some everywhere, some in a few, some in one.
struct Staff {
    private let owner: User
    private let accountants: [User]
    private let formerAccountant: User

    /// Hires those who are not of one clinic, and says what each role may do.
    init(_ books: Books) {
        func hire(_ login: String, _ name: String, _ role: String, active: Bool = true) -> User {
            Self.write(login, name, role, active: active, to: books)
        }
        owner = hire("olivia.owner", "Olivia Marchetti", "owner")
        accountants = [
            hire("anna.accountant", "Anna Lindqvist", "accountant"),
            hire("arjun.accountant", "Arjun Nambiar", "accountant"),
        ]
        formerAccountant = hire("ivan.accountant", "Ivan Quast", "accountant", active: false)
        // A login of no clinic at all: may see nothing.
        _ = hire("nils.newcomer", "Nils Morgenroth", "receptionist")
        for (role, permissions) in Self.permissions {
            for permission in permissions {
                books.rolePermission.add { row in
                    row.text(role)
                    row.text(permission)
                }
            }
        }
    }

    /// The team of one clinic: its owner, its manager and its front desk.
    struct Team {
        let owner: User
        let manager: User
        let frontDesk: [User]
    }

    /// Gives a clinic its people; Anna keeps the books of every first and second clinic of three.
    func assign(to clinic: Int64, slug: String, index: Int, _ books: Books) -> Team {
        let manager = Self.write(
            "mia.\(slug)", "Mia Falkenrath", "manager", active: true, to: books)
        let frontDesk = [("rita", "Rita Okafor"), ("sam", "Sam Devan")].map { login, name in
            Self.write("\(login).\(slug)", name, "receptionist", active: true, to: books)
        }
        let accountants = index % 3 == 2 ? Array(accountants.dropFirst()) : accountants
        for user in [owner, manager, formerAccountant] + frontDesk + accountants {
            books.membership.add { row in
                row.int(clinic)
                row.int(user.id)
                row.text(user.role)
            }
        }
        return Team(owner: owner, manager: manager, frontDesk: frontDesk)
    }

    private static func write(
        _ login: String, _ name: String, _ role: String, active: Bool, to books: Books
    ) -> User {
        let user = User(id: books.appUser.nextID(), login: login, role: role)
        books.appUser.add { row in
            row.int(user.id)
            row.text(login)
            row.text(name)
            row.bool(active)
        }
        return user
    }

    private static let permissions: [(String, [String])] = [
        (
            "owner",
            [
                "report.run", "close.approve", "import.write", "match.write", "export.run",
                "patient.names",
            ]
        ),
        (
            "accountant",
            ["report.run", "close.approve", "import.write", "match.write", "patient.names"]
        ),
        ("manager", ["report.run", "match.write", "export.run"]),
    ]
}
