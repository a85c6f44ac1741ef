using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Accounting.Migrations
{
    /// <inheritdoc />
    public partial class LedgerSync : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "sync_links",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: true),
                    connection_id = table.Column<Guid>(type: "uuid", nullable: false),
                    start_date = table.Column<DateOnly>(type: "date", nullable: false),
                    every_minutes = table.Column<int>(type: "integer", nullable: true),
                    direction = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    dimensions = table.Column<string>(type: "jsonb", nullable: false),
                    next_run_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_links", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sync_mappings",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    their_account_id = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_mappings", x => new { x.tenant_id, x.link_id, x.account });
                });

            migrationBuilder.CreateTable(
                name: "sync_runs",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    doing = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    accounts_read = table.Column<int>(type: "integer", nullable: false),
                    accounts_changed = table.Column<int>(type: "integer", nullable: false),
                    entries_read = table.Column<int>(type: "integer", nullable: false),
                    entries_added = table.Column<int>(type: "integer", nullable: false),
                    entries_changed = table.Column<int>(type: "integer", nullable: false),
                    entries_deleted = table.Column<int>(type: "integer", nullable: false),
                    posted = table.Column<int>(type: "integer", nullable: false),
                    rejected = table.Column<int>(type: "integer", nullable: false),
                    uncertain = table.Column<int>(type: "integer", nullable: false),
                    error_class = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_runs", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sync_sent_entries",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fact_sequence = table.Column<long>(type: "bigint", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    total = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    reverses_entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reference = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    state = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<string>(type: "text", nullable: true),
                    code = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    posted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_sent_entries", x => new { x.tenant_id, x.link_id, x.entry_id });
                });

            migrationBuilder.CreateTable(
                name: "sync_states",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cursor = table.Column<string>(type: "text", nullable: true),
                    accounts_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    entries_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failure_id = table.Column<Guid>(type: "uuid", nullable: true),
                    failure_cause = table.Column<string>(type: "text", nullable: true),
                    failure_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_states", x => new { x.tenant_id, x.link_id });
                });

            migrationBuilder.CreateTable(
                name: "sync_their_accounts",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<string>(type: "text", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    currency = table.Column<string>(type: "text", nullable: true),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_their_accounts", x => new { x.tenant_id, x.link_id, x.external_id });
                });

            migrationBuilder.CreateTable(
                name: "sync_their_entries",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<string>(type: "text", nullable: true),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: true),
                    number = table.Column<string>(type: "text", nullable: true),
                    reference = table.Column<string>(type: "text", nullable: true),
                    memo = table.Column<string>(type: "text", nullable: true),
                    modified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reversed_by_id = table.Column<string>(type: "text", nullable: true),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_their_entries", x => new { x.tenant_id, x.link_id, x.external_id });
                });

            migrationBuilder.CreateTable(
                name: "sync_sent_lines",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    their_account_id = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_sent_lines", x => new { x.tenant_id, x.link_id, x.entry_id, x.number });
                    table.ForeignKey(
                        name: "fk_sync_sent_lines_sync_sent_entries_tenant_id_link_id_entry_id",
                        columns: x => new { x.tenant_id, x.link_id, x.entry_id },
                        principalSchema: "accounting",
                        principalTable: "sync_sent_entries",
                        principalColumns: new[] { "tenant_id", "link_id", "entry_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sync_their_lines",
                schema: "accounting",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    their_account_id = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sync_their_lines", x => new { x.tenant_id, x.link_id, x.external_id, x.number });
                    table.ForeignKey(
                        name: "fk_sync_their_lines_sync_their_entries_tenant_id_link_id_exter",
                        columns: x => new { x.tenant_id, x.link_id, x.external_id },
                        principalSchema: "accounting",
                        principalTable: "sync_their_entries",
                        principalColumns: new[] { "tenant_id", "link_id", "external_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sync_links_due",
                schema: "accounting",
                table: "sync_links",
                column: "next_run_at",
                filter: "enabled and next_run_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_sync_links_tenant_id_connection_id_fund_id",
                schema: "accounting",
                table: "sync_links",
                columns: new[] { "tenant_id", "connection_id", "fund_id" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_sync_runs_tenant_id_link_id_id",
                schema: "accounting",
                table: "sync_runs",
                columns: new[] { "tenant_id", "link_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sync_runs_under_way",
                schema: "accounting",
                table: "sync_runs",
                columns: new[] { "tenant_id", "link_id" },
                unique: true,
                filter: "state in ('Ready', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_sync_runs_waiting",
                schema: "accounting",
                table: "sync_runs",
                column: "created_at",
                filter: "state in ('Ready', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_sync_sent_entries_tenant_id_link_id_external_id",
                schema: "accounting",
                table: "sync_sent_entries",
                columns: new[] { "tenant_id", "link_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sync_sent_entries_tenant_id_link_id_reference",
                schema: "accounting",
                table: "sync_sent_entries",
                columns: new[] { "tenant_id", "link_id", "reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sync_sent_entries_tenant_id_link_id_state_fund_id_fact_sequ",
                schema: "accounting",
                table: "sync_sent_entries",
                columns: new[] { "tenant_id", "link_id", "state", "fund_id", "fact_sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_sync_their_entries_tenant_id_link_id_date",
                schema: "accounting",
                table: "sync_their_entries",
                columns: new[] { "tenant_id", "link_id", "date" });

            migrationBuilder.CreateIndex(
                name: "ix_sync_their_lines_tenant_id_link_id_their_account_id",
                schema: "accounting",
                table: "sync_their_lines",
                columns: new[] { "tenant_id", "link_id", "their_account_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "sync_links",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_mappings",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_runs",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_sent_lines",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_states",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_their_accounts",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_their_lines",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_sent_entries",
                schema: "accounting");

            migrationBuilder.DropTable(
                name: "sync_their_entries",
                schema: "accounting");
        }
    }
}
