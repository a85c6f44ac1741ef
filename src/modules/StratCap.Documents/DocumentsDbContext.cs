using Microsoft.EntityFrameworkCore;
using StratCap.Documents.Keeping;
using StratCap.Documents.Texts;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Documents;

/// <summary>The module's tables: documents, their versions and words, and who opened them.</summary>
internal sealed class DocumentsDbContext(DbContextOptions<DocumentsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => DocumentsModule.Name;

    public DbSet<KeptDocument> Documents => Set<KeptDocument>();
    public DbSet<DocumentVersion> Versions => Set<DocumentVersion>();
    public DbSet<DocumentText> Texts => Set<DocumentText>();
    public DbSet<DocumentAccess> Accesses => Set<DocumentAccess>();

    /// <summary>Lets nobody else change the document until the transaction ends. Taken before its words are, so that no two who change both wait for each other.</summary>
    public Task Lock(Guid documentId, CancellationToken ct) =>
        Database.ExecuteSqlAsync($"select 1 from documents.documents where tenant_id = {TenantId} and id = {documentId} for update", ct);

    protected override void Map(ModelBuilder model)
    {
        model.Entity<KeptDocument>(KeptDocument.Map);
        model.Entity<DocumentVersion>(DocumentVersion.Map);
        model.Entity<DocumentText>(DocumentText.Map);
        model.Entity<DocumentAccess>(DocumentAccess.Map);
    }
}

/// <summary>For <c>dotnet ef</c>.</summary>
internal sealed class DocumentsDesignTime : DesignTimeContext<DocumentsDbContext>
{
    protected override string Schema => DocumentsModule.Name;
}
