using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.Plugins.Tests.Runtime;

public sealed class WireTests
{
    private static readonly Gen<decimal> Decimals = Gen.Select(Gen.Long, Gen.Int[0, 10], (value, scale) => new decimal((int)value, (int)(value >> 32), 0, value < 0, (byte)scale));

    private static readonly Gen<string?> Text = Gen.Frequency((1, Gen.Const((string?)null)), (4, Gen.String.Select(s => (string?)new string([.. s.Where(c => !char.IsSurrogate(c))]))));

    private static readonly Gen<string> Word = Gen.String.Array[1, 1].Select(s => "w" + new string([.. s[0].Where(c => !char.IsSurrogate(c))]));

    private static readonly Gen<DateOnly?> Day = Gen.Frequency((1, Gen.Const((DateOnly?)null)), (4, Gen.Int[0, 3_000_000].Select(d => (DateOnly?)DateOnly.FromDayNumber(d))));

    private static readonly Gen<Amount> Amounts = Gen.Select(Decimals, Gen.Int[0, 2].Select(i => i switch { 0 => "USD", 1 => "JPY", _ => "KWD" }), (value, currency) => new Amount(value, currency));

    private static readonly Gen<PartyAccount> Accounts = Gen.Select(Text, Text, Text, Gen.Bool, (a, b, c, savings) => new PartyAccount(a, b, c, a, savings, b));

    private static readonly Gen<PaymentOrder> Orders = Gen.Select(Word, Amounts, Accounts, Text, Day, Gen.Int[1, 9_999_999]).Select((word, amount, account, text, day, trace) => new PaymentOrder(
        word, word, amount, day ?? new(2026, 1, 1), new(word, word, trace % 2 == 0, account, text is null ? null : new(text, null, text, word, "US"), text, day), (PaymentPurpose)(trace % 3), text, text, trace % 5 == 0 ? null : trace));

    [Fact]
    public void Ledger_OverTheWire_StaysTheSame()
    {
        Same(Gen.Select(Word, Text, Text, Gen.Int[0, 6], Gen.Bool, (id, number, currency, kind, active) => new LedgerAccount(id, number, id, (LedgerAccountKind)kind, currency, active)), a => a.ToWire(), V1.LedgerAccount.Parser, a => a.ToSdk());
        var lines = Gen.Select(Word, Gen.Bool, Amounts, Text, (id, debit, amount, text) => new LedgerLine(id, debit ? Side.Debit : Side.Credit, amount, text, text is null ? null : new Dictionary<string, string> { [id] = text })).List[0, 4];
        Same(Gen.Select(Word, Text, Day, Gen.Bool, lines, (id, text, day, deleted, all) => new LedgerEntry(id, text, deleted, day, text, null, text, day is null ? null : new DateTimeOffset(day.Value, new(1, 2, 3, 4, 5), TimeSpan.FromHours(2)), text, all)), e => e.ToWire(), V1.LedgerEntry.Parser, e => e.ToSdk());
        Same(Gen.Select(Word, Text, Day, lines, (id, text, day, all) => new EntryToPost(id, day ?? new(2026, 1, 1), id, text, all, text)), e => e.ToWire(), V1.EntryToPost.Parser, e => e.ToSdk());
    }

    [Fact]
    public void Bank_OverTheWire_StaysTheSame()
    {
        var lines = Gen.Select(Word, Gen.Int[0, 3], Day, Amounts, Text, (id, status, day, amount, text) => new BankTransaction(id, id, (BankStatus)status, day, day, amount, status == 1, text, null, text, null, text, text, null, text)).List[0, 4];
        var statements = Gen.Select(Word, Text, Day, Decimals, lines, (id, text, day, amount, all) => new Statement(id, id, text, text is null ? null : amount, day, amount, null, all, text is null ? null : -amount, text is null ? [] : [text]));
        Same(Gen.Select(Word, statements.List[0, 3], (format, all) => new StatementFile(format, all)), f => f.ToWire(), V1.StatementFile.Parser, f => f.ToSdk());
        Same(Gen.Select(Gen.Int[0, 2], Text, (state, text) => new AccountVerdict((VerdictState)state, text is null ? null : state, text, text, null)), v => v.ToWire(), V1.AccountVerdict.Parser, v => v.ToSdk());
    }

    [Fact]
    public void Links_OverTheWire_StayTheSame()
    {
        Same(Gen.Select(Word, Text, Gen.Int[0, 2], (id, text, purpose) => new LinkRequest(id, id, id, text, purpose == 1, (LinkPurpose)purpose, text)), l => l.ToWire(), V1.LinkRequest.Parser, l => l.ToSdk());
        Same(Gen.Select(Word, Text, Day, (id, text, day) => new LinkStart(id, text, day is null ? null : new DateTimeOffset(day.Value, new(1, 2, 3, 4, 5), TimeSpan.Zero))), s => s.ToWire(), V1.LinkStart.Parser, s => s.ToSdk());
        Same(Gen.Select(Text, Text, (answer, text) => new LinkAnswer(answer, text, answer)), a => a.ToWire(), V1.LinkAnswer.Parser, a => a.ToSdk());
        var accounts = Gen.Select(Word, Text, (id, text) => new LinkedAccount(id, id, text, text)).List[0, 3];
        Same(Gen.Select(Gen.Int[0, 2], Text, accounts, Word, (state, text, all, word) => new LinkResult((VerdictState)state, text, all, text is null ? null : new(word, text), text)), r => r.ToWire(), V1.LinkResult.Parser, r => r.ToSdk());
    }

    [Fact]
    public void Payments_OverTheWire_StayTheSame()
    {
        Same(Orders, o => o.ToWire(), V1.PaymentOrder.Parser, o => o.ToSdk());
        Same(Gen.Select(Word, Orders.List[1, 3], Accounts, Text, (id, orders, account, text) => new PaymentBatch(id, PaymentDirection.Collect, new(id, account), new(2026, 1, 1, 3, 4, 5, 678, TimeSpan.Zero), 3, orders, text)), b => b.ToWire(), V1.PaymentBatch.Parser, b => b.ToSdk());
        Same(Gen.Select(Word, Text, Day, Amounts, Accounts, (id, text, day, amount, account) => new PaymentUpdate(id, text, null, PaymentState.ChangeAsked, text, text, day, day is null ? null : amount, true, false, text is null ? null : account, text)), u => u.ToWire(), V1.PaymentUpdate.Parser, u => u.ToSdk());
    }

    [Fact]
    public void PortalAndWebhooks_OverTheWire_StayTheSame()
    {
        Same(Gen.Select(Word, Text, Gen.Bool, (id, text, deleted) => new PortalInvestor(id, id, text, text, null, deleted, deleted ? new JsonObject { ["a"] = id } : null)), i => i.ToWire(), V1.PortalInvestor.Parser, i => i.ToSdk());
        Same(Gen.Select(Word, Amounts, (id, amount) => new PortalCapitalEvent(id, id, "capital_call", 3, new(2026, 1, 1), new(2026, 1, 31), amount, null, new Dictionary<string, decimal> { [id] = amount.Value })), e => e.ToWire(), V1.PortalCapitalEvent.Parser, e => e.ToSdk());
        Same(Gen.Select(Word, Gen.Byte.Array, (id, body) => new WebhookDelivery(new Dictionary<string, string> { [id] = id }, body, new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5)))), d => d.ToWire(), V1.WebhookDelivery.Parser, d => d.ToSdk());
    }

    [Theory]
    [InlineData("1e5")]
    [InlineData("1,000")]
    [InlineData("")]
    [InlineData("NaN")]
    public void Amount_OutOfForm_IsRefused(string text) =>
        Should.Throw<ConnectorException>(() => new V1.Amount { Value = text, Currency = "USD" }.ToSdk()).Class.ShouldBe(ErrorClass.Permanent);

    [Fact]
    public void Enumeration_NotSaidOrUnknown_IsRefused()
    {
        foreach (var kind in (V1.LedgerAccountKind[])[0, (V1.LedgerAccountKind)99])
            Should.Throw<ConnectorException>(() => new V1.LedgerAccount { Id = "1", Name = "x", Kind = kind }.ToSdk());
    }

    [Fact]
    public void Error_OverTheWire_StaysTheSame()
    {
        foreach (var kind in Enum.GetValues<ErrorClass>())
        {
            var back = new ConnectorException(kind, "It failed.", "6140", "tid-1", TimeSpan.FromSeconds(7)).ToWire().ToSdk()!;
            (back.Class, back.Message, back.VendorCode, back.RequestId, back.RetryAfter).ShouldBe((kind, "It failed.", "6140", "tid-1", (TimeSpan?)TimeSpan.FromSeconds(7)));
        }
    }

    [Fact]
    public void Error_OfNoClass_IsThePluginsFailure_AndThrowsNoOther()
    {
        var unsaid = new V1.ConnectorError { Class = (V1.ErrorClass)99, Message = "It failed." }.ToByteArray();
        foreach (var told in (ConnectorException[])[Failed(unsaid).ToSdk()!, Failed([0xff]).ToSdk()!, new ConnectorException((ErrorClass)99, "It failed.").ToWire().ToSdk()!])
            (told.Class, told.VendorCode).ShouldBe((ErrorClass.Permanent, EgressCodes.PluginFailed));
    }

    private static Grpc.Core.RpcException Failed(byte[] trailer) => new(new Grpc.Core.Status(Grpc.Core.StatusCode.FailedPrecondition, ""), new Grpc.Core.Metadata { { WireValues.ErrorTrailer, trailer } });

    /// <summary>The released contract lies beside this test. After an addition: run with STRATCAP_WRITE_CONTRACT=1 and commit the file.</summary>
    [Fact]
    public void Contract_AgainstTheReleasedOne_OnlyGrows()
    {
        var now = V1.ConnectorReflection.Descriptor.ToProto();
        var file = Path.Combine(RuntimeBench.Root, "tests/StratCap.Plugins.Tests/Runtime/connector.v1.binpb");
        if (Environment.GetEnvironmentVariable("STRATCAP_WRITE_CONTRACT") == "1") File.WriteAllBytes(file, now.ToByteArray());
        Breaks(FileDescriptorProto.Parser.ParseFrom(File.ReadAllBytes(file)), now).ShouldBeEmpty();
    }

    [Fact]
    public void Contract_WithAFieldRetypedRenumberedOrGone_IsABreak()
    {
        var released = V1.ConnectorReflection.Descriptor.ToProto();
        foreach (var change in (Action<FileDescriptorProto>[])
        [
            f => f.MessageType.Single(m => m.Name == "Amount").Field[0].Type = FieldDescriptorProto.Types.Type.Double,
            f => f.MessageType.Single(m => m.Name == "Amount").Field[0].Number = 9,
            f => f.MessageType.Single(m => m.Name == "Amount").Field.RemoveAt(1),
            f => f.MessageType.RemoveAt(3),
            f => f.Service[0].Method.RemoveAt(0),
            f => f.Service.Single(s => s.Name == "Ledger").Method[0].ServerStreaming = false,
            f => f.EnumType.Single(e => e.Name == "Side").Value[1].Number = 7,
        ])
        {
            var changed = released.Clone();
            change(changed);
            Breaks(released, changed).ShouldNotBeEmpty();
        }
        var grown = released.Clone();
        grown.MessageType[0].Field.Add(new FieldDescriptorProto { Name = "more", Number = 99, Type = FieldDescriptorProto.Types.Type.String });
        Breaks(released, grown).ShouldBeEmpty();
    }

    private static List<string> Breaks(FileDescriptorProto released, FileDescriptorProto now)
    {
        var there = Facts(now).ToHashSet();
        return [.. Facts(released).Where(fact => !there.Contains(fact))];
    }

    /// <summary>Every promise of the contract as a line.</summary>
    private static IEnumerable<string> Facts(FileDescriptorProto file) =>
        file.MessageType.SelectMany(m => MessageFacts(m, m.Name))
            .Concat(file.EnumType.SelectMany(e => e.Value.Select(v => $"enum {e.Name} {v.Name} = {v.Number}")))
            .Concat(file.Service.SelectMany(s => s.Method.Select(m => $"rpc {s.Name}.{m.Name} {m.InputType} {m.OutputType} {m.ClientStreaming} {m.ServerStreaming}")))
            .Append($"package {file.Package}");

    private static IEnumerable<string> MessageFacts(DescriptorProto message, string path) =>
        message.Field.Select(f => $"field {path}.{f.Name} = {f.Number} {f.Type} {f.Label} {f.TypeName} {(f.HasOneofIndex ? message.OneofDecl[f.OneofIndex].Name : "")}")
            .Concat(message.NestedType.SelectMany(n => MessageFacts(n, path + "." + n.Name)))
            .Append($"message {path}");

    private static void Same<T, TWire>(Gen<T> values, Func<T, TWire> toWire, MessageParser<TWire> parser, Func<TWire, T> toSdk)
        where TWire : IMessage<TWire> => values.Sample(
        value => JsonSerializer.Serialize(toSdk(parser.ParseFrom(toWire(value).ToByteArray()))) == JsonSerializer.Serialize(value), iter: 200);
}
