using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class ReceivingAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "receiving_accounts",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    holder = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    bank = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    iban = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: true),
                    account_number = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: true),
                    routing_number = table.Column<string>(type: "character varying(9)", maxLength: 9, nullable: true),
                    bic = table.Column<string>(type: "character varying(11)", maxLength: 11, nullable: true),
                    reference_rule = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    proposed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    proposed_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_receiving_accounts", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_receiving_accounts_one_form", "(iban is null) = (account_number is not null and routing_number is not null)");
                });

            migrationBuilder.CreateTable(
                name: "account_decisions",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: false),
                    decided_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_decisions", x => new { x.tenant_id, x.account_id });
                    table.ForeignKey(
                        name: "fk_account_decisions_receiving_accounts_tenant_id_account_id",
                        columns: x => new { x.tenant_id, x.account_id },
                        principalSchema: "payments",
                        principalTable: "receiving_accounts",
                        principalColumns: new[] { "tenant_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_receiving_accounts_tenant_id_fund_id_number",
                schema: "payments",
                table: "receiving_accounts",
                columns: new[] { "tenant_id", "fund_id", "number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_decisions",
                schema: "payments");

            migrationBuilder.DropTable(
                name: "receiving_accounts",
                schema: "payments");
        }
    }
}
