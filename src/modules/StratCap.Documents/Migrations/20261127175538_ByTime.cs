using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Documents.Migrations
{
    /// <inheritdoc />
    public partial class ByTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_documents_tenant_id_fund_id_id",
                schema: "documents",
                table: "documents");

            migrationBuilder.CreateIndex(
                name: "ix_documents_tenant_id_added_at_id",
                schema: "documents",
                table: "documents",
                columns: new[] { "tenant_id", "added_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_documents_tenant_id_fund_id_added_at_id",
                schema: "documents",
                table: "documents",
                columns: new[] { "tenant_id", "fund_id", "added_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_documents_tenant_id_added_at_id",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_tenant_id_fund_id_added_at_id",
                schema: "documents",
                table: "documents");

            migrationBuilder.CreateIndex(
                name: "ix_documents_tenant_id_fund_id_id",
                schema: "documents",
                table: "documents",
                columns: new[] { "tenant_id", "fund_id", "id" });
        }
    }
}
