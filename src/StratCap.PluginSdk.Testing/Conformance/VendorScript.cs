using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.PluginSdk.Testing.Conformance;

/// <summary>
/// The vendor as the conformance kit needs it: an honest, stateful stand-in that the partner writes once, from the vendor's documents. It keeps what is written, pages as the vendor pages, and
/// refuses what the vendor refuses, wrong secrets above all. Faults (429, 500, broken answers, time-outs after the write) are the kit's: it puts them between the plugin and this.
/// A public class with a parameterless constructor in the assembly that lies as <c>conformance/*.Vendor.dll</c> in the package. One; where the plugin reaches the vendor in several ways, such as by
/// an older interface, one for each, and the plugin is judged by each.
/// </summary>
public abstract class VendorScript
{
    /// <summary>Settings that are valid against the plugin's schema.</summary>
    public abstract JsonObject Settings { get; }

    /// <summary>Secrets that the vendor takes; the kit makes each wrong in turn.</summary>
    public abstract IReadOnlyDictionary<string, string> Secrets { get; }

    /// <summary>Items that the vendor gives at most in one page of whatever it pages; the kit asks for one less, as many, and one more.</summary>
    public abstract int PageSize { get; }

    /// <summary>Forgets everything and holds so many items of what the plugin reads: accounts and entries, transactions, or investors, all different, all valid.</summary>
    public abstract void Seed(int items);

    /// <summary>Makes one item more, as if somebody had entered it at the vendor's now; returns its id.</summary>
    public abstract string Add();

    /// <summary>Takes an item back at the vendor's. False: this vendor has no deletes.</summary>
    public virtual bool Delete(string id) => false;

    /// <summary>The references or keys of what was written, one for each thing that the vendor now holds by a write: twice the same is twice.</summary>
    public abstract IReadOnlyList<string> Written { get; }

    /// <summary>What each of <see cref="Written"/> moved, in its order, for scripts that keep it: the kit then compares to the cent. Null: it counts alone.</summary>
    public virtual IReadOnlyList<Amount>? WrittenAmounts => null;

    /// <summary>The other side of the kit's payments, as this vendor knows it (a link, a method of payment, a mandate). Null: a bank account in the United States.</summary>
    public virtual Party? PartyOf(PaymentDirection direction) => null;

    /// <summary>An account whose verification ends so at this vendor, now; null: it never does. For plugins with <c>verifyAccount</c>.</summary>
    public virtual AccountToVerify? ToVerify(VerdictState expected) => null;

    /// <summary>Something of <see cref="Written"/> moves on, as the network would move it. False: it cannot end so at this vendor. For plugins with <c>pay</c> or <c>collect</c>.</summary>
    public virtual bool Move(string written, PaymentState state) => false;

    /// <summary>The holder agrees at the page that was opened, and chooses an account; what the page gives back. For plugins with <c>linkAccount</c>.</summary>
    public virtual LinkAnswer? Agree(LinkStart start) => null;

    /// <summary>What a link is asked for: <see cref="LinkPurpose.Verify"/> where the vendor has no other.</summary>
    public virtual LinkPurpose LinksFor => LinkPurpose.Verify;

    /// <summary>The folder at the vendor's file server, for plugins with <c>files</c> whose settings name one: the kit drives it in place of SFTP. Null: this way to the vendor has no files.</summary>
    public virtual ScriptedFolder? Folder => null;

    /// <summary>Answers a request as the vendor would.</summary>
    public abstract VendorAnswer Answer(VendorRequest request);

    /// <summary>A delivery signed as the vendor signs, for plugins with webhooks; one event with this id, concerning this connection.</summary>
    public virtual WebhookDelivery? SignedWebhook(string eventId, DateTimeOffset signedAt) => null;

    /// <summary>
    /// The same under a stranger's key, for vendors that sign with a key of their own which the plugin asks them for. Null: the vendor signs with a secret of the connection, and the kit makes that wrong.
    /// </summary>
    public virtual WebhookDelivery? ForgedWebhook(string eventId, DateTimeOffset signedAt) => null;

    /// <summary>False: the vendor's deliveries bear no ids, so that the plugin makes them; the kit then asks that one delivery always has the same and two never have.</summary>
    public virtual bool NumbersWebhooks => true;
}

/// <summary>A request as the vendor gets it, with the secrets in.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Host">The vendor's host that was asked for.</param>
/// <param name="Path">Beginning with a slash, not decoded.</param>
/// <param name="Query">By name, decoded.</param>
/// <param name="Headers">Names in lower case.</param>
/// <param name="Body">Empty when there is none.</param>
public sealed record VendorRequest(
    string Method, string Host, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON.</summary>
    public JsonNode? Json => JsonNode.Parse(Body.Span);
}

/// <summary>What the vendor answers.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="ContentType">Such as <c>application/json</c>.</param>
/// <param name="Headers">Further headers; one that comes several times, such as <c>Set-Cookie</c>, has a line each.</param>
public sealed record VendorAnswer(int Status, ReadOnlyMemory<byte> Body, string ContentType = "application/json", IReadOnlyDictionary<string, string>? Headers = null)
{
    /// <summary>An answer in JSON.</summary>
    public static VendorAnswer Of(object body, int status = 200) => new(status, JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web));
}
