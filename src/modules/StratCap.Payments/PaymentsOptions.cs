namespace StratCap.Payments;

/// <summary>How payments are guarded and sent, from the configuration section <c>Payments</c>.</summary>
internal sealed class PaymentsOptions
{
    public const string Section = "Payments";

    /// <summary>Days from the confirmation of a payee's account until it may be paid: whoever was deceived has time to notice.</summary>
    public int CoolingOffDays { get; set; } = 3;

    /// <summary>Minutes since sign-in within which a person may release a run.</summary>
    public int StepUpMinutes { get; set; } = 5;

    /// <summary>Seconds after which a payment of which the bank knows nothing may be sent again under its key: longer than any request can be on its way.</summary>
    public int UncertainWaitSeconds { get; set; } = 180;

    /// <summary>Runs that one copy of the server sends at a time, each of another firm; 0 leaves them to other copies.</summary>
    public int Senders { get; set; } = 1;

    /// <summary>Seconds for which a run belongs to a sender that gives no sign of life.</summary>
    public int LeaseSeconds { get; set; } = 30;

    /// <summary>How often an idle sender looks for a run.</summary>
    public int PollSeconds { get; set; } = 2;

    /// <summary>How often what became of payments is asked for.</summary>
    public int FollowSeconds { get; set; } = 60;

    /// <summary>Days for which a run is asked after: returns of consumers' debits come up to 60 days later.</summary>
    public int FollowDays { get; set; } = 90;

    /// <summary>Readings of banks' interfaces that one copy of the server does at a time, each of another firm; 0 leaves them to other copies.</summary>
    public int Readers { get; set; } = 1;

    /// <summary>How often a bank feed is read by itself.</summary>
    public int FeedMinutes { get; set; } = 30;

    /// <summary>By how much less than what is due may arrive and be taken for banks' charges on the way, in the fund's currency.</summary>
    public decimal FeeAtMost { get; set; } = 50m;

    /// <summary>How often banks' folders are looked into.</summary>
    public int FetchSeconds { get; set; } = 300;

    /// <summary>How long a bank's file must have lain unchanged before it is read: the bank may still be writing it.</summary>
    public int FileSettleSeconds { get; set; } = 30;

    public bool AreInRange() => CoolingOffDays is >= 0 and <= 60 && StepUpMinutes is >= 1 and <= 60 && UncertainWaitSeconds is >= 0 and <= 86_400
        && Senders is >= 0 and <= 16 && LeaseSeconds is >= 3 and <= 3_600 && PollSeconds is >= 1 and <= 3_600 && FollowSeconds is >= 1 and <= 86_400 && FollowDays is >= 1 and <= 400
        && Readers is >= 0 and <= 16 && FeedMinutes is >= 1 and <= 1_440 && FetchSeconds is >= 1 and <= 86_400 && FileSettleSeconds is >= 0 and <= 3_600 && FeeAtMost is >= 0 and <= 10_000;
}
