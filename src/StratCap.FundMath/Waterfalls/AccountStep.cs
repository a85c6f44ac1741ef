namespace StratCap.FundMath.Waterfalls;

/// <summary>What changed a hurdle's balance.</summary>
internal enum AccountStepKind
{
    Contribution,
    Accrual,
    CapitalReturned,
    ReturnPaid,
    ReturnPaidTooMuch,
    ReturnedTooMuch,
    Received,
}

/// <summary>A change of what is owed, signed as it changes it.</summary>
internal sealed record AccountStep(AccountStepKind Kind, DateOnly From, DateOnly To, decimal Balance, decimal Amount, Guid? FactId);
