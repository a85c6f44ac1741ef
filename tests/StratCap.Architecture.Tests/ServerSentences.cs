using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StratCap.Architecture.Tests;

/// <summary>
/// What the server may say to people, read out of its source: every string of several words, as a template in which <c>{0}</c>, <c>{1}</c> … stand for what is filled in. Left out is what is
/// for programs and operators only, and what has German texts of its own.
/// </summary>
internal static partial class ServerSentences
{
    /// <summary>Each template once.</summary>
    internal static IReadOnlySet<string> All { get; } = Read();

    private static HashSet<string> Read() =>
        [.. Repository.Sources.Where(f => !NotForReaders().IsMatch(Repository.Relative(f))).SelectMany(f => Templates(File.ReadAllText(f))).Where(IsSentence)];

    private static IEnumerable<string> Templates(string source)
    {
        foreach (var node in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().Where(IsText))
        {
            var whole = Whole(node);
            if (whole.DescendantNodesAndSelf().First(IsText) != node || node.Ancestors().Any(a => a is AttributeSyntax) || ForPrograms().IsMatch(SaidBy(whole))) continue;
            var count = 0;
            yield return Template(whole, ref count);
        }
    }

    private static bool IsText(SyntaxNode node) => node is InterpolatedStringExpressionSyntax || node.IsKind(SyntaxKind.StringLiteralExpression);

    /// <summary>The concatenation that a string is part of.</summary>
    private static SyntaxNode Whole(SyntaxNode node)
    {
        while (node.Parent is ParenthesizedExpressionSyntax || node.Parent.IsKind(SyntaxKind.AddExpression)) node = node.Parent!;
        return node;
    }

    private static string Template(SyntaxNode node, ref int count)
    {
        switch (node)
        {
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression): return literal.Token.ValueText;
            case ParenthesizedExpressionSyntax inner: return Template(inner.Expression, ref count);
            case BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression):
                var left = Template(sum.Left, ref count);
                return left + Template(sum.Right, ref count);
            case InterpolatedStringExpressionSyntax interpolated:
                var text = "";
                foreach (var part in interpolated.Contents) text += part is InterpolatedStringTextSyntax words ? words.TextToken.ValueText : $"{{{count++}}}";
                return text;
            default: return $"{{{count++}}}";
        }
    }

    /// <summary>The call, the type that is made, or the member in which a string stands.</summary>
    private static string SaidBy(SyntaxNode node) => node.Ancestors().Select(a => a switch
    {
        ObjectCreationExpressionSyntax made => "new " + made.Type,
        ImplicitObjectCreationExpressionSyntax => "new()",
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.Identifier.Text,
        InvocationExpressionSyntax call => call.Expression.ToString(),
        MethodDeclarationSyntax method => "in " + method.Identifier.Text,
        _ => null,
    }).FirstOrDefault(s => s is not null) ?? "";

    private static bool IsSentence(string template) => template.Trim().Contains(' ') && Words().IsMatch(template) && !Sql().IsMatch(template) && !template.Contains('\n');

    [GeneratedRegex(@"[A-Za-z]{2,}(?![^{]*\})")]
    private static partial Regex Words();

    [GeneratedRegex(@"^\s*(select|insert|update|delete|create|drop|alter|with|set|do \$|grant|revoke|lock|truncate|begin|commit|where|and|or|from|on conflict|for update|order by|limit) ")]
    private static partial Regex Sql();

    [GeneratedRegex(
        @"StratCap\.Calculator|StratCap\.PluginWorker|StratCap\.PluginKit|PluginSdk\.Testing|/Wire/|Server/(Demo|Operations|Front|Program|ApiDescription)|/Data/|Foundation/Messaging|EmbeddedPostgres|OpenIddict" +
        @"|ListLabels|ListWords|Exports/Importing|Exports/Archives/(ArchiveReader|BookReplay|Hashes|Lines|Manifest)|Reporting/Documents|Notifications/(Messages|Sending|Handlers|Migrations|NotificationsModule|NotificationsDbContext)|Contracts/Notifications/|ServerPage|Pages/|SignInPage|InvitationPage|JsonSignIn|PositionColumns|PositionExample|ColumnProposal")]
    private static partial Regex NotForReaders();

    [GeneratedRegex(
        @"^(With(Summary|Description|Name)|ExecuteSql(Raw)?(Async)?|FromSql|Has(Filter|CheckConstraint|ComputedColumnSql)|Log(Information|Warning|Error)|WriteLine|AppendLine|FailFast|Equal|Public|Content|IsPlatformTable|NotExported|IsExportedAsBytes|AddOperationTransformer" +
        @"|new (InvalidOperation|Argument|ArgumentOutOfRange|Json|EmbeddedPostgres|DemoFailed)Exception|new (NpgsqlCommand|BlobFolder|PackageRefused|DocumentFlow|ServerPage\.Content))$")]
    private static partial Regex ForPrograms();
}
