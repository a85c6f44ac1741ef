using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;

namespace StratCap.Payments.Instructions;

/// <summary>
/// Makes the instructions of a declared distribution: one for each investor who is paid something, and one for the carried interest. What is handed over in kind is not paid; what was
/// declined of it is paid once it is sold.
/// </summary>
internal static class PrepareInstructions
{
    /// <summary>The instructions, in the order of the distribution's lines, carried interest last; their sum is the distribution less withheld tax.</summary>
    /// <param name="currency">The fund's currency.</param>
    /// <param name="names">Investors' legal names by id.</param>
    public static List<PaymentInstruction> From(
        RecordedFact fact, DistributionDeclaredEvent told, string currency, IReadOnlyDictionary<Guid, string> names, DateTimeOffset at)
    {
        var distribution = (DistributionDeclared)fact.Payload;
        if (distribution.InKind is not null) return [];
        PaymentInstruction Make(Guid investorId, PaymentKind kind, decimal amount) =>
            Of(fact, told.FundId, told.DistributionId, told.WorkflowId, investorId, kind, amount, distribution.PaymentDate, currency, names, at);

        var made = distribution.Lines.Where(l => l.Payable > 0).Select(l => Make(l.InvestorId, PaymentKind.Distribution, l.Payable)).ToList();
        if (distribution.CarriedInterest > 0) made.Add(Make(distribution.CarryRecipientId!.Value, PaymentKind.CarriedInterest, distribution.CarriedInterest));
        var due = distribution.Amount - distribution.Lines.Sum(l => l.Withholding);
        return made.Sum(i => i.Amount) == due
            ? made
            : throw new InvalidOperationException(FormattableString.Invariant($"The instructions of distribution {told.DistributionId} do not add up to {due}."));
    }

    /// <summary>The instruction for what was sold for a partner; paid from the day of the sale on.</summary>
    public static PaymentInstruction Of(RecordedFact fact, InKindSoldEvent told, string currency, IReadOnlyDictionary<Guid, string> names, DateTimeOffset at) =>
        Of(fact, told.FundId, told.DistributionId, told.WorkflowId, told.InvestorId, PaymentKind.Distribution, told.Amount, fact.EffectiveDate, currency, names, at);

    private static PaymentInstruction Of(
        RecordedFact fact, Guid fundId, Guid distributionId, Guid workflowId, Guid investorId, PaymentKind kind, decimal amount, DateOnly paymentDate,
        string currency, IReadOnlyDictionary<Guid, string> names, DateTimeOffset at)
    {
        var id = Guid.CreateVersion7();
        return new PaymentInstruction
        {
            Id = id,
            FundId = fundId,
            DistributionId = distributionId,
            DeclaredFactId = fact.FactId,
            WorkflowId = workflowId,
            InvestorId = investorId,
            PayeeName = Name(names, investorId),
            Kind = kind,
            Amount = amount,
            Currency = currency,
            DeclaredOn = fact.EffectiveDate,
            PaymentDate = paymentDate,
            Rail = PaymentInstruction.Manual,
            Reference = "SC" + id.ToString("N"),
            PreparedAt = at,
        };
    }

    private static string Name(IReadOnlyDictionary<Guid, string> names, Guid investorId)
    {
        var name = names[investorId];
        return name.Length > 300 ? name[..300] : name;
    }
}
