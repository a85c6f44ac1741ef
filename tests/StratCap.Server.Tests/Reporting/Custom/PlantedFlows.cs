using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Tenancy;
using StratCap.Funds;
using StratCap.Funds.Book;
using StratCap.Funds.Rates;
using StratCap.Funds.Reports;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Rows of calls and distributions planted into the tables, full of ties, of what is missing, and of names that mean something to SQL, to patterns and to spreadsheets.</summary>
internal static class PlantedFlows
{
    private static readonly string[] Names = ["Ärger & Söhne", "=HYPERLINK(\"http://x\")", "100% Partners", "under_score", "O'Hara; drop table funds.funds;--", "back\\slash", "ärger & söhne", "Zeta", "zeta"];

    /// <summary>Plants for a tenant; the same seed plants the same.</summary>
    public static async Task Plant(House house, Guid tenantId, int seed, int funds = 5)
    {
        var random = new Random(seed);
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(tenantId);
        await using var scope = house.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        for (var f = 0; f < funds; f++) Fund(db, random, f);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All rows of a tenant, as the dataset derives them.</summary>
    public static async Task<List<CashFlowLine>> All(House house, Guid tenantId)
    {
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(tenantId);
        await using var scope = house.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        return await CashFlowsDataset.Rows(db).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Plants a rate for each pair of currencies on each day of some rows, as it is or the other way round, and gives both ways of all of them.</summary>
    public static async Task<Dictionary<(string From, string To, DateOnly Day), decimal>> Rates(House house, Guid tenantId, IReadOnlyList<CashFlowLine> rows, int seed)
    {
        var random = new Random(seed);
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(tenantId);
        await using var scope = house.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var rates = new Dictionary<(string, string, DateOnly), decimal>();
        foreach (var day in rows.Select(r => r.Date).Distinct())
            foreach (var (from, to) in ((string, string)[])[("USD", "EUR"), ("USD", "JPY"), ("EUR", "JPY"), ("CHF", "USD"), ("CHF", "EUR"), ("CHF", "JPY")])
            {
                // Of two factors alone, so that the other way round it is a decimal, too.
                var value = (decimal)(1 << random.Next(1, 8)) / ((decimal[])[1, 5, 25, 125])[random.Next(4)];
                (rates[(from, to, day)], rates[(to, from, day)]) = (value, 1 / value);
                db.FxRates.Add(new FxRateRow { Id = Guid.CreateVersion7(), FromCurrency = from, ToCurrency = to, Date = day, Version = 1, Rate = value, Source = "planted", RecordedAt = DateTimeOffset.UnixEpoch });
            }
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return rates;
    }

    private static void Fund(FundsDbContext db, Random random, int number)
    {
        var fundId = Guid.CreateVersion7();
        var currency = ((string[])["USD", "EUR", "JPY"])[random.Next(3)];
        decimal Amount() => currency == "JPY" ? random.Next(0, 5_000_000) : random.Next(0, 500_000_000) / 100m;
        db.Funds.Add(new FundRow
        {
            FundId = fundId,
            Name = $"{Names[number % Names.Length]} {number} {fundId:N}",
            Currency = currency,
            Vintage = random.Next(3) == 0 ? null : 2015 + random.Next(4),
            Strategy = random.Next(3) == 0 ? null : ((string[])["Buyout", "Venture", "Crédit"])[random.Next(3)],
            LastHash = new string('0', 64),
        });
        var investors = Enumerable.Range(0, 4).Select(i => (Id: Guid.CreateVersion7(), Name: Names[random.Next(Names.Length)])).ToList();
        foreach (var (index, investor) in investors.Index())
            db.Partners.Add(new PartnerRow { FundId = fundId, InvestorId = investor.Id, Ordinal = index, Name = investor.Name, Kind = "LimitedPartner", AdmittedOn = new(2020, 1, 1) });
        for (var n = 1; n <= 3; n++)
        {
            var (call, distribution) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            var day = new DateOnly(2024, 1 + random.Next(12), 1 + random.Next(28));
            db.CapitalCalls.Add(new CapitalCallRow { FundId = fundId, CallId = call, Number = n, NoticeDate = day, DueDate = day.AddDays(random.Next(3)), Status = random.Next(2) == 0 ? "Issued" : "Received" });
            db.Distributions.Add(new DistributionRow { FundId = fundId, DistributionId = distribution, Number = n, Date = day, PaymentDate = day.AddDays(random.Next(3)), Status = "Paid" });
            foreach (var investor in investors)
            {
                db.CapitalCallLines.Add(new CapitalCallLineRow { FundId = fundId, CallId = call, InvestorId = investor.Id, Amount = Amount(), Received = Amount() });
                db.DistributionLines.Add(new DistributionLineRow
                {
                    FundId = fundId,
                    DistributionId = distribution,
                    InvestorId = investor.Id,
                    Apportioned = Amount(),
                    ReturnOfCapital = Amount(),
                    PreferredReturn = random.Next(2) * Amount(),
                    CatchUp = 0,
                    ResidualSplit = Amount(),
                    CarriedInterest = Amount(),
                    Payable = Amount(),
                    Paid = Amount(),
                });
            }
        }
    }
}
