using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting;
using StratCap.Accounting.Journal;
using StratCap.Calculations;
using StratCap.Calculations.Runs;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Funds;
using StratCap.Funds.Book;
using StratCap.Funds.CapitalCalls;
using StratCap.Funds.Funds;
using StratCap.Funds.Investors;
using StratCap.Funds.Rates;
using StratCap.Identity;
using StratCap.Identity.Users;
using StratCap.Ingestion;
using StratCap.Ingestion.Imports;
using StratCap.Notifications;
using StratCap.Notifications.Messages;
using StratCap.Payments;
using StratCap.Payments.Instructions;
using StratCap.Payments.Statements;
using StratCap.Server.Auditing;
using StratCap.Server.Tests.Harness;
using StratCap.Workflows;
using StratCap.Workflows.Reading;
using PaymentEvents = StratCap.Payments.Runs.ReadAnswers;
using PaymentRuns = StratCap.Payments.Runs.ReadRuns;

namespace StratCap.Server.Tests.Lists;

/// <summary>The orders in which growing lists are read come out of an index: the database need not sort all rows to show the first fifty.</summary>
public sealed partial class PlanTests(House house)
{
    [Fact]
    public async Task TheMainOrdersOfGrowingLists_ComeFromAnIndex()
    {
        var firm = await house.Provision("Plans");
        var (fund, job, sorted) = (Guid.CreateVersion7(), Guid.CreateVersion7(), new List<string>());
        await using var scope = house.Services.CreateAsyncScope();
        using var tenant = house.Services.GetRequiredService<CurrentTenant>().Use(firm.Id);

        await In<FundsDbContext>(db =>
        [
            .. Both("name", s => ListFunds.List.Ordered(db.Funds, s)), .. Both("admission", s => ListInvestors.List.Ordered(db.Partners.Where(p => p.FundId == fund), s)),
            .. Both("sequence", s => ReadBook.List.Ordered(db.Facts.Where(f => f.FundId == fund), s)), .. Both("effectiveDate", s => ReadBook.List.Ordered(db.Facts.Where(f => f.FundId == fund), s)),
            .. Both("from,to,date,version", s => ReadFxRates.List.Ordered(db.FxRates, s)), .. Both("at", s => ReadAudit.List.Ordered(db.Audit, s)),
        ]);
        await In<IngestionDbContext>(db =>
        [
            .. Both("requestedAt", s => ListImports.List.Ordered(db.Jobs, s)), .. Both("state", s => ListImports.List.Ordered(db.Jobs, s)),
            .. Both("row", s => ListImportRows.List.Ordered(db.Rows.Where(r => r.JobId == job), s)), .. Both("state", s => ListImportRows.List.Ordered(db.Rows.Where(r => r.JobId == job), s)),
        ]);
        await In<WorkflowsDbContext>(db => [.. Both("submittedAt", s => ListWorkflows.List.Ordered(db.Workflows, s)), .. Both("state", s => ListWorkflows.List.Ordered(db.Workflows, s)), .. Both("dueDate", s => ListWorkflows.List.Ordered(db.Workflows, s))]);
        await In<NotificationsDbContext>(db => [.. Both("createdAt", s => ListMessages.List.Ordered(db.Emails, s)), .. Both("state", s => ListMessages.List.Ordered(db.Emails, s))]);
        await In<PaymentsDbContext>(db => [.. Both("preparedAt", s => ListInstructions.List.Ordered(db.Instructions, s)), .. Both("state", s => ListInstructions.List.Ordered(db.Instructions, s)), .. Both("paymentDate", s => ListInstructions.List.Ordered(db.Instructions, s)),
            .. Both("preparedAt", s => PaymentRuns.List.Ordered(db.Runs, s)), .. Both("takenAt", s => PaymentEvents.List.Ordered(db.ProviderEvents, s)),
            .. Both("importedAt", s => ReadLines.Lines.Ordered(db.Lines.Where(l => l.FundId == fund), s)), .. Both("bookedOn", s => ReadLines.Lines.Ordered(db.Lines.Where(l => l.FundId == fund), s))]);
        await In<AccountingDbContext>(db => [.. Both("factSequence", s => ReadJournal.List.Ordered(db.Entries.Where(e => e.FundId == fund), s)), .. Both("effectiveDate", s => ReadJournal.List.Ordered(db.Entries.Where(e => e.FundId == fund), s))]);
        await In<CalculationsDbContext>(db => [.. Both("at", s => ReadRuns.List.Ordered(ReadRuns.Rows(db, fund)[1], s))]);
        await In<IdentityDbContext>(db => [.. Both("email", s => ListUsers.List.Ordered(ListUsers.Rows(db), s))]);

        sorted.ShouldBeEmpty();

        async Task In<TDb>(Func<TDb, List<(string, IQueryable<object>)>> queries) where TDb : ModuleDbContext
        {
            var db = scope.ServiceProvider.GetRequiredService<TDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            // What the planner would rather do with a handful of rows is not asked, but what it can do with many.
            await db.Database.ExecuteSqlRawAsync("set local enable_sort = off; set local enable_seqscan = off; set local enable_bitmapscan = off");
            foreach (var (name, query) in queries(db))
            {
                await using var command = query.Take(51).CreateDbCommand();
                command.CommandText = "explain " + command.CommandText;
                var plan = "";
                await using (var reader = await command.ExecuteReaderAsync())
                    while (await reader.ReadAsync()) plan += reader.GetString(0) + "\n";
                if (WholeSort().IsMatch(plan)) sorted.Add($"{typeof(TDb).Name} by {name}:\n{plan}");
            }
        }
    }

    private static IEnumerable<(string, IQueryable<object>)> Both<T>(string sort, Func<string, IQueryable<T>> ordered) where T : class =>
        ((string[])[sort, string.Join(',', sort.Split(',').Select(s => "-" + s))]).Select(s => (s, (IQueryable<object>)ordered(s)));

    [GeneratedRegex(@"(?<!Incremental )Sort\b(?! Key)")]
    private static partial Regex WholeSort();
}
