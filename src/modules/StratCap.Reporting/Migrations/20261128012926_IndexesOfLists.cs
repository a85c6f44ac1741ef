using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Reporting.Migrations
{
    /// <inheritdoc />
    public partial class IndexesOfLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_published_reports_tenant_id_supersedes_id",
                schema: "reporting",
                table: "published_reports",
                columns: new[] { "tenant_id", "supersedes_id" },
                filter: "supersedes_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_published_reports_tenant_id_supersedes_id",
                schema: "reporting",
                table: "published_reports");
        }
    }
}
