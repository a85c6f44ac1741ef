using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace StratCap.Funds.Migrations
{
    /// <inheritdoc />
    public partial class Init : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "funds");

            migrationBuilder.CreateTable(
                name: "audit",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    subject_type = table.Column<string>(type: "text", nullable: false),
                    subject_id = table.Column<string>(type: "text", nullable: false),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    why = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    agent = table.Column<string>(type: "text", nullable: true),
                    trace_id = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "capital_call_lines",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    received = table.Column<decimal>(type: "numeric", nullable: false),
                    last_received_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_capital_call_lines", x => new { x.tenant_id, x.fund_id, x.call_id, x.investor_id });
                });

            migrationBuilder.CreateTable(
                name: "capital_calls",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    notice_date = table.Column<DateOnly>(type: "date", nullable: false),
                    due_date = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    received = table.Column<decimal>(type: "numeric", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    fact_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_capital_calls", x => new { x.tenant_id, x.fund_id, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "commitments",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    closing_id = table.Column<Guid>(type: "uuid", nullable: true),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_commitments", x => new { x.tenant_id, x.fund_id, x.fact_id });
                });

            migrationBuilder.CreateTable(
                name: "deals",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    cost = table.Column<decimal>(type: "numeric", nullable: false),
                    fair_value = table.Column<decimal>(type: "numeric", nullable: false),
                    proceeds = table.Column<decimal>(type: "numeric", nullable: false),
                    valued_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deals", x => new { x.tenant_id, x.fund_id, x.deal_id });
                });

            migrationBuilder.CreateTable(
                name: "distribution_lines",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    distribution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    apportioned = table.Column<decimal>(type: "numeric", nullable: false),
                    return_of_capital = table.Column<decimal>(type: "numeric", nullable: false),
                    preferred_return = table.Column<decimal>(type: "numeric", nullable: false),
                    catch_up = table.Column<decimal>(type: "numeric", nullable: false),
                    residual_split = table.Column<decimal>(type: "numeric", nullable: false),
                    carried_interest = table.Column<decimal>(type: "numeric", nullable: false),
                    payable = table.Column<decimal>(type: "numeric", nullable: false),
                    paid = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_distribution_lines", x => new { x.tenant_id, x.fund_id, x.distribution_id, x.investor_id });
                });

            migrationBuilder.CreateTable(
                name: "distributions",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    distribution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    payment_date = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    carried_interest = table.Column<decimal>(type: "numeric", nullable: false),
                    paid = table.Column<decimal>(type: "numeric", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    fact_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_distributions", x => new { x.tenant_id, x.fund_id, x.distribution_id });
                });

            migrationBuilder.CreateTable(
                name: "facts",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    fact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    effective_date = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    actor = table.Column<Guid>(type: "uuid", nullable: false),
                    cause = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    schema_version = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    previous_hash = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_facts", x => new { x.tenant_id, x.fund_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "funds",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    vintage = table.Column<int>(type: "integer", nullable: true),
                    strategy = table.Column<string>(type: "text", nullable: true),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false),
                    last_hash = table.Column<string>(type: "text", nullable: false),
                    partners = table.Column<int>(type: "integer", nullable: false),
                    commitment = table.Column<decimal>(type: "numeric", nullable: false),
                    called = table.Column<decimal>(type: "numeric", nullable: false),
                    contributed = table.Column<decimal>(type: "numeric", nullable: false),
                    distributed = table.Column<decimal>(type: "numeric", nullable: false),
                    nav = table.Column<decimal>(type: "numeric", nullable: false),
                    cash = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_funds", x => new { x.tenant_id, x.fund_id });
                });

            migrationBuilder.CreateTable(
                name: "idempotency",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    request = table.Column<string>(type: "text", nullable: false),
                    body_hash = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    e_tag = table.Column<string>(type: "text", nullable: true),
                    location = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency", x => new { x.tenant_id, x.actor_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox", x => new { x.tenant_id, x.event_id, x.handler });
                });

            migrationBuilder.CreateTable(
                name: "investors",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    name_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    contact_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_investors", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    aggregate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    causation_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "partners",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    admitted_on = table.Column<DateOnly>(type: "date", nullable: false),
                    commitment = table.Column<decimal>(type: "numeric", nullable: false),
                    called = table.Column<decimal>(type: "numeric", nullable: false),
                    contributed = table.Column<decimal>(type: "numeric", nullable: false),
                    unfunded = table.Column<decimal>(type: "numeric", nullable: false),
                    distributed = table.Column<decimal>(type: "numeric", nullable: false),
                    carry_paid = table.Column<decimal>(type: "numeric", nullable: false),
                    carry_received = table.Column<decimal>(type: "numeric", nullable: false),
                    nav = table.Column<decimal>(type: "numeric", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_partners", x => new { x.tenant_id, x.fund_id, x.investor_id });
                });

            migrationBuilder.CreateTable(
                name: "positions",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    investor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    fact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    commitment = table.Column<decimal>(type: "numeric", nullable: false),
                    called = table.Column<decimal>(type: "numeric", nullable: true),
                    distributed = table.Column<decimal>(type: "numeric", nullable: true),
                    remaining_value = table.Column<decimal>(type: "numeric", nullable: true),
                    reported_multiple = table.Column<decimal>(type: "numeric", nullable: true),
                    reported_net_irr = table.Column<decimal>(type: "numeric", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_positions", x => new { x.tenant_id, x.fund_id, x.investor_id, x.as_of });
                });

            migrationBuilder.CreateTable(
                name: "proposals",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    prepared_by = table.Column<Guid>(type: "uuid", nullable: false),
                    prepared_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    effective_date = table.Column<DateOnly>(type: "date", nullable: false),
                    due_date = table.Column<DateOnly>(type: "date", nullable: false),
                    amount = table.Column<decimal>(type: "numeric", nullable: false),
                    request = table.Column<string>(type: "text", nullable: false),
                    fact = table.Column<string>(type: "text", nullable: false),
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    computed_on = table.Column<long>(type: "bigint", nullable: false),
                    returned_because = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_proposals", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_tenant_id_subject_type_subject_id",
                schema: "funds",
                table: "audit",
                columns: new[] { "tenant_id", "subject_type", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "ix_capital_calls_tenant_id_fund_id_number",
                schema: "funds",
                table: "capital_calls",
                columns: new[] { "tenant_id", "fund_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_distributions_tenant_id_fund_id_number",
                schema: "funds",
                table: "distributions",
                columns: new[] { "tenant_id", "fund_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_facts_tenant_id_fact_id",
                schema: "funds",
                table: "facts",
                columns: new[] { "tenant_id", "fact_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_facts_tenant_id_fund_id_effective_date",
                schema: "funds",
                table: "facts",
                columns: new[] { "tenant_id", "fund_id", "effective_date" });

            migrationBuilder.CreateIndex(
                name: "ix_funds_tenant_id_name",
                schema: "funds",
                table: "funds",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_investors_tenant_id_name_key",
                schema: "funds",
                table: "investors",
                columns: new[] { "tenant_id", "name_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_aggregate_id_position",
                schema: "funds",
                table: "outbox",
                columns: new[] { "aggregate_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_position",
                schema: "funds",
                table: "outbox",
                column: "position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_partners_tenant_id_fund_id_ordinal",
                schema: "funds",
                table: "partners",
                columns: new[] { "tenant_id", "fund_id", "ordinal" });

            migrationBuilder.CreateIndex(
                name: "ix_partners_tenant_id_investor_id",
                schema: "funds",
                table: "partners",
                columns: new[] { "tenant_id", "investor_id" });

            migrationBuilder.CreateIndex(
                name: "ix_positions_tenant_id_fund_id_as_of",
                schema: "funds",
                table: "positions",
                columns: new[] { "tenant_id", "fund_id", "as_of" });

            migrationBuilder.CreateIndex(
                name: "ix_proposals_tenant_id_fund_id_kind_number",
                schema: "funds",
                table: "proposals",
                columns: new[] { "tenant_id", "fund_id", "kind", "number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "capital_call_lines",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "capital_calls",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "commitments",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "deals",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "distribution_lines",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "distributions",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "facts",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "funds",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "idempotency",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "inbox",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "investors",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "partners",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "positions",
                schema: "funds");

            migrationBuilder.DropTable(
                name: "proposals",
                schema: "funds");
        }
    }
}
