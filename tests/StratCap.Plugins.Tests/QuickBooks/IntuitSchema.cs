using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using StratCap.Plugins.Tests.Ledgers;

namespace StratCap.Plugins.Tests.QuickBooks;

/// <summary>Intuit publishes its entities as XML schema; JSON has the same names. Turns JSON into that XML and lets the schema judge it.</summary>
internal static class IntuitSchema
{
    private static readonly XNamespace Finance = "http://schema.intuit.com/finance/v3";

    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var set = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        set.Add(null, Peer.VendorFile("quickbooks/IntuitRestServiceDef.xsd"));
        set.Compile();
        return set;
    });

    /// <summary>What is wrong with an entity; empty when nothing is.</summary>
    public static IReadOnlyList<string> Problems(string name, JsonObject entity)
    {
        List<string> problems = [];
        var element = (XmlSchemaElement)Schemas.Value.GlobalElements[new XmlQualifiedName(name, Finance.NamespaceName)]!;
        var xml = new XDocument(Element(name, entity, element.ElementSchemaType, problems));
        xml.Validate(Schemas.Value, (_, e) => problems.Add(e.Message));
        return problems;
    }

    private static XElement Element(string name, JsonNode node, XmlSchemaType? type, List<string> problems)
    {
        if (node is not JsonObject members) return new(Finance + name, node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString());
        // A reference is an element with text in XML and {"value": …} in JSON.
        if (type is XmlSchemaComplexType { ContentModel: XmlSchemaSimpleContent }) return new(Finance + name, (string)members["value"]!);
        var known = Elements((type as XmlSchemaComplexType)?.ContentTypeParticle).ToList();
        problems.AddRange(members.Where(m => known.All(k => k.QualifiedName.Name != m.Key)).Select(m => $"{name} has no '{m.Key}'"));
        return new(Finance + name, known.Where(k => members.ContainsKey(k.QualifiedName.Name)).SelectMany(k => Children(k, members[k.QualifiedName.Name]!, problems)));
    }

    private static IEnumerable<XElement> Children(XmlSchemaElement element, JsonNode node, List<string> problems) =>
        (node is JsonArray several ? several.Select(n => n!) : [node]).Select(n => Element(element.QualifiedName.Name, n, element.ElementSchemaType, problems));

    private static IEnumerable<XmlSchemaElement> Elements(XmlSchemaObject? particle) => particle switch
    {
        XmlSchemaElement { RefName.IsEmpty: false } reference when Schemas.Value.GlobalElements[reference.RefName] is XmlSchemaElement meant => Substitutes(meant),
        XmlSchemaElement element => [element],
        XmlSchemaGroupBase group => group.Items.Cast<XmlSchemaObject>().SelectMany(Elements),
        _ => [],
    };

    private static IEnumerable<XmlSchemaElement> Substitutes(XmlSchemaElement head) =>
        [head, .. Schemas.Value.GlobalElements.Values.Cast<XmlSchemaElement>().Where(e => e.SubstitutionGroup == head.QualifiedName)];
}
