using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Calculations.Runs;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Calculations;

/// <summary>What an amendment of a fund's terms would change: in words, clause by clause, and in money, if the fund were liquidated at its net asset value on the day.</summary>
internal static class RunAmendment
{
    internal const string Kind = "terms-amendment";

    /// <param name="AsOf">The day from which the amendment would count.</param>
    /// <param name="Terms">The whole terms as amended.</param>
    internal sealed record Request(Guid? FundId, IReadOnlyList<GivenFact>? Facts, DateOnly AsOf, FundTerms Terms, DateTimeOffset? RecordedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)] bool Async = false) : IBookRequest
    {
        RunLoad IBookRequest.Load => new(Passes: 2);
    }

    /// <param name="NoLongerSaid">Sentences of the terms in force that the amended terms do not say.</param>
    /// <param name="NewlySaid">Sentences of the amended terms that the terms in force do not say.</param>
    internal sealed record Result(
        DateOnly AsOf, IReadOnlyList<TermSentence> NoLongerSaid, IReadOnlyList<TermSentence> NewlySaid,
        MoneyView CarriedInterestNow, MoneyView CarriedInterestAmended, MoneyView Difference, IReadOnlyList<Line> Lines);

    internal sealed record Line(Guid InvestorId, string Name, MoneyView ReceivedNow, MoneyView ReceivedAmended, MoneyView Difference);

    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/terms-amendment", (Request request, Calculation calculation, CancellationToken ct) => calculation.Run(Kind, request, ct))
        .WithSummary("Show what amended terms would change, in words and in money; changes nothing")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    internal static Calculated Calculate(IReadOnlyList<RecordedFact> facts, Request request, RunWatch? watch)
    {
        request.Terms.Validate();
        var book = FundBook.Fold(facts, request.AsOf, request.RecordedAt);
        var (said, amended) = (book.TermsAt(request.AsOf).InPlainEnglish(), request.Terms.InPlainEnglish());
        watch?.Stage("liquidation by the terms in force, partner by partner", 0.5m);
        var now = LiquidationScenario.Run(book, request.AsOf, watch: watch);
        watch?.Stage("liquidation by the amended terms, partner by partner", 1);
        var then = LiquidationScenario.Run(book, request.AsOf, terms: request.Terms, watch: watch);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var lines = now.Lines.Join(then.Lines, l => l.Line.InvestorId, l => l.Line.InvestorId, (a, b) => new Line(
            a.Line.InvestorId, a.Name, Money(a.Line.Distributed), Money(b.Line.Distributed), Money(b.Line.Distributed - a.Line.Distributed)));
        return new Calculated(
            new Result(
                request.AsOf, [.. said.Except(amended)], [.. amended.Except(said)],
                Money(now.CarriedInterest), Money(then.CarriedInterest), Money(then.CarriedInterest - now.CarriedInterest), [.. lines]),
            new Explanation(
                $"Carried interest by the amended terms less by those in force, {request.AsOf:yyyy-MM-dd}", book.Currency.Format(then.CarriedInterest - now.CarriedInterest),
                "the second liquidation's carried interest less the first's", Parts: [then.ExplainCarriedInterest("by the amended terms"), now.ExplainCarriedInterest("by the terms in force")],
                Operation: Operation.Difference));
    }
}
