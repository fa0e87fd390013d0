/// The clinic's books as the clinic backend keeps them, which the worker only reads.
///
/// Tables and constraints are apart, because a seed loads ten million lines between the two.
/// Keys are `(clinic_id, id)` throughout: a foreign key cannot cross tenants, a clinic's rows are
/// found by prefix, and the tables can be sharded by clinic. Money is `numeric(19,4)`.
package enum ClinicSchema {
    package static let tables: [String] = [people, catalogue, billing, money, outside, control]
    package static let constraints: [String] = [keys, references, indexes, identities, isolation]

    private static let people = """
        CREATE TABLE clinic.legal_entity (
            id bigint NOT NULL, name text NOT NULL, country char(2) NOT NULL
        );
        CREATE TABLE clinic.clinic_group (
            id bigint NOT NULL, slug text NOT NULL, name text NOT NULL
        );
        CREATE TABLE clinic.clinic (
            id bigint NOT NULL,
            slug text NOT NULL,
            name text NOT NULL,
            legal_entity_id bigint NOT NULL,
            clinic_group_id bigint,
            country char(2) NOT NULL,
            currency char(3) NOT NULL,
            time_zone text NOT NULL,
            fiscal_year_start_month smallint NOT NULL DEFAULT 1,
            prices_include_tax boolean NOT NULL DEFAULT false,
            active boolean NOT NULL DEFAULT true,
            CONSTRAINT slug_is_a_plain_word CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
            CONSTRAINT currency_is_three_capitals CHECK (currency ~ '^[A-Z]{3}$'),
            CONSTRAINT fiscal_year_starts_in_a_month CHECK (fiscal_year_start_month BETWEEN 1 AND 12)
        );
        CREATE TABLE clinic.tax_registration (
            clinic_id bigint NOT NULL, id bigint NOT NULL, number text NOT NULL,
            filing_frequency text NOT NULL, valid_from date NOT NULL, valid_until date,
            CONSTRAINT files_monthly_quarterly_or_yearly
                CHECK (filing_frequency IN ('monthly', 'quarterly', 'yearly'))
        );
        CREATE TABLE clinic.app_user (
            id bigint NOT NULL, login text NOT NULL, name text NOT NULL,
            active boolean NOT NULL DEFAULT true
        );
        CREATE TABLE clinic.membership (
            clinic_id bigint NOT NULL, user_id bigint NOT NULL, role text NOT NULL
        );
        CREATE TABLE clinic.role_permission (role text NOT NULL, permission text NOT NULL);
        CREATE TABLE clinic.patient (
            clinic_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL
        );
        CREATE TABLE clinic.practitioner (
            clinic_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL, speciality text NOT NULL
        );
        CREATE TABLE clinic.payer (
            clinic_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL, kind text NOT NULL,
            CONSTRAINT payer_is_a_person_or_an_insurer CHECK (kind IN ('person', 'insurer', 'company'))
        );
        """

    private static let catalogue = """
        CREATE TABLE clinic.tax_code (
            clinic_id bigint NOT NULL, id bigint NOT NULL, code text NOT NULL, name text NOT NULL,
            category text NOT NULL,
            CONSTRAINT category_is_of_en_16931
                CHECK (category IN ('S', 'Z', 'E', 'O', 'AE', 'K', 'G', 'L', 'M'))
        );
        CREATE TABLE clinic.tax_rate (
            clinic_id bigint NOT NULL, id bigint NOT NULL, tax_code_id bigint NOT NULL,
            component text NOT NULL, kind text NOT NULL DEFAULT 'percent',
            percent numeric(9,6) NOT NULL DEFAULT 0, per_unit numeric(19,4) NOT NULL DEFAULT 0,
            position smallint NOT NULL, compound boolean NOT NULL DEFAULT false,
            withheld boolean NOT NULL DEFAULT false, valid_from date NOT NULL, valid_until date,
            CONSTRAINT rate_ends_after_it_begins CHECK (valid_until > valid_from),
            CONSTRAINT rate_is_a_percent_or_a_fixed_amount
                CHECK (kind IN ('percent', 'division', 'per_unit'))
        );
        CREATE TABLE clinic.tax_policy (
            clinic_id bigint NOT NULL, valid_from date NOT NULL, rounding_level text NOT NULL,
            rounding_mode text NOT NULL, basis text NOT NULL DEFAULT 'accrual',
            cash_rounding_unit numeric(19,4),
            CONSTRAINT rounds_line_group_or_document
                CHECK (rounding_level IN ('line', 'group', 'document')),
            CONSTRAINT rounds_in_a_known_mode
                CHECK (rounding_mode IN ('half_up', 'half_even', 'down', 'up')),
            CONSTRAINT basis_is_accrual_or_cash CHECK (basis IN ('accrual', 'cash'))
        );
        CREATE TABLE clinic.service (
            clinic_id bigint NOT NULL, id bigint NOT NULL, code text NOT NULL, name text NOT NULL,
            list_price numeric(19,4) NOT NULL, tax_code_id bigint
        );
        CREATE TABLE clinic.medicine (
            clinic_id bigint NOT NULL, id bigint NOT NULL, code text NOT NULL, name text NOT NULL,
            list_price numeric(19,4) NOT NULL, tax_code_id bigint
        );
        CREATE TABLE clinic.stock_movement (
            clinic_id bigint NOT NULL, id bigint NOT NULL, medicine_id bigint NOT NULL,
            batch text NOT NULL, expires_on date NOT NULL, kind text NOT NULL,
            quantity numeric(12,3) NOT NULL, moved_on date NOT NULL, invoice_line_id bigint,
            CONSTRAINT stock_moves_for_a_known_reason CHECK (kind IN
                ('in', 'dispensed', 'returned', 'destroyed', 'adjusted'))
        );
        CREATE TABLE clinic.account_map (
            clinic_id bigint NOT NULL, event_kind text NOT NULL, debit_account text NOT NULL,
            credit_account text NOT NULL
        );
        """

    private static let billing = """
        CREATE TABLE clinic.appointment (
            clinic_id bigint NOT NULL, id bigint NOT NULL, patient_id bigint NOT NULL,
            practitioner_id bigint NOT NULL, booked_for timestamptz NOT NULL, status text NOT NULL,
            billable boolean NOT NULL DEFAULT true, completed_at timestamptz,
            CONSTRAINT appointment_is_in_a_known_state
                CHECK (status IN ('booked', 'completed', 'cancelled', 'no_show'))
        );
        CREATE TABLE clinic.invoice (
            clinic_id bigint NOT NULL,
            id bigint NOT NULL,
            series text NOT NULL,
            number text NOT NULL,
            kind text NOT NULL,
            patient_id bigint NOT NULL,
            payer_id bigint,
            status text NOT NULL,
            issue_date date NOT NULL,
            tax_point date NOT NULL,
            due_date date NOT NULL,
            recorded_at timestamptz NOT NULL,
            voided_at timestamptz,
            voided_by bigint,
            void_reason text,
            currency char(3) NOT NULL,
            exchange_rate numeric(18,9) NOT NULL DEFAULT 1,
            net numeric(19,4) NOT NULL,
            tax numeric(19,4) NOT NULL,
            rounding numeric(19,4) NOT NULL DEFAULT 0,
            gross numeric(19,4) NOT NULL,
            credited_invoice_id bigint,
            CONSTRAINT document_is_an_invoice_or_a_credit_note
                CHECK (kind IN ('invoice', 'credit_note')),
            CONSTRAINT invoice_is_in_a_known_state CHECK (status IN ('draft', 'issued', 'void')),
            CONSTRAINT only_a_void_invoice_was_voided
                CHECK ((status = 'void') = (voided_at IS NOT NULL)),
            CONSTRAINT a_credit_note_names_its_invoice
                CHECK ((kind = 'credit_note') = (credited_invoice_id IS NOT NULL))
        );
        CREATE TABLE clinic.invoice_line (
            clinic_id bigint NOT NULL,
            id bigint NOT NULL,
            invoice_id bigint NOT NULL,
            position integer NOT NULL,
            service_id bigint,
            medicine_id bigint,
            practitioner_id bigint,
            appointment_id bigint,
            credited_line_id bigint,
            quantity numeric(12,3) NOT NULL,
            list_price numeric(19,4) NOT NULL,
            unit_price numeric(19,4) NOT NULL,
            base_quantity numeric(12,3) NOT NULL DEFAULT 1,
            tax_code_id bigint,
            net numeric(19,4) NOT NULL,
            tax numeric(19,4) NOT NULL,
            CONSTRAINT a_line_sells_one_service_or_one_medicine
                CHECK (service_id IS NULL OR medicine_id IS NULL)
        );
        CREATE TABLE clinic.invoice_line_tax (
            clinic_id bigint NOT NULL,
            invoice_id bigint NOT NULL,
            invoice_line_id bigint NOT NULL,
            position smallint NOT NULL,
            component text NOT NULL,
            base numeric(19,4) NOT NULL,
            tax numeric(19,4) NOT NULL
        );
        CREATE TABLE clinic.document_adjustment (
            clinic_id bigint NOT NULL, id bigint NOT NULL, invoice_id bigint NOT NULL,
            invoice_line_id bigint, kind text NOT NULL, amount numeric(19,4) NOT NULL,
            percent numeric(9,6), reason text NOT NULL, approved_by bigint, adjusted_on date NOT NULL,
            CONSTRAINT adjustment_is_of_a_known_kind
                CHECK (kind IN ('discount', 'charge', 'write_off')),
            CONSTRAINT a_discount_or_charge_names_its_line
                CHECK (kind = 'write_off' OR invoice_line_id IS NOT NULL)
        );
        """

    private static let money = """
        CREATE TABLE clinic.drawer (clinic_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL);
        CREATE TABLE clinic.payment (
            clinic_id bigint NOT NULL,
            id bigint NOT NULL,
            patient_id bigint,
            payer_id bigint,
            method text NOT NULL,
            tender text NOT NULL,
            drawer_id bigint,
            terminal text,
            cashier_id bigint,
            gateway text,
            gateway_reference text,
            received_on date NOT NULL,
            recorded_at timestamptz NOT NULL,
            currency char(3) NOT NULL,
            amount numeric(19,4) NOT NULL,
            purpose text NOT NULL DEFAULT 'invoice',
            status text NOT NULL,
            tax_code_id bigint,
            CONSTRAINT payment_is_in_a_known_state CHECK (status IN ('captured', 'failed', 'voided')),
            CONSTRAINT payment_is_by_a_known_method
                CHECK (method IN ('cash', 'card', 'upi', 'bank_transfer', 'cheque', 'wallet')),
            CONSTRAINT payment_is_for_an_invoice_or_an_advance
                CHECK (purpose IN ('invoice', 'advance')),
            CONSTRAINT only_an_advance_is_taxed_when_received
                CHECK (tax_code_id IS NULL OR purpose = 'advance')
        );
        CREATE TABLE clinic.payment_allocation (
            clinic_id bigint NOT NULL, id bigint NOT NULL, payment_id bigint NOT NULL,
            invoice_id bigint NOT NULL, allocated_on date NOT NULL, amount numeric(19,4) NOT NULL,
            undoes_id bigint
        );
        CREATE TABLE clinic.refund (
            clinic_id bigint NOT NULL, id bigint NOT NULL, payment_id bigint NOT NULL,
            credit_note_id bigint, tender text NOT NULL, gateway_reference text,
            approved_by bigint, refunded_on date NOT NULL, currency char(3) NOT NULL,
            amount numeric(19,4) NOT NULL
        );
        CREATE TABLE clinic.dispute (
            clinic_id bigint NOT NULL, id bigint NOT NULL, payment_id bigint NOT NULL,
            amount numeric(19,4) NOT NULL, fee numeric(19,4) NOT NULL, opened_on date NOT NULL,
            won_on date, lost_on date,
            CONSTRAINT a_dispute_is_won_or_lost_not_both CHECK (won_on IS NULL OR lost_on IS NULL)
        );
        CREATE TABLE clinic.drawer_movement (
            clinic_id bigint NOT NULL, id bigint NOT NULL, drawer_id bigint NOT NULL,
            kind text NOT NULL, amount numeric(19,4) NOT NULL, moved_on date NOT NULL,
            recorded_by bigint,
            CONSTRAINT drawer_moves_for_a_known_reason CHECK (kind IN ('float', 'pay_out', 'count'))
        );
        CREATE TABLE clinic.deposit (
            clinic_id bigint NOT NULL, id bigint NOT NULL, bank_account_id bigint NOT NULL,
            slip text NOT NULL, deposited_on date NOT NULL, amount numeric(19,4) NOT NULL
        );
        CREATE TABLE clinic.deposit_item (
            clinic_id bigint NOT NULL, deposit_id bigint NOT NULL, payment_id bigint NOT NULL,
            amount numeric(19,4) NOT NULL
        );
        """

    private static let outside = """
        CREATE TABLE clinic.payout (
            clinic_id bigint NOT NULL, id bigint NOT NULL, gateway text NOT NULL,
            reference text NOT NULL, currency char(3) NOT NULL, amount numeric(19,4) NOT NULL,
            created_at timestamptz NOT NULL, expected_on date NOT NULL, arrived_on date,
            trace_id text, status text NOT NULL,
            CONSTRAINT payout_is_in_a_known_state
                CHECK (status IN ('in_transit', 'paid', 'failed', 'reversed'))
        );
        CREATE TABLE clinic.gateway_transaction (
            clinic_id bigint NOT NULL, id bigint NOT NULL, gateway text NOT NULL,
            reference text NOT NULL, kind text NOT NULL, currency char(3) NOT NULL,
            gross numeric(19,4) NOT NULL, fee numeric(19,4) NOT NULL,
            fee_tax numeric(19,4) NOT NULL, net numeric(19,4) NOT NULL, status text NOT NULL,
            payout_id bigint, created_at timestamptz NOT NULL, settled_at timestamptz,
            CONSTRAINT gateway_names_a_known_kind
                CHECK (kind IN ('charge', 'refund', 'dispute', 'adjustment', 'fee'))
        );
        CREATE TABLE clinic.gateway_fee (
            clinic_id bigint NOT NULL, id bigint NOT NULL, gateway text NOT NULL,
            valid_from date NOT NULL, valid_until date, percent numeric(9,6) NOT NULL,
            fixed numeric(19,4) NOT NULL, tax_percent numeric(9,6) NOT NULL
        );
        CREATE TABLE clinic.gateway_balance (
            clinic_id bigint NOT NULL, gateway text NOT NULL, balance_on date NOT NULL,
            currency char(3) NOT NULL, amount numeric(19,4) NOT NULL
        );
        CREATE TABLE clinic.bank_account (
            clinic_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL,
            number text NOT NULL, currency char(3) NOT NULL
        );
        CREATE TABLE clinic.bank_statement (
            clinic_id bigint NOT NULL, id bigint NOT NULL, bank_account_id bigint NOT NULL,
            sequence integer NOT NULL, from_date date NOT NULL, until_date date NOT NULL,
            opening numeric(19,4) NOT NULL, closing numeric(19,4) NOT NULL,
            source_sha256 text NOT NULL
        );
        CREATE TABLE clinic.bank_entry (
            clinic_id bigint NOT NULL, id bigint NOT NULL, bank_statement_id bigint NOT NULL,
            booked_on date NOT NULL, value_on date NOT NULL, amount numeric(19,4) NOT NULL,
            reference text, narration text NOT NULL, bank_reference text
        );
        CREATE TABLE clinic.exchange_rate (
            base char(3) NOT NULL, quote char(3) NOT NULL, rate_on date NOT NULL,
            rate numeric(18,9) NOT NULL,
            CONSTRAINT an_exchange_rate_is_positive CHECK (rate > 0)
        );
        CREATE TABLE clinic.opening_balance (
            clinic_id bigint NOT NULL, account text NOT NULL, balance_on date NOT NULL,
            currency char(3) NOT NULL, amount numeric(19,4) NOT NULL
        );
        CREATE TABLE clinic.ledger_balance (
            clinic_id bigint NOT NULL, account text NOT NULL, balance_on date NOT NULL,
            currency char(3) NOT NULL, amount numeric(19,4) NOT NULL
        );
        """

    private static let control = """
        CREATE TABLE clinic.accounting_period (
            clinic_id bigint NOT NULL, name text NOT NULL, from_date date NOT NULL,
            until_date date NOT NULL, state text NOT NULL, closed_at timestamptz,
            CONSTRAINT a_period_is_open_closed_or_reopened
                CHECK (state IN ('open', 'closed', 'reopened')),
            CONSTRAINT a_period_ends_after_it_begins CHECK (until_date > from_date)
        );
        CREATE TABLE clinic.audit_log (
            clinic_id bigint NOT NULL,
            id bigint GENERATED BY DEFAULT AS IDENTITY,
            user_id bigint,
            login text NOT NULL,
            role text NOT NULL,
            recorded_at timestamptz NOT NULL,
            entity text NOT NULL,
            entity_id text NOT NULL,
            action text NOT NULL,
            before jsonb,
            after jsonb,
            request_id text
        );
        """
}
