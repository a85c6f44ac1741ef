namespace StratCap.FundMath.Waterfalls;

/// <summary>What happened to a hurdle's account.</summary>
internal enum AccountStepKind
{
    /// <summary>Capital enters.</summary>
    Contribution,

    /// <summary>Capital that waited begins to earn; owed is what was.</summary>
    StartsToEarn,

    /// <summary>A return is earned on all that earns.</summary>
    Accrual,

    /// <summary>A return that a contribution has already earned when it enters.</summary>
    OwnAccrual,

    /// <summary>Unpaid return begins to earn; owed is what was.</summary>
    Compounds,

    /// <summary>As before, of a contribution that has not entered yet.</summary>
    OwnCompounds,

    /// <summary>The contribution whose own return was told has entered.</summary>
    OwnEnds,

    /// <summary>Something was received that the account itself divides into capital and return.</summary>
    Received,

    /// <summary>Capital is returned.</summary>
    CapitalReturned,

    /// <summary>Return is paid.</summary>
    ReturnPaid,

    /// <summary>More capital was returned than there was.</summary>
    ReturnedTooMuch,

    /// <summary>More return was paid than had accrued.</summary>
    ReturnPaidTooMuch,
}

/// <summary>A step of an account.</summary>
/// <param name="Amount">Signed as it changes what is owed.</param>
/// <param name="Earning">Signed as it changes what earns.</param>
internal sealed record AccountStep(AccountStepKind Kind, DateOnly From, DateOnly To, decimal Amount, decimal Earning, Guid? FactId);
