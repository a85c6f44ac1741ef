using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Workflows.Migrations
{
    /// <inheritdoc />
    public partial class SortedByDate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_workflows_tenant_id_due_date_id",
                schema: "workflows",
                table: "workflows",
                columns: new[] { "tenant_id", "due_date", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_workflows_tenant_id_due_date_id",
                schema: "workflows",
                table: "workflows");
        }
    }
}
