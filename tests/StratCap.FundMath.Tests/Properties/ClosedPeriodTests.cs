using CsCheck;
using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Properties;

/// <summary>Random histories of charges, commitments, reversals, closes and reopenings on random days, in any order of recording: 2,000 of them, others in every run.</summary>
public sealed class ClosedPeriodTests
{
    private const int Histories = 2_000;
    private static readonly DateOnly[] Ends = [.. CalendarQuarter.EndsBetween(TestFund.Start, new DateOnly(2021, 12, 31))];
    private static readonly Gen<(int Kind, int Day, int Pick)[]> Any = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 760], Gen.Int[0, 99]).Array[10, 40];

    [Fact]
    public void History_WithCloses_LetsNothingBeforeThemThrough_AndKeepsWhatWasPublished() => Any.Sample(
        steps =>
        {
            var fund = TestFund.With("USD", 60_000_000m, 40_000_000m, 10_000_000m);
            DateOnly? closed = null;
            string? published = null;
            foreach (var step in steps)
            {
                var day = TestFund.Start.AddDays(step.Day);
                var fact = Try(fund, step, day);
                var accepted = fact is not null;
                if (accepted && closed is { } before && day <= before)
                    throw new InvalidOperationException($"{fact} of {day} was let into what is closed through {before}");
                if (fact is PeriodClosed or PeriodReopened)
                {
                    closed = BookPeriods.Of(fund.Facts).ClosedThrough;
                    published = closed is { } through ? Figures(fund.Book(through)) : null;
                }
                if (closed is { } still && Figures(fund.Book(still)) != published)
                    throw new InvalidOperationException($"what was published as of {still} changed by {fact} of {day}");
            }
            if (BookPeriods.Breaches(fund.Facts).Any())
                throw new InvalidOperationException("a fact stands in a closed quarter");
            Replays(fund, closed);
        },
        iter: Histories);

    private static Fact? Make(TestFund fund, (int Kind, int Day, int Pick) step, DateOnly day)
    {
        var periods = BookPeriods.Of(fund.Facts);
        return step.Kind switch
        {
            0 or 1 => new PeriodClosed(step.Pick < 70 && periods.ClosedThrough is { } last ? CalendarQuarter.EndOf(last.AddDays(1)) : Ends[step.Pick % Ends.Length]),
            2 when periods.Closes.Where(c => c.Stands).ToList() is { Count: > 0 } standing => periods.Reopen(standing[step.Pick % standing.Count].Through, Guid.Empty, "Late"),
            3 => new CommitmentAccepted(fund.Investor(step.Pick % 2), null, 1_000m * (step.Pick + 1)),
            4 => new FactReversed(fund.Facts[step.Pick % fund.Facts.Count].FactId, "Wrong"),
            _ when day >= TestFund.Start => FactShares.ForExpense(fund.Book(day), fund.NewId(), "Audit", step.Pick + 0.01m),
            _ => null,
        };
    }

    /// <summary>What was recorded; null when the step means nothing or a rule refuses it.</summary>
    private static Fact? Try(TestFund fund, (int Kind, int Day, int Pick) step, DateOnly day)
    {
        try
        {
            return Make(fund, step, day) is { } fact ? fund.Record(fact, day).Payload : null;
        }
        catch (FundRuleException)
        {
            return null;
        }
    }

    /// <summary>From storage, in another order, the same; and all of it passes the rules at once.</summary>
    private static void Replays(TestFund fund, DateOnly? closed)
    {
        var stored = fund.Facts.Select((f, i) => f with { Payload = FundJson.Deserialize(fund.Payloads[i]) }).Reverse().ToList();
        if (BookPeriods.Of(stored).ClosedThrough != closed || Digest.Of(FundBook.Fold(stored)) != Digest.Of(fund.Book()))
            throw new InvalidOperationException("the book replays differently");
        BookRules.Check([], [.. fund.Facts.Where(f => f.Payload is not FactReversed).Select(f => (f.Payload, f.EffectiveDate))]);
    }

    private static string Figures(FundBook book) => string.Join(';', book.Partners.Append<FigureSet>(book.Total).SelectMany(p => FigureSet.Components.Select(c => p[c])));
}
