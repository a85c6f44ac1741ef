using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Data;
using StratCap.FundMath;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.Funds.Book;
using StratCap.Funds.Rates;

namespace StratCap.Funds.Periods;

/// <summary>The book's own part of a quarter's close: hashes, tables and sums, statements, fees, the roll of unfunded commitments, approved fair values, exchange rates, and what waits for a decision.</summary>
internal sealed class FundChecks(IServiceScopeFactory scopes, TimeProvider clock) : IPeriodChecks
{
    /// <summary>What follows from a book alone: asked for again and again while a quarter is worked.</summary>
    private readonly Remembered _ofBook = new(50);

    public async Task<IReadOnlyList<PeriodCheck>> Of(PeriodToCheck period, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FundsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        if (await scope.ServiceProvider.GetRequiredService<BookStore>().Read(period.FundId, ct) is not { } facts) return [];
        var quarters = new FundQuarters(facts, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        var book = new Lazy<FundBook>(() => FundBook.Fold(facts, period.Through));
        var defects = await scope.ServiceProvider.GetRequiredService<BookVerifier>().Defects(period.FundId, ct);
        return
        [
            await WaitingDecisions.Of(db, period, ct),
            PeriodCheck.Tried("book", () => OfBook(book.Value, defects)),
            .. OfFacts(facts, quarters, book, period),
            await OfRates(db, facts, book.Value, ct),
        ];
    }

    /// <summary>The hash of the last fact names tenant, fund and all facts before it.</summary>
    private PeriodCheck[] OfFacts(IReadOnlyList<RecordedFact> facts, FundQuarters quarters, Lazy<FundBook> book, PeriodToCheck period) =>
        _ofBook.Of<PeriodCheck[]>($"{facts[^1].Hash}|{period.From:O}|{period.Through:O}", () =>
        [
            PeriodCheck.Tried("statements", () => OfStatements(facts, period.Through)),
            PeriodCheck.Tried("fees", () => OfFees(facts, period)),
            PeriodCheck.Tried("unfunded", () => OfUnfunded(quarters, period.Through)),
            PeriodCheck.Tried("valuations", () => OfValuations(book.Value)),
        ]);

    internal static PeriodCheck OfBook(FundBook book, IReadOnlyList<string> defects)
    {
        book.CheckTies();
        var accounts = book.Partners.Sum(p => p.Nav);
        return defects.Count == 0
            ? PeriodCheck.Tie("book", book.NetAssets, accounts, "Net assets of the fund, and capital accounts of its partners.")
            : PeriodCheck.Fails("book", "The book does not verify: its hashes, or the tables that lists read, are not what its facts say. Ask who runs the server to verify it.", book.NetAssets, accounts);
    }

    private static PeriodCheck OfStatements(IReadOnlyList<RecordedFact> facts, DateOnly through)
    {
        var run = new StatementRun(facts, through.AddDays(1).AddMonths(-3), through);
        if (run.After.Partners.Count == 0) return PeriodCheck.Nothing("statements", "The fund has no partners yet: there are no statements.");
        InvestorStatement[] statements = [.. run.ForAll(explain: false)];
        return OfStatements(statements.Sum(s => s.Period.Closing), run.After.Total.Nav, [.. run.Ties(), .. statements.SelectMany(s => s.Ties())]);
    }

    /// <summary>Statements tie when they add up to the fund and each proves itself.</summary>
    internal static PeriodCheck OfStatements(decimal closing, decimal nav, IReadOnlyList<StatementTie> ties) => ties.FirstOrDefault(t => !t.Holds) is { } broken
        ? PeriodCheck.Fails("statements", $"A statement does not tie: {broken.What}", broken.Left, broken.Right)
        : PeriodCheck.Tie("statements", closing, nav, "Closing balances of all statements, and capital accounts of the fund.");

    private static PeriodCheck OfFees(IReadOnlyList<RecordedFact> facts, PeriodToCheck period)
    {
        var check = FeeCheck.Run(facts, period.From, period.Through);
        if (check.Findings.Count > 0)
            return PeriodCheck.Fails("fees", FeeWords.Of(check.Findings, FundBook.Fold(facts, period.Through)), check.Findings[0].Found, check.Findings[0].Right);
        if (check.Fees == 0) return PeriodCheck.Nothing("fees", "No management fee was charged since the last close.");
        // Less than the terms give is no fault: the second figure is then what was charged.
        return PeriodCheck.Tie("fees", check.Charged, Math.Min(check.Charged, check.Right), "Management fees charged since the last close, and what the terms allow.");
    }

    internal static PeriodCheck OfUnfunded(FundQuarters quarters, DateOnly through)
    {
        var close = quarters.CloseBefore(through);
        var opening = FundBook.Fold(quarters.Facts, close?.Through ?? DateOnly.MinValue);
        var roll = PeriodFigures.RollUnfunded(close is null ? null : quarters.Published(close), opening, FundBook.Fold(quarters.Facts, through));
        if (roll.Count == 0) return PeriodCheck.Nothing("unfunded", "The fund has no partners yet: there is no unfunded commitment.");
        return roll.FirstOrDefault(r => !r.Holds) is { } broken
            ? PeriodCheck.Fails("unfunded", $"The unfunded commitment of {broken.Name} does not roll forward from what was published at the last close.", broken.Opening + broken.Movements, broken.Closing)
            : PeriodCheck.Tie("unfunded", roll.Sum(r => r.Opening + r.Movements), roll.Sum(r => r.Closing), "Unfunded commitments published at the last close with what moved since, and those at the end of the quarter.");
    }

    /// <summary>Every investment that is held at the end of the quarter was last valued in it, and by two people.</summary>
    internal static PeriodCheck OfValuations(FundBook book)
    {
        BookDeal[] held = [.. book.Deals.Where(d => d.IsHeld)];
        if (held.Length == 0) return PeriodCheck.Nothing("valuations", "The fund holds no investment at the end of the quarter.");
        var first = book.AsOf.AddDays(1).AddMonths(-3);
        BookDeal[] open = [.. held.Where(d => d.ValuedOn is not { } day || day < first || d.Basis?.RoundId is null)];
        var (worth, approved) = (held.Sum(d => d.FairValue), held.Except(open).Sum(d => d.FairValue));
        if (open is not [var missing, ..]) return PeriodCheck.Tie("valuations", worth, approved, "Fair value of the investments that are held, and of those whose value a second person approved in the quarter.");
        var sentence = missing.ValuedOn >= first
            ? $"The value of {missing.Name} of {missing.ValuedOn:yyyy-MM-dd} was recorded by one person: value it in a valuation round that a second person approves."
            : $"{missing.Name} has no value of this quarter: value it in a valuation round.";
        return PeriodCheck.Fails("valuations", open.Length == 1 ? sentence : $"{sentence} And {open.Length - 1} more.", worth, approved);
    }

    /// <summary>Investments in other currencies are valued on the last day at the rates that count now; and those who read in another currency have a rate for it.</summary>
    private static async Task<PeriodCheck> OfRates(FundsDbContext db, IReadOnlyList<RecordedFact> facts, FundBook book, CancellationToken ct)
    {
        BookDeal[] held = [.. book.Deals.Where(d => d.Foreign is not null && (d.Cost != 0 || d.FairValue != 0))];
        var readIn = await db.Partners.AsNoTracking().Where(p => p.FundId == book.FundId).Join(db.Investors.AsNoTracking(), p => p.InvestorId, i => i.Id, (_, i) => i.ReportingCurrency)
            .Where(c => c != null && c != book.Currency.Code).Distinct().OrderBy(c => c).ToListAsync(ct);
        if (held.Length == 0 && readIn.Count == 0) return PeriodCheck.Nothing("fx", "Everything is in the fund's currency.");
        var rows = await db.FxRates.AsNoTracking().ThatCount().Where(r => r.Date == book.AsOf).ToListAsync(ct);
        FxRate[] rates = [.. rows.Select(r => r.ToRate())];
        if (readIn.Find(c => !rates.Any(r => IsBetween(r, c!, book.Currency.Code))) is { } missing)
            return PeriodCheck.Fails("fx", $"There is no rate between {book.Currency.Code} and {missing} for {book.AsOf:yyyy-MM-dd}, in which an investor reads his statement: record it.");
        var worth = 0m;
        foreach (var deal in held)
        {
            if (LastValuation(facts, deal) is not { Foreign: { } foreign } valuation || deal.ValuedOn != book.AsOf)
                return PeriodCheck.Fails("fx", $"{deal.Name} is kept in {deal.Foreign!.Currency} and is not valued on {book.AsOf:yyyy-MM-dd}: record its value on that day.");
            if (AtRatesOf(foreign, rates) is not { } steps)
                return PeriodCheck.Fails("fx", $"The rate by which {deal.Name} was valued on {book.AsOf:yyyy-MM-dd} is no longer there: record its value again.");
            worth += new FxConversion(new Currency(foreign.Currency), book.Currency, book.AsOf, steps).Convert(foreign.Amount) - valuation.FairValue + deal.FairValue;
        }
        return PeriodCheck.Tie("fx", held.Sum(d => d.FairValue), worth, "Fair value of investments in other currencies in the book, and at the rates of the last day that count now.");
    }

    private static ValuationRecorded? LastValuation(IReadOnlyList<RecordedFact> facts, BookDeal deal)
    {
        var own = deal.Facts.ToHashSet();
        return facts.Where(f => own.Contains(f.FactId) && f.Payload is ValuationRecorded).OrderBy(f => f.EffectiveDate).ThenBy(f => f.Sequence).Select(f => (ValuationRecorded)f.Payload).LastOrDefault();
    }

    /// <summary>The same way at the rates given; null where one is missing.</summary>
    private static FxStep[]? AtRatesOf(ForeignAmount foreign, FxRate[] rates)
    {
        var steps = foreign.Steps.Select(s => rates.FirstOrDefault(r => s.IsInverted ? (r.From, r.To) == (s.To, s.From) : (r.From, r.To) == (s.From, s.To)) is { } rate
            ? s with { RateId = rate.RateId, Rate = rate.Rate } : null).ToArray();
        return steps.All(s => s is not null) ? [.. steps.Select(s => s!)] : null;
    }

    private static bool IsBetween(FxRate rate, string one, string other) => (rate.From, rate.To) == (one, other) || (rate.From, rate.To) == (other, one);
}

/// <summary>Findings of the fee check in a sentence.</summary>
internal static class FeeWords
{
    public static string Of(IReadOnlyList<FeeFinding> findings, FundBook book)
    {
        var first = findings[0];
        var whose = first.InvestorId is { } id ? book.FindPartner(id)?.Name ?? "" : book.Name;
        var sentence = Of(first.Fault, whose, $"{first.Date:yyyy-MM-dd}");
        return findings.Count == 1 ? sentence : $"{sentence} And {findings.Count - 1} more.";
    }

    private static string Of(FeeFault fault, string whose, string date) => fault switch
    {
        FeeFault.AboveTerms => $"The management fee of {date} is above what the terms give: rebate the difference, or reverse it and charge it anew.",
        FeeFault.WriteDownIgnored => $"The management fee of {date} is charged on cost that is permanently written down: rebate the difference, or reverse it and charge it anew.",
        FeeFault.PartnerAboveTerms => $"Of the management fee of {date}, {whose} bears more than his own: rebate the difference, or reverse it and charge it anew.",
        FeeFault.PeriodChargedTwice => $"The management fee of {date} is for days that another fee is charged for: reverse one of them.",
        FeeFault.ReducedTwice => $"The management fee of {date} is reduced twice in the same way for {whose}: reverse one of the reductions.",
        FeeFault.OffsetMissed => $"On {date} offsets of {whose} waited, and the management fee was not reduced by them: set them off.",
        _ => $"The offset of {date} is not credited to {whose} by his commitment: reverse it, and recognise it for all who pay the fee.",
    };
}
