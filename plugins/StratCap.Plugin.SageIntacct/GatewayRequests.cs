using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.SageIntacct;

/// <summary>What the gateway said to one function.</summary>
/// <param name="Result">The function's result; null with a refusal.</param>
/// <param name="Refusal">From whichever of the three layers it came.</param>
internal sealed record GatewayAnswer(XElement? Result, ConnectorException? Refusal);

/// <summary>Requests of one function each to the XML gateway, and its answers: control, authentication and result each succeed or fail for themselves, all under HTTP 200.</summary>
internal sealed class GatewayRequests(Connection connection)
{
    private const string Address = "https://api.intacct.com/ia/xml/xmlgw.phtml";

    // It stands behind the true cause of an aborted transaction.
    private const string RolledBack = "XL03000009";

    /// <exception cref="ConnectorException">The gateway refused, in the class of its error, or half an answer came.</exception>
    internal async Task<XElement> Ask(XElement function, CancellationToken ct)
    {
        using var request = Request("read", function, unique: false);
        var answer = Read(await connection.Ask(request, ct)) ?? throw new ConnectorException(ErrorClass.Transient, "Intacct answered something that is no whole XML.");
        return answer.Refusal is { } refusal ? throw refusal : answer.Result!;
    }

    /// <summary>Sends a command under a control id that the gateway completes once; null when no whole answer came.</summary>
    internal async Task<GatewayAnswer?> Tell(string key, XElement function, CancellationToken ct)
    {
        using var request = Request(key, function, unique: true);
        return await connection.Tell(request, ct) is { } answer ? Read(answer) : null;
    }

    private HttpRequestMessage Request(string controlId, XElement function, bool unique)
    {
        var (once, entity) = (unique ? "true" : "false", connection.Text("entityId"));
        var content = new XElement("content", new XElement("function", new XAttribute("controlid", controlId), function));
        var xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
            + $"<request><control>{Text("senderid", connection.Required("senderId"))}<password>{{{{secret:sender_password}}}}</password>{Text("controlid", controlId)}"
            + $"<uniqueid>{once}</uniqueid><dtdversion>3.0</dtdversion><includewhitespace>false</includewhitespace></control>"
            + $"<operation transaction=\"{once}\"><authentication><login>{Text("userid", connection.Required("userId"))}{Text("companyid", connection.Required("companyId"))}"
            + $"<password>{{{{secret:user_password}}}}</password>{(entity is null ? "" : Text("locationid", entity))}</login></authentication>"
            + $"{PlainBody.XmlText(content.ToString(SaveOptions.DisableFormatting))}</operation></request>";
        return new HttpRequestMessage(HttpMethod.Post, Address) { Content = new StringContent(xml, Encoding.UTF8, "application/xml") };
    }

    private static string Text(string name, string value) => PlainBody.XmlText(new XElement(name, value).ToString(SaveOptions.DisableFormatting));

    private GatewayAnswer? Read(VendorAnswer answer)
    {
        if (Parse(answer.Body) is not { } response) return answer.IsSuccess ? null : new(null, Refusal(answer, null, answer.StatusClass));
        var control = response.Element("control");
        var operation = response.Element("operation");
        if (Status(control) == "success" && operation is null) return null;
        if (Status(control) != "success" || operation is null) return new(null, Refusal(answer, response.Element("errormessage"), ErrorClass.Permanent));
        if (Status(operation.Element("authentication")) != "success") return new(null, Refusal(answer, operation.Element("errormessage"), ErrorClass.Auth));
        var result = operation.Element("result");
        if (Status(result) != "success") return new(null, Refusal(answer, result?.Element("errormessage") ?? operation.Element("errormessage"), ErrorClass.Validation));
        return new(result, null);
    }

    private static XElement? Parse(string body)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader) is { Name.LocalName: "response" } response ? response : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string? Status(XElement? layer) => layer?.Element("status")?.Value;

    private ConnectorException Refusal(VendorAnswer answer, XElement? errors, ErrorClass layer)
    {
        var error = errors?.Elements("error").FirstOrDefault(e => e.Element("errorno")?.Value != RolledBack) ?? errors?.Element("error");
        var code = error?.Element("errorno")?.Value is { Length: > 0 } number ? number : ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        var text = new[] { "description2", "description" }.Select(n => error?.Element(n)?.Value).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) ?? "the gateway refused without saying why.";
        var errorClass = ClassOf(answer, code, layer);
        return new(errorClass, "Intacct: " + (text.Length > 200 ? text[..200] : text), code, SupportId(text), errorClass == ErrorClass.RateLimited ? answer.RetryAfter(connection.Clock) ?? TimeSpan.FromMinutes(1) : null);
    }

    private static ErrorClass ClassOf(VendorAnswer answer, string code, ErrorClass layer) => code switch
    {
        "GW-0010" => ErrorClass.RateLimited,
        "XMLGW_JPP0002" => ErrorClass.Auth,
        _ when !answer.IsSuccess && answer.StatusClass is ErrorClass.RateLimited or ErrorClass.Transient or ErrorClass.Auth => answer.StatusClass,
        _ => layer,
    };

    // What Sage's support asks for stands inside the sentence: [Support ID: …] or [Request ID: …].
    private static string? SupportId(string text)
    {
        var at = text.IndexOf(" ID: ", StringComparison.Ordinal);
        return at < 0 ? null : text[(at + 5)..].Split(']')[0];
    }
}
