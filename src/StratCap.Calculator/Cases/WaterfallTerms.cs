using System.Globalization;
using System.Text.Json;
using StratCap.FundMath;
using StratCap.FundMath.Terms;

namespace StratCap.Calculator.Cases;

/// <summary>A case's waterfall terms: those of the Model LPA with the case's own in place of theirs.</summary>
/// <param name="TierNames">As the case names them, in order.</param>
internal sealed record WaterfallTerms(FundTerms Terms, IReadOnlyList<string> TierNames)
{
    private const string Clause = "case, terms";
    private const string FirstHurdle = "pref";
    private static readonly string[] CompoundingDayNames = ["compounding_date", "compounding_day", "compound_on", "compounds_on"];

    internal static WaterfallTerms Of(CaseInputs terms)
    {
        var tiers = terms.Objects("tiers");
        var names = tiers.Select(t => t.TextOrNull("name") ?? t.Text("kind")).ToList();
        CaseNumbers.RefuseRepeated(names, "tiers");
        IReadOnlyList<Tier> parsed = [.. tiers.Select(t => TierOf(t, terms))];
        var returnFirst = parsed.TakeWhile(t => t is not ReturnOfCapitalTier).Any(t => t is PreferredReturnTier);
        return new WaterfallTerms(
            IlpaTerms.WholeOfFund() with
            {
                Name = Clause,
                Apportioning = new(Apportioning(terms), Clause),
                Tiers = new(parsed, Clause),
                PaymentOrder = new(returnFirst ? PaymentOrder.ReturnFirst : PaymentOrder.CapitalFirst, Clause),
                ReturnBase = new(ReturnBaseOf(terms), Clause),
            },
            names);
    }

    /// <summary>The same terms run deal by deal.</summary>
    internal WaterfallTerms DealByDeal(CaseInputs terms)
    {
        var pool = terms.TextOrNull("pool") switch
        {
            null or "realised" or "realized" => DealPool.RealisedDeals,
            "deal" => DealPool.EachDeal,
            _ => throw terms.Refuse("pool", "realised or deal"),
        };
        var fees = terms.TextOrNull("fees") switch
        {
            null or "excluded" or "none" => FeeReturn.Excluded,
            "pro_rata_realised" or "pro_rata_realized" => FeeReturn.ProRataRealised,
            "all_to_date" => FeeReturn.AllToDate,
            _ => throw terms.Refuse("fees", "excluded, pro_rata_realised or all_to_date"),
        };
        return this with
        {
            Terms = Terms with
            {
                Level = new(WaterfallLevel.DealByDeal, Clause),
                DealByDeal = new(new DealByDealTerms(pool, fees, WriteDowns: true), Clause),
            },
        };
    }

    /// <summary>A hurdle of the type that a case's object gives.</summary>
    internal static AccountHurdle Account(CaseInputs hurdle)
    {
        var compounding = CompoundingOf(hurdle);
        return new AccountHurdle(hurdle.Number("rate"), compounding, hurdle.DayCount("day_count"), compounding == Compounding.AnnualOnDate ? CompoundingDay(hurdle) : null);
    }

    private static ApportioningBase Apportioning(CaseInputs terms) => terms.TextOrNull("apportion_by") switch
    {
        null or "commitment" => ApportioningBase.Commitments,
        "deal" or "participation" => ApportioningBase.SharingPercentages,
        "contributed" => ApportioningBase.Contributions,
        _ => throw terms.Refuse("apportion_by", "commitment, contributed or, deal by deal, participation"),
    };

    private static ReturnBase ReturnBaseOf(CaseInputs terms) => terms.TextOrNull("pref_base") switch
    {
        null or "all" => ReturnBase.AllContributions,
        "investment" => ReturnBase.Investments,
        _ => throw terms.Refuse("pref_base", "all or investment"),
    };

    private static Tier TierOf(CaseInputs tier, CaseInputs terms) => tier.Text("kind") switch
    {
        "return_of_capital" => new ReturnOfCapitalTier(),
        "preferred_return" => PreferredReturn(HurdleOf(terms, tier.TextOrNull("hurdle") ?? FirstHurdleOf(terms))),
        "catch_up" => new CatchUpTier(tier.Number("gp_share"), tier.Number("target")),
        "split" => new SplitTier(tier.Number("gp_share"), tier.Has("until") ? Until(tier, terms) : null),
        _ => throw tier.Refuse("kind", "return_of_capital, preferred_return, catch_up or split"),
    };

    /// <summary>A first hurdle by another measure than an account: everything to the limited partner until he has met it.</summary>
    private static Tier PreferredReturn(Hurdle hurdle) => hurdle is AccountHurdle account
        ? new PreferredReturnTier(account.RateAnnual, account.Compounding, account.DayCount, AccrualStart.Receipt, account.CompoundsOn)
        : new SplitTier(0, hurdle);

    private static Hurdle Until(CaseInputs tier, CaseInputs terms) => tier.Element.GetProperty("until").ValueKind == JsonValueKind.Array
        ? new AllOfHurdle([.. tier.TextsOrNone("until").Select(name => HurdleOf(terms, name))])
        : HurdleOf(terms, tier.Text("until"));

    private static Hurdle HurdleOf(CaseInputs terms, string name)
    {
        var hurdles = terms.Object("hurdles");
        if (!hurdles.Has(name))
            throw new FundRuleException("case.hurdle_unknown", $"{hurdles.At(name)} is named by a tier and missing: add it.");
        var hurdle = hurdles.Object(name);
        return hurdle.TextOrNull("type") switch
        {
            null or "account" => Account(hurdle),
            "irr" => new IrrHurdle(hurdle.Number("rate"), hurdle.DayCount("day_count")),
            "moic" or "multiple" => new MultipleHurdle(Multiple(hurdle)),
            "combined" or "all" or "all_of" or "both" or "irr_and_moic" => new AllOfHurdle([.. Several(hurdle, terms)]),
            _ => throw hurdle.Refuse("type", "account, irr, moic or combined"),
        };
    }

    /// <summary>Named hurdles that must all be met, or a rate and a multiple together.</summary>
    private static IEnumerable<Hurdle> Several(CaseInputs hurdle, CaseInputs terms) => hurdle.Has("hurdles")
        ? hurdle.TextsOrNone("hurdles").Select(name => HurdleOf(terms, name))
        : [new IrrHurdle(hurdle.Number("rate"), hurdle.DayCount("day_count")), new MultipleHurdle(Multiple(hurdle))];

    private static decimal Multiple(CaseInputs hurdle) => hurdle.NumberOrNull("multiple") ?? hurdle.NumberOrNull("moic") ?? hurdle.NumberOrNull("value") ?? hurdle.NumberOrNull("target") ?? hurdle.Number("rate");

    private static Compounding CompoundingOf(CaseInputs hurdle) => hurdle.TextOrNull("compounding") switch
    {
        null or "effective" or "effective_annual" => Compounding.EffectiveAnnual,
        "simple" or "none" => Compounding.SimpleAnnual,
        "annual" or "annually" or "yearly" or "annual_fixed" or "annual_fixed_date" or "annual_on_date" or "fixed_date" or "anniversary" or "annual_anniversary" => Compounding.AnnualOnDate,
        "quarterly" or "nominal_quarterly" => Compounding.Quarterly,
        "monthly" or "nominal_monthly" => Compounding.Monthly,
        "daily" or "nominal_daily" => Compounding.Daily,
        _ => throw hurdle.Refuse("compounding", "effective, annual, quarterly, monthly, daily or simple"),
    };

    /// <summary>The one named so; where there is only one hurdle, that one.</summary>
    private static string FirstHurdleOf(CaseInputs terms) =>
        !terms.Object("hurdles").Has(FirstHurdle) && terms.Object("hurdles").Element.EnumerateObject().ToList() is [var only] ? only.Name : FirstHurdle;

    /// <summary>The day that is given as month and day; where none is, the end of the year: 31 December still earns, so the break is on 1 January.</summary>
    private static DayOfYear? CompoundingDay(CaseInputs hurdle)
    {
        if (hurdle.Text("compounding").Contains("anniversary", StringComparison.Ordinal))
            return null;
        if (CompoundingDayNames.Any(name => hurdle.TextOrNull(name) == "anniversary"))
            return null;
        if (CompoundingDayNames.FirstOrDefault(hurdle.Has) is not { } name)
            return new DayOfYear(1, 1);
        return DateOnly.TryParseExact(hurdle.Text(name), (string[])["MM-dd", "--MM-dd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DayOfYear(day.Month, day.Day)
            : throw hurdle.Refuse(name, "a month and a day such as 12-31");
    }
}
