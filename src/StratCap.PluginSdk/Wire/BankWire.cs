using StratCap.PluginSdk.Banks;
using static StratCap.PluginSdk.Wire.WireValues;

namespace StratCap.PluginSdk.Wire;

/// <summary>Banks between the SDK and the wire.</summary>
internal static class BankWire
{
    internal static V1.BankAccount ToWire(this BankAccount account) => new()
    {
        Id = account.Id,
        Name = account.Name,
        Mask = account.Mask,
        Currency = account.Currency,
        Balance = PlainOrNull(account.Balance),
    };

    internal static BankAccount ToSdk(this V1.BankAccount account) => new(account.Id, account.Name, account.Mask, account.Currency, DecimalOrNull(account.Balance));

    internal static V1.BankTransaction ToWire(this BankTransaction line) => new()
    {
        Id = line.Id,
        AccountId = line.AccountId,
        Status = Shift<BankStatus, V1.BankStatus>(line.Status),
        BookedOn = IsoOrNull(line.BookedOn),
        ValueOn = IsoOrNull(line.ValueOn),
        Amount = line.Amount.ToWire(),
        IsReversal = line.IsReversal,
        EndToEndId = line.EndToEndId,
        BankReference = line.BankReference,
        CustomerReference = line.CustomerReference,
        Counterparty = line.Counterparty,
        CounterpartyAccount = line.CounterpartyAccount,
        Text = line.Text,
        Code = line.Code,
        BatchId = line.BatchId,
    };

    internal static BankTransaction ToSdk(this V1.BankTransaction line) => new(
        line.Id, line.AccountId, Unshift<V1.BankStatus, BankStatus>(line.Status), DayOrNull(line.BookedOn), DayOrNull(line.ValueOn), line.Amount.ToSdk(), line.IsReversal, line.EndToEndId,
        line.BankReference, line.CustomerReference, line.Counterparty, line.CounterpartyAccount, line.Text, line.Code, line.BatchId);

    internal static V1.BankTransactionPage ToWire(this Page<BankTransaction> page) => new() { Cursor = page.Cursor, Items = { page.Items.Select(ToWire) } };

    internal static Page<BankTransaction> ToSdk(this V1.BankTransactionPage page) => new([.. page.Items.Select(ToSdk)], page.Cursor);

    internal static V1.BankFile ToWire(this BankFile file) => new() { Name = file.Name, Content = Bytes(file.Content) };

    internal static BankFile ToSdk(this V1.BankFile? file) => file is null ? throw OutOfForm("a file") : new(file.Name, file.Content.Memory);

    internal static V1.StatementFile ToWire(this StatementFile file) => new() { Format = file.Format, Statements = { file.Statements.Select(ToWire) } };

    internal static StatementFile ToSdk(this V1.StatementFile file) => new(file.Format, [.. file.Statements.Select(ToSdk)]);

    internal static V1.Statement ToWire(this Statement statement) => new()
    {
        Id = statement.Id,
        AccountId = statement.AccountId,
        Currency = statement.Currency,
        Opening = PlainOrNull(statement.Opening),
        OpeningOn = IsoOrNull(statement.OpeningOn),
        Closing = PlainOrNull(statement.Closing),
        ClosingOn = IsoOrNull(statement.ClosingOn),
        Transactions = { statement.Transactions.Select(ToWire) },
        Difference = PlainOrNull(statement.Difference),
        Problems = { statement.Problems },
    };

    internal static Statement ToSdk(this V1.Statement statement) => new(
        statement.Id, statement.AccountId, statement.Currency, DecimalOrNull(statement.Opening), DayOrNull(statement.OpeningOn), DecimalOrNull(statement.Closing), DayOrNull(statement.ClosingOn),
        [.. statement.Transactions.Select(ToSdk)], DecimalOrNull(statement.Difference), [.. statement.Problems]);

    internal static V1.PartyAccount ToWire(this PartyAccount account) => new()
    {
        Iban = account.Iban,
        AccountNumber = account.AccountNumber,
        RoutingNumber = account.RoutingNumber,
        Bic = account.Bic,
        IsSavings = account.IsSavings,
        VendorId = account.VendorId,
    };

    internal static PartyAccount ToSdk(this V1.PartyAccount? account) =>
        account is null ? throw OutOfForm("an account") : new(account.Iban, account.AccountNumber, account.RoutingNumber, account.Bic, account.IsSavings, account.VendorId);

    internal static V1.AccountToVerify ToWire(this AccountToVerify account) => new() { HolderName = account.HolderName, Account = account.Account.ToWire() };

    internal static AccountToVerify ToSdk(this V1.AccountToVerify account) => new(account.HolderName, account.Account.ToSdk());

    internal static V1.AccountVerdict ToWire(this AccountVerdict verdict) => new()
    {
        State = Shift<VerdictState, V1.VerdictState>(verdict.State),
        NameScore = verdict.NameScore,
        Mask = verdict.Mask,
        Text = verdict.Text,
        VendorId = verdict.VendorId,
    };

    internal static AccountVerdict ToSdk(this V1.AccountVerdict verdict) =>
        new(Unshift<V1.VerdictState, VerdictState>(verdict.State), verdict.NameScore, verdict.Mask, verdict.Text, verdict.VendorId);
}
