using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class AccountsOfStatements : Migration
    {
        // Of statements that are here already: the account whose number ends as they write it, else the one that stood when they came; and their days as far as their lines are still those that they brought.
        private const string Known = """
            alter table payments.bank_statements no force row level security;
            alter table payments.bank_lines no force row level security;
            alter table payments.receiving_accounts no force row level security;
            alter table payments.account_decisions no force row level security;
            alter table payments.bank_statements disable trigger user;

            with confirmed as (
              select a.tenant_id, a.fund_id, a.id, a.number, d.decided_at,
                     coalesce(a.iban, regexp_replace(upper(a.account_number), '[^A-Z0-9]', '', 'g')) as written,
                     coalesce(a.iban, a.routing_number || '/' || ltrim(regexp_replace(upper(a.account_number), '[^A-Z0-9]', '', 'g'), '0')) as identity
                from payments.receiving_accounts a
                join payments.account_decisions d on d.tenant_id = a.tenant_id and d.account_id = a.id and d.confirmed)
            update payments.bank_statements s set own_account_id = (
              select f.id from confirmed f
               where f.tenant_id = s.tenant_id and f.fund_id = s.fund_id and f.identity = (
                 select c.identity from confirmed c
                  where c.tenant_id = s.tenant_id and c.fund_id = s.fund_id
                  order by (c.written like '%' || translate(s.account_mask, '•', '')) desc, (c.decided_at <= s.imported_at) desc, c.number desc limit 1)
               order by f.number limit 1);

            with booked as (
              select l.tenant_id, l.statement_id, least(coalesce(l.booked_on, l.value_on, s.closing_on), s.closing_on) as day, l.amount
                from payments.bank_lines l join payments.bank_statements s on s.tenant_id = l.tenant_id and s.id = l.statement_id
               where l.status = 'Booked' and l.batch_id is null
              union all
              select tenant_id, id, closing_on, 0 from payments.bank_statements where closing_on is not null),
            days as (select tenant_id, statement_id, day, sum(amount) as amount from booked group by tenant_id, statement_id, day),
            told as (
              select tenant_id, statement_id, day, sum(amount) over (partition by tenant_id, statement_id) as total,
                     sum(amount) over (partition by tenant_id, statement_id order by day desc) - amount as later
                from days)
            update payments.bank_statements s set
              days = coalesce((select jsonb_agg(jsonb_build_object('On', to_char(t.day, 'YYYY-MM-DD'), 'Balance', s.closing - t.later) order by t.day)
                                 from told t where t.tenant_id = s.tenant_id and t.statement_id = s.id and s.closing_on is not null and t.total = s.closing - s.opening), '[]'),
              opening_on = coalesce(s.opening_on, (select min(t.day) from told t where t.tenant_id = s.tenant_id and t.statement_id = s.id), s.closing_on);

            alter table payments.bank_statements enable trigger user;
            alter table payments.account_decisions force row level security;
            alter table payments.receiving_accounts force row level security;
            alter table payments.bank_lines force row level security;
            alter table payments.bank_statements force row level security;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "days",
                schema: "payments",
                table: "bank_statements",
                type: "jsonb",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<Guid>(
                name: "own_account_id",
                schema: "payments",
                table: "bank_statements",
                type: "uuid",
                nullable: true);

            migrationBuilder.Sql(Known);

            migrationBuilder.CreateIndex(
                name: "ix_bank_statements_tenant_id_own_account_id",
                schema: "payments",
                table: "bank_statements",
                columns: new[] { "tenant_id", "own_account_id" });

            migrationBuilder.AddForeignKey(
                name: "fk_bank_statements_receiving_accounts_tenant_id_own_account_id",
                schema: "payments",
                table: "bank_statements",
                columns: new[] { "tenant_id", "own_account_id" },
                principalSchema: "payments",
                principalTable: "receiving_accounts",
                principalColumns: new[] { "tenant_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_bank_statements_receiving_accounts_tenant_id_own_account_id",
                schema: "payments",
                table: "bank_statements");

            migrationBuilder.DropIndex(
                name: "ix_bank_statements_tenant_id_own_account_id",
                schema: "payments",
                table: "bank_statements");

            migrationBuilder.DropColumn(
                name: "days",
                schema: "payments",
                table: "bank_statements");

            migrationBuilder.DropColumn(
                name: "own_account_id",
                schema: "payments",
                table: "bank_statements");
        }
    }
}
