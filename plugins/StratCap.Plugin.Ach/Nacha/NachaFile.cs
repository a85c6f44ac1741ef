namespace StratCap.Plugin.Ach.Nacha;

/// <summary>A file of 94-character records, its sums checked. Amounts in cents; lines count from 1.</summary>
/// <param name="CreatedOn">Six digits, YYMMDD, as written.</param>
internal sealed record NachaFile(string ImmediateDestination, string ImmediateOrigin, string CreatedOn, string Modifier, IReadOnlyList<NachaBatch> Batches, NachaTotals Totals);

/// <summary>Entries of one company, class and day.</summary>
/// <param name="ServiceClass">200 mixed, 220 credits, 225 debits.</param>
/// <param name="Class">The standard entry class: CCD, PPD, CTX, WEB, COR …</param>
/// <param name="Odfi">Eight digits.</param>
internal sealed record NachaBatch(
    int Line, string ServiceClass, string CompanyName, string CompanyId, string Class, string Description, string EffectiveOn, string Odfi, int Number, IReadOnlyList<NachaEntry> Entries, NachaTotals Totals);

/// <summary>One payment.</summary>
/// <param name="Code">The transaction code; its second digit up to 4 credits, from 5 on debits.</param>
/// <param name="Rdfi">The receiving bank's first eight digits.</param>
/// <param name="Trace">Fifteen digits.</param>
internal sealed record NachaEntry(
    int Line, string Code, string Rdfi, string CheckDigit, string Account, long Cents, string IndividualId, string Name, string AddendaIndicator, string Trace, IReadOnlyList<NachaAddenda> Addenda)
{
    public bool IsCredit => Code[1] <= '4';

    public bool IsSavings => Code[0] == '3';
}

/// <summary>A record 7, whole.</summary>
internal sealed record NachaAddenda(int Line, string Record)
{
    public string Type => Record[1..3];
}

/// <summary>What a control record says, or what was counted.</summary>
/// <param name="Count">Entries and addenda.</param>
/// <param name="Hash">The sum of the receiving banks' eight digits, its last ten.</param>
internal readonly record struct NachaTotals(long Count, long Hash, long Debits, long Credits)
{
    public const long HashModulus = 10_000_000_000;

    public static NachaTotals Of(IEnumerable<NachaEntry> entries)
    {
        var sum = default(NachaTotals);
        foreach (var entry in entries)
            sum += new NachaTotals(
                1 + entry.Addenda.Count, long.Parse(entry.Rdfi, System.Globalization.CultureInfo.InvariantCulture), entry.IsCredit ? 0 : entry.Cents, entry.IsCredit ? entry.Cents : 0);
        return sum;
    }

    public static NachaTotals operator +(NachaTotals a, NachaTotals b) => new(a.Count + b.Count, (a.Hash + b.Hash) % HashModulus, a.Debits + b.Debits, a.Credits + b.Credits);
}
