using System.Globalization;
using System.Text;
using System.Xml.Linq;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugin.SageIntacct.Vendor;

/// <summary>The XML gateway: three layers of success, all under HTTP 200, and control ids that it completes once.</summary>
internal sealed class GatewayDoor(Company company)
{
    internal const string Path = "/ia/xml/xmlgw.phtml";
    internal const string SenderPassword = "sender&secret";
    internal const string UserPassword = "user-secret";

    private const int MostAtOnce = 2000;
    private const string Day = "MM/dd/yyyy";
    private const string Moment = "MM/dd/yyyy HH:mm:ss";

    internal VendorAnswer Answer(VendorRequest request)
    {
        var asked = XElement.Parse(request.Text);
        var control = asked.Element("control")!;
        var isSender = control.Element("password")?.Value == SenderPassword;
        var told = new XElement("control", Status(isSender), Same(control, "senderid"), Same(control, "controlid"), Same(control, "uniqueid"), new XElement("dtdversion", "3.0"));
        if (!isSender) return Say(new XElement("response", told, ErrorMessage(("XMLGW_JPP0002", "Sign-in information is incorrect. Please check your request."))));
        return Say(new XElement("response", told, Operation(asked.Element("operation")!, control.Element("uniqueid")?.Value == "true")));
    }

    private XElement Operation(XElement operation, bool unique)
    {
        var login = operation.Element("authentication")!.Element("login")!;
        var isUser = login.Element("password")?.Value == UserPassword;
        var authentication = new XElement("authentication", Status(isUser), Same(login, "userid"), Same(login, "companyid"), new XElement("locationid"), new XElement("sessiontimestamp", Company.Iso(company.Now)));
        if (!isUser) return new("operation", authentication, ErrorMessage(("XL03000006", "Sign-in information is incorrect")));
        return new("operation", authentication, operation.Element("content")!.Elements("function").Select(f => Function(f, unique)));
    }

    private XElement Function(XElement function, bool unique)
    {
        var controlId = function.Attribute("controlid")!.Value;
        var command = function.Elements().Single();
        XElement Result(string status, params object?[] content) => new("result", new XElement("status", status), new XElement("function", command.Name.LocalName), new XElement("controlid", controlId), content);
        if (unique && company.Completed.Contains(controlId)) return Result("failure", ErrorMessage(("BL34000061", "A function with this control ID was executed and completed before")));
        if (command.Name == "query" && command.Element("select") is null) return Result("failure", ErrorMessage(("DL02000001", "The select element is missing")));
        if (command.Name == "query") return Result("success", QueryData(command));
        if (command.Name != "create" || command.Element("GLBATCH") is not { } batch) return Result("failure", ErrorMessage(("DL02000001", "Function is not supported here")));
        if (Problem(batch) is { } problem)
            return Result("aborted", ErrorMessage(("XL03000009", "The entire transaction in this operation has been rolled back due to an error."), (problem, "The entry cannot be posted [Support ID: sup-1]")));
        var key = Create(batch);
        if (unique) company.Completed.Add(controlId);
        return Result("success", new XElement("data", new XAttribute("listtype", "objects"), new XAttribute("count", "1"), new XElement("glbatch", new XElement("RECORDNO", key))));
    }

    private string? Problem(XElement batch)
    {
        var lines = batch.Element("ENTRIES")!.Elements("GLENTRY").Select(l => (
            l.Element("ACCOUNTNO")!.Value, int.Parse(l.Element("TR_TYPE")!.Value, CultureInfo.InvariantCulture), decimal.Parse(l.Element("TRX_AMOUNT")!.Value, CultureInfo.InvariantCulture)));
        return company.Problem([.. lines], Date(batch));
    }

    private string Create(XElement batch)
    {
        var made = company.Post(Date(batch), batch.Element("BATCH_TITLE")!.Value, batch.Element("REFERENCENO")?.Value ?? "", batch.Element("STATE")?.Value ?? "Posted");
        foreach (var line in batch.Element("ENTRIES")!.Elements("GLENTRY"))
        {
            var row = company.Line(made, "", "", "", Company.BaseCurrency);
            foreach (var field in line.Elements()) row[field.Name.LocalName] = field.Value;
        }
        return made["RECORDNO"];
    }

    private XElement QueryData(XElement query)
    {
        var name = query.Element("object")!.Value;
        var filters = (query.Element("filter")?.Descendants().Where(e => e.Element("field") is not null) ?? []).Select(Condition);
        var rows = company.Select(name, filters, [.. query.Element("orderby")?.Elements("order").Select(o => o.Element("field")!.Value) ?? []]);
        var (size, offset) = ((int?)query.Element("pagesize") ?? 100, (int?)query.Element("offset") ?? 0);
        var page = rows.Skip(offset).Take(Math.Min(size, MostAtOnce)).ToList();
        return new(
            "data", new XAttribute("listtype", name), new XAttribute("totalcount", rows.Count), new XAttribute("offset", offset), new XAttribute("count", page.Count),
            new XAttribute("numremaining", Math.Max(0, rows.Count - offset - page.Count)),
            page.Select(r => new XElement(name, query.Element("select")!.Elements("field").Select(f => new XElement(f.Value, Shown(f.Value, r.GetValueOrDefault(f.Value, "")))))));
    }

    private static Filter Condition(XElement condition)
    {
        var field = condition.Element("field")!.Value;
        var op = condition.Name.LocalName switch { "in" => "in", "greaterthanorequalto" => "gte", "equalto" => "eq", var other => throw new InvalidOperationException(other) };
        return new(op, field, [.. condition.Elements("value").Select(v => field switch { "WHENMODIFIED" => Iso(v.Value, Moment), "BATCH_DATE" => Iso(v.Value, Day)[..10], _ => v.Value })]);
    }

    private static string Date(XElement batch) => Iso(batch.Element("BATCH_DATE")!.Value, Day)[..10];

    private static string Iso(string text, string format) => DateTime.ParseExact(text, format, CultureInfo.InvariantCulture).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Shown(string field, string value) => field switch
    {
        "WHENMODIFIED" => DateTimeOffset.Parse(value, CultureInfo.InvariantCulture).UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture),
        "BATCH_DATE" => DateOnly.Parse(value, CultureInfo.InvariantCulture).ToString(Day, CultureInfo.InvariantCulture),
        _ => value,
    };

    private static XElement Status(bool good) => new("status", good ? "success" : "failure");

    private static XElement Same(XElement asked, string name) => new(name, asked.Element(name)?.Value);

    private static XElement ErrorMessage(params (string No, string Text)[] errors) => new("errormessage", errors.Select(e =>
        new XElement("error", new XElement("errorno", e.No), new XElement("description"), new XElement("description2", e.Text), new XElement("correction"))));

    private static VendorAnswer Say(XElement response) => new(200, Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + response.ToString(SaveOptions.DisableFormatting)), "application/xml;charset=UTF-8");
}
