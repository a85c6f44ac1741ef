using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NpgsqlTypes;

#nullable disable

namespace StratCap.Documents.Migrations
{
    /// <inheritdoc />
    public partial class WordsAndSharing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "shared_at",
                schema: "documents",
                table: "documents",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "shared_by_name",
                schema: "documents",
                table: "documents",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "shared_version",
                schema: "documents",
                table: "documents",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "document_texts",
                schema: "documents",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    words = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: true),
                    missing = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_document_texts", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_documents_tenant_id_shared_at_id",
                schema: "documents",
                table: "documents",
                columns: new[] { "tenant_id", "shared_at", "id" },
                filter: "shared_version is not null");

            migrationBuilder.CreateIndex(
                name: "ix_document_texts_state_created_at",
                schema: "documents",
                table: "document_texts",
                columns: new[] { "state", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_document_texts_words",
                schema: "documents",
                table: "document_texts",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");

            // Of the documents that are there already. Row security binds the owner too, who is none of its roles, and so is forced again only when they were read.
            migrationBuilder.Sql("""
                alter table documents.documents no force row level security;
                insert into documents.document_texts (tenant_id, id, version, state, created_at, attempts)
                  select tenant_id, id, latest_version, 'Ready', now(), 0 from documents.documents where destroyed_at is null;
                alter table documents.documents force row level security;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "document_texts",
                schema: "documents");

            migrationBuilder.DropIndex(
                name: "ix_documents_tenant_id_shared_at_id",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "shared_at",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "shared_by_name",
                schema: "documents",
                table: "documents");

            migrationBuilder.DropColumn(
                name: "shared_version",
                schema: "documents",
                table: "documents");
        }
    }
}
