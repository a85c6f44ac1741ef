using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Funds.Migrations
{
    /// <inheritdoc />
    public partial class ClosedPeriods : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "period_reopenings",
                schema: "funds",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    through = table.Column<DateOnly>(type: "date", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_by_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decided_because = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_period_reopenings", x => new { x.tenant_id, x.id });
                    table.CheckConstraint("ck_period_reopenings_two_people", "state <> 'Granted' or decided_by <> asked_by");
                });

            migrationBuilder.CreateIndex(
                name: "ix_facts_periods",
                schema: "funds",
                table: "facts",
                columns: new[] { "tenant_id", "fund_id", "sequence" },
                filter: "kind in ('period_closed', 'period_reopened')");

            migrationBuilder.CreateIndex(
                name: "ix_period_reopenings_tenant_id_fund_id_through",
                schema: "funds",
                table: "period_reopenings",
                columns: new[] { "tenant_id", "fund_id", "through" });

            migrationBuilder.CreateIndex(
                name: "ux_period_reopenings_waiting",
                schema: "funds",
                table: "period_reopenings",
                columns: new[] { "tenant_id", "fund_id" },
                unique: true,
                filter: "state = 'Asked'");

            migrationBuilder.Sql(Periods.PeriodLock.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Periods.PeriodLock.Drop);

            migrationBuilder.DropTable(
                name: "period_reopenings",
                schema: "funds");

            migrationBuilder.DropIndex(
                name: "ix_facts_periods",
                schema: "funds",
                table: "facts");
        }
    }
}
