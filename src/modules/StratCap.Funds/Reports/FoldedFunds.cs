using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Reports;

/// <summary>A book folded as of a day and as known at a time, with all of its facts.</summary>
internal sealed record FoldedBook(FundBook Book, IReadOnlyList<RecordedFact> Facts);

/// <summary>Rows out of folded books: fund by fund, so that one book is in hand at a time, and only of funds that the question's conditions leave.</summary>
internal static class FoldedFunds
{
    /// <summary>How many books are folded for one question.</summary>
    public const int MostFunds = 1_000;

    /// <summary>The columns in which all rows of a fund are alike, in each dataset.</summary>
    public static readonly FrozenSet<string> OfFund = FrozenSet.Create(StringComparer.Ordinal, "fundId", "fundName", "vintage", "strategy", "currency");

    /// <summary>Folds the funds that are left as of a day and as known at a time, and keeps the rows that meet all conditions.</summary>
    /// <param name="like">A row that says of a fund what all of its rows say.</param>
    /// <param name="rows">A book's rows; told when to stop.</param>
    /// <exception cref="DatasetLimitException">There are too many funds or rows.</exception>
    public static async Task<List<TRow>> Rows<TRow>(
        IServiceProvider services, DatasetShape<TRow> shape, DatasetQuestion question, DatasetLimits limits, Func<FundRow, TRow> like,
        Func<FoldedBook, RunWatch, IEnumerable<TRow>> rows, CancellationToken ct)
    {
        var conditions = question.Filters.Where(f => OfFund.Contains(f.Column)).ToList();
        var watch = new RunWatch(new Unheard(), ct);
        var kept = new List<TRow>();
        bool IsLeft(FundRow fund) => shape.Filtered(new[] { like(fund) }.AsQueryable(), conditions, inDatabase: false).Any();
        await foreach (var folded in Books(services.GetRequiredService<FundsDbContext>(), services.GetRequiredService<BookStore>(), IsLeft, question.AsOf, question.RecordedAt, ct))
        {
            kept.AddRange(shape.Filtered(rows(folded, watch).AsQueryable(), question.Filters, inDatabase: false));
            if (kept.Count > limits.Rows) throw new DatasetLimitException(tooSlow: false);
        }
        return kept;
    }

    /// <summary>The books of some funds, by name, as of a day and as known at a time, one after the other.</summary>
    /// <exception cref="DatasetLimitException">There are more than <see cref="MostFunds"/>.</exception>
    public static async IAsyncEnumerable<FoldedBook> Books(FundsDbContext db, BookStore books, Func<FundRow, bool> wanted, DateOnly? asOf, DateTimeOffset? recordedAt, [EnumeratorCancellation] CancellationToken ct)
    {
        var funds = new List<Guid>();
        await foreach (var fund in db.Funds.OrderBy(f => f.Name).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!wanted(fund)) continue;
            funds.Add(fund.FundId);
            if (funds.Count > MostFunds) throw new DatasetLimitException(tooSlow: false);
        }
        foreach (var fund in funds)
        {
            ct.ThrowIfCancellationRequested();
            if (await books.Read(fund, ct) is not { } facts) continue;
            var book = FundBook.Fold(facts, asOf, recordedAt);
            if (book.IsEstablished) yield return new(book, facts);
        }
    }

    private sealed class Unheard : IProgress<RunStep>
    {
        public void Report(RunStep value)
        {
            // Nobody watches the steps: the watch is there to stop.
        }
    }
}
