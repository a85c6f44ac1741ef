using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Tenancy.Migrations
{
    /// <inheritdoc />
    public partial class Brand : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "accent_colour",
                schema: "tenancy",
                table: "tenants",
                type: "character varying(7)",
                maxLength: 7,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "footer",
                schema: "tenancy",
                table: "tenants",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "greeting",
                schema: "tenancy",
                table: "tenants",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "logo_hash",
                schema: "tenancy",
                table: "tenants",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plan",
                schema: "tenancy",
                table: "tenants",
                type: "character varying(50)",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "plan_funds",
                schema: "tenancy",
                table: "tenants",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "plan_users",
                schema: "tenancy",
                table: "tenants",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "accent_colour",
                schema: "tenancy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "footer",
                schema: "tenancy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "greeting",
                schema: "tenancy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "logo_hash",
                schema: "tenancy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "plan",
                schema: "tenancy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "plan_funds",
                schema: "tenancy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "plan_users",
                schema: "tenancy",
                table: "tenants");
        }
    }
}
