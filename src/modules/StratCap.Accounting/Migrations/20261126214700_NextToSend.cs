using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Accounting.Migrations
{
    /// <inheritdoc />
    public partial class NextToSend : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_sync_sent_entries_tenant_id_link_id_state_fund_id_fact_sequ",
                schema: "accounting",
                table: "sync_sent_entries");

            migrationBuilder.CreateIndex(
                name: "ix_sync_sent_entries_next",
                schema: "accounting",
                table: "sync_sent_entries",
                columns: new[] { "tenant_id", "link_id", "state", "attempts", "fund_id", "fact_sequence" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_sync_sent_entries_next",
                schema: "accounting",
                table: "sync_sent_entries");

            migrationBuilder.CreateIndex(
                name: "ix_sync_sent_entries_tenant_id_link_id_state_fund_id_fact_sequ",
                schema: "accounting",
                table: "sync_sent_entries",
                columns: new[] { "tenant_id", "link_id", "state", "fund_id", "fact_sequence" });
        }
    }
}
