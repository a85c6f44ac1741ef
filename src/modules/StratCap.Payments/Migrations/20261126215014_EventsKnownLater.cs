using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StratCap.Payments.Migrations
{
    /// <inheritdoc />
    public partial class EventsKnownLater : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_provider_events",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropIndex(
                name: "ix_provider_events_tenant_id_id",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.AddColumn<decimal>(
                name: "amount",
                schema: "payments",
                table: "provider_events",
                type: "numeric",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "currency",
                schema: "payments",
                table: "provider_events",
                type: "character varying(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "stop_account",
                schema: "payments",
                table: "provider_events",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddPrimaryKey(
                name: "pk_provider_events",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_provider_events_known",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "connection_id", "event_id" },
                unique: true,
                filter: "payment_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_provider_events_unknown",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "connection_id", "event_id" },
                unique: true,
                filter: "payment_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_tenant_id_connection_id_external_id",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "connection_id", "external_id" },
                filter: "payment_id is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_provider_events",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropIndex(
                name: "ux_provider_events_known",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropIndex(
                name: "ux_provider_events_unknown",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropIndex(
                name: "ix_provider_events_tenant_id_connection_id_external_id",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropColumn(
                name: "amount",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropColumn(
                name: "currency",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.DropColumn(
                name: "stop_account",
                schema: "payments",
                table: "provider_events");

            migrationBuilder.AddPrimaryKey(
                name: "pk_provider_events",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "connection_id", "event_id" });

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_tenant_id_id",
                schema: "payments",
                table: "provider_events",
                columns: new[] { "tenant_id", "id" });
        }
    }
}
