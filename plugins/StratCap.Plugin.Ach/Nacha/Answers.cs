using System.Globalization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Ach.Nacha;

/// <summary>Returns (addenda 99) and notifications of change (addenda 98). Both quote the trace number of the entry that was sent.</summary>
internal static class Answers
{
    /// <param name="file">The file read.</param>
    /// <param name="odfi">The originating bank's eight digits: an answer to another bank's entry is about somebody else's payment, though its running number may be one of ours.</param>
    public static List<PaymentUpdate> Of(NachaFile file, string odfi)
    {
        DateOnly? day = DateOnly.TryParseExact(file.CreatedOn, "yyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        var updates = new List<PaymentUpdate>();
        foreach (var entry in file.Batches.SelectMany(b => b.Entries)) updates.Add(Of(entry, day, odfi));
        return updates;
    }

    private static PaymentUpdate Of(NachaEntry entry, DateOnly? day, string odfi)
    {
        if (entry.Addenda is not [{ Type: "98" or "99" } addenda]) throw Refusal.OfFile(entry.Line, "the entry is neither a return nor a notification of change.");
        var isReturn = addenda.Type == "99";
        var (code, originalTrace, ownTrace) = (addenda.Record[3..6], addenda.Record[6..21], addenda.Record[79..94]);
        if (ReturnCodes.Title(code) is not { } title || code[0] != (isReturn ? 'R' : 'C')) throw Refusal.OfFile(addenda.Line, "the reason's code is not known.");
        if (ReturnCodes.IsBetweenBanks(code)) throw Refusal.OfFile(addenda.Line, $"{code} passes between banks (a dishonoured or contested return, a refused change) and is not read.");
        if (!originalTrace.All(char.IsAsciiDigit)) throw Refusal.OfFile(addenda.Line, "the trace number that it answers is no number.");
        if (!originalTrace.StartsWith(odfi, StringComparison.Ordinal)) throw Refusal.OfFile(addenda.Line, "it answers an entry of another originating bank than the connection's.");
        var update = new PaymentUpdate(
            $"ach-{TransactionIds.Of($"{originalTrace}:{code}:{ownTrace}")}", Key: null, originalTrace, isReturn ? PaymentState.Returned : PaymentState.ChangeAsked, code, title, day,
            isReturn ? Amount.OfMinor(entry.Cents, "USD") : null, isReturn && ReturnCodes.MayRetry(code), isReturn && ReturnCodes.IsUnauthorised(code));
        return isReturn ? update : update with { Corrected = Corrected(entry, addenda, code) };
    }

    /// <summary>The account as the bank wants it, whole: what the change leaves out is as it was. Null when the change is about something else, or makes no sense.</summary>
    private static PartyAccount? Corrected(NachaEntry entry, NachaAddenda addenda, string code)
    {
        var data = addenda.Record[35..64];
        var bank = addenda.Record[27..35];
        string? routing = null, account = null, transactionCode = null;
        switch (code)
        {
            case "C01": account = data[..17]; break;
            case "C02": routing = data[..9]; break;
            case "C03": (routing, account) = (data[..9], data[12..]); break;
            case "C05": transactionCode = data[..2]; break;
            case "C06": (account, transactionCode) = (data[..17], data[20..22]); break;
            case "C07": (routing, account, transactionCode) = (data[..9], data[9..26], data[26..28]); break;
            default: return null;
        }
        if (routing is null && bank.All(char.IsAsciiDigit)) routing = string.Create(CultureInfo.InvariantCulture, $"{bank}{AccountNumbers.RoutingCheckDigit(bank)}");
        account = (account ?? entry.Account).Trim();
        return AccountNumbers.IsRouting(routing) && account.Length > 0 && transactionCode?[0] is null or '2' or '3'
            ? new PartyAccount(AccountNumber: account, RoutingNumber: routing, IsSavings: transactionCode is null ? entry.IsSavings : transactionCode[0] == '3')
            : null;
    }
}
