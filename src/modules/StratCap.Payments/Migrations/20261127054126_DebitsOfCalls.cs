using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class DebitsOfCalls : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "mandate_id",
                schema: "payments",
                table: "run_payments",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "may_retry",
                schema: "payments",
                table: "run_payments",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "may_retry",
                schema: "payments",
                table: "provider_events",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "direction",
                schema: "payments",
                table: "payment_runs",
                type: "text",
                nullable: false,
                defaultValue: "Pay");

            migrationBuilder.AlterColumn<Guid>(
                name: "workflow_id",
                schema: "payments",
                table: "payment_instructions",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<Guid>(
                name: "distribution_id",
                schema: "payments",
                table: "payment_instructions",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<Guid>(
                name: "call_id",
                schema: "payments",
                table: "payment_instructions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mandates",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reference = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: false),
                    signed_on = table.Column<DateOnly>(type: "date", nullable: false),
                    evidence = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mandates", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_mandates_two_persons", "decided_by is null or decided_by <> entered_by");
                    table.ForeignKey(
                        name: "fk_mandates_payee_accounts_tenant_id_account_id",
                        columns: x => new { x.tenant_id, x.account_id },
                        principalSchema: "payments",
                        principalTable: "payee_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_payment_instructions_tenant_id_call_id_id",
                schema: "payments",
                table: "payment_instructions",
                columns: new[] { "tenant_id", "call_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_payment_instructions_one_debit",
                schema: "payments",
                table: "payment_instructions",
                columns: new[] { "tenant_id", "call_id", "investor_id" },
                unique: true,
                filter: "kind = 'Collection' and state in ('Prepared', 'Paying')");

            migrationBuilder.AddCheckConstraint(
                name: "ck_payment_instructions_of",
                schema: "payments",
                table: "payment_instructions",
                sql: "(kind = 'Collection') = (call_id is not null) and (kind = 'Collection') = (distribution_id is null)");

            migrationBuilder.CreateIndex(
                name: "ix_mandates_tenant_id_account_id",
                schema: "payments",
                table: "mandates",
                columns: new[] { "tenant_id", "account_id" });

            migrationBuilder.CreateIndex(
                name: "ix_mandates_tenant_id_investor_id_id",
                schema: "payments",
                table: "mandates",
                columns: new[] { "tenant_id", "investor_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_mandates_reference",
                schema: "payments",
                table: "mandates",
                columns: new[] { "tenant_id", "reference" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mandates",
                schema: "payments");

            migrationBuilder.DropIndex(
                name: "ix_payment_instructions_tenant_id_call_id_id",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.DropIndex(
                name: "ux_payment_instructions_one_debit",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.DropCheckConstraint(
                name: "ck_payment_instructions_of",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.DropColumn(
                name: "mandate_id",
                schema: "payments",
                table: "run_payments");

            migrationBuilder.DropColumn(
                name: "may_retry",
                schema: "payments",
                table: "run_payments");

            migrationBuilder.DropColumn(
                name: "may_retry",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropColumn(
                name: "direction",
                schema: "payments",
                table: "payment_runs");

            migrationBuilder.DropColumn(
                name: "call_id",
                schema: "payments",
                table: "payment_instructions");

            migrationBuilder.AlterColumn<Guid>(
                name: "workflow_id",
                schema: "payments",
                table: "payment_instructions",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "distribution_id",
                schema: "payments",
                table: "payment_instructions",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
