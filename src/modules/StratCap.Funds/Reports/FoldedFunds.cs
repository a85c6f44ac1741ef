using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Reports;

/// <summary>Rows out of folded books: fund by fund, so that one book is in hand at a time, and only of funds that the question's conditions leave.</summary>
internal static class FoldedFunds
{
    private const int MostFunds = 1_000;

    /// <summary>Folds the funds that are left as of a day and as known at a time, and keeps the rows that meet all conditions.</summary>
    /// <param name="like">A row that says of a fund what all of its rows say.</param>
    /// <param name="ofFund">The columns in which all rows of a fund are alike.</param>
    /// <param name="rows">A book's rows; told when to stop.</param>
    /// <exception cref="DatasetLimitException">There are too many funds or rows.</exception>
    public static async Task<List<TRow>> Rows<TRow>(
        IServiceProvider services, DatasetShape<TRow> shape, DatasetQuestion question, DatasetLimits limits, Func<FundRow, TRow> like, IReadOnlySet<string> ofFund,
        Func<FundBook, RunWatch, IEnumerable<TRow>> rows, CancellationToken ct)
    {
        var conditions = question.Filters.Where(f => ofFund.Contains(f.Column)).ToList();
        var funds = new List<FundRow>();
        await foreach (var fund in services.GetRequiredService<FundsDbContext>().Funds.OrderBy(f => f.Name).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!shape.Filtered(new[] { like(fund) }.AsQueryable(), conditions, inDatabase: false).Any()) continue;
            funds.Add(fund);
            if (funds.Count > MostFunds) throw new DatasetLimitException(tooSlow: false);
        }
        var books = services.GetRequiredService<BookStore>();
        var watch = new RunWatch(new Unheard(), ct);
        var kept = new List<TRow>();
        foreach (var fund in funds)
        {
            ct.ThrowIfCancellationRequested();
            if (await books.Read(fund.FundId, ct) is not { } facts) continue;
            var book = FundBook.Fold(facts, question.AsOf, question.RecordedAt);
            if (!book.IsEstablished) continue;
            kept.AddRange(shape.Filtered(rows(book, watch).AsQueryable(), question.Filters, inDatabase: false));
            if (kept.Count > limits.Rows) throw new DatasetLimitException(tooSlow: false);
        }
        return kept;
    }

    private sealed class Unheard : IProgress<RunStep>
    {
        public void Report(RunStep value)
        {
            // Nobody watches the steps: the watch is there to stop.
        }
    }
}
