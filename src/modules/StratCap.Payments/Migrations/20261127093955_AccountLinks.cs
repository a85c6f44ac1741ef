using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class AccountLinks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "link_id",
                schema: "payments",
                table: "payee_accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "linked_over",
                schema: "payments",
                table: "payee_accounts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "sealed_vendor_id",
                schema: "payments",
                table: "payee_accounts",
                type: "bytea",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "account_links",
                schema: "payments",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: true),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    connection_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    holder = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    is_person = table.Column<bool>(type: "boolean", nullable: false),
                    standing = table.Column<string>(type: "text", nullable: false),
                    reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_renewing = table.Column<bool>(type: "boolean", nullable: false),
                    consent_needed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    external_account = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    secret_name = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: true),
                    sealed_accounts = table.Column<byte[]>(type: "bytea", nullable: true),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    begun_by = table.Column<Guid>(type: "uuid", nullable: false),
                    begun_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    begun_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    completed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    completed_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_links", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_account_links_holder", "(investor_id is null) <> (fund_id is null)");
                });

            migrationBuilder.CreateIndex(
                name: "ix_payee_accounts_tenant_id_link_id",
                schema: "payments",
                table: "payee_accounts",
                columns: new[] { "tenant_id", "link_id" });

            migrationBuilder.CreateIndex(
                name: "ix_account_links_tenant_id_connection_id_external_account",
                schema: "payments",
                table: "account_links",
                columns: new[] { "tenant_id", "connection_id", "external_account" });

            migrationBuilder.CreateIndex(
                name: "ix_account_links_tenant_id_fund_id_id",
                schema: "payments",
                table: "account_links",
                columns: new[] { "tenant_id", "fund_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_account_links_tenant_id_investor_id_id",
                schema: "payments",
                table: "account_links",
                columns: new[] { "tenant_id", "investor_id", "id" });

            migrationBuilder.AddForeignKey(
                name: "fk_payee_accounts_account_links_tenant_id_link_id",
                schema: "payments",
                table: "payee_accounts",
                columns: new[] { "tenant_id", "link_id" },
                principalSchema: "payments",
                principalTable: "account_links",
                principalColumns: new[] { "tenant_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_payee_accounts_account_links_tenant_id_link_id",
                schema: "payments",
                table: "payee_accounts");

            migrationBuilder.DropTable(
                name: "account_links",
                schema: "payments");

            migrationBuilder.DropIndex(
                name: "ix_payee_accounts_tenant_id_link_id",
                schema: "payments",
                table: "payee_accounts");

            migrationBuilder.DropColumn(
                name: "link_id",
                schema: "payments",
                table: "payee_accounts");

            migrationBuilder.DropColumn(
                name: "linked_over",
                schema: "payments",
                table: "payee_accounts");

            migrationBuilder.DropColumn(
                name: "sealed_vendor_id",
                schema: "payments",
                table: "payee_accounts");
        }
    }
}
