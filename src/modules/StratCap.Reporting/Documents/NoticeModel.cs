namespace StratCap.Reporting.Documents;

/// <summary>One line of a notice, in the form of the ILPA Capital Call and Distribution Template: a type, an amount, its effect on the unfunded commitment.</summary>
/// <param name="Type">The ILPA transaction type, such as "Call: Investments" or "Distribution: Return of Capital (Permanent)".</param>
/// <param name="Description">What it is for, such as the deal's name; null when the type says it all.</param>
/// <param name="AllocationBase">How the fund's amount was shared out, such as "Remaining commitments"; null when it was not shared out.</param>
/// <param name="FundAmount">For all partners, in the fund's currency.</param>
/// <param name="InvestorAmount">For this investor.</param>
/// <param name="EffectOnUnfunded">Signed: a call inside the commitment is negative, a recallable distribution positive, 0 when the commitment is not touched.</param>
/// <param name="InsideFund">False for what only passes between partners, such as interest of a later closing.</param>
internal sealed record NoticeLine(
    string Type, string? Description, string? AllocationBase, decimal FundAmount, decimal InvestorAmount, decimal EffectOnUnfunded, bool InsideFund = true);

/// <summary>The investor's unfunded commitment around a notice. Before + the lines' effects = After, or the notice is refused.</summary>
/// <param name="Commitment">All that was promised.</param>
/// <param name="Before">Unfunded before this notice.</param>
/// <param name="After">Unfunded after it, as the fund's book has it.</param>
internal sealed record UnfundedCommitment(decimal Commitment, decimal Before, decimal After);
