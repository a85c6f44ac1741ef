using System.Globalization;
using System.IO.Compression;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Tables;
using StratCap.FundMath;
using StratCap.FundMath.Book;

namespace StratCap.Reporting.Publishing;

/// <summary>
/// An investor's package of a quarter: what was published for him, and the notices of the quarter's calls and distributions. Written straight into the answer, one file in memory at a time; names of folders and
/// files are made of letters, digits and hyphens alone, whatever an investor is called.
/// </summary>
internal sealed class PackageZip(Books books, INotices notices, IDocuments documents)
{
    private const int NameLength = 60;

    /// <summary>Writes the packages of investors.</summary>
    /// <param name="reports">What stands of the quarter, by investor.</param>
    public async Task Write(Stream target, Guid fundId, string period, IReadOnlyList<PublishedReport> reports, CancellationToken ct)
    {
        var facts = await books.Facts(fundId, ct) ?? [];
        var told = Told(facts, reports[0].To);
        await using var buffered = new BufferedWriteStream(target);
        await using (var zip = await ZipArchive.CreateAsync(buffered, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct)) await Fill(zip, fundId, period, reports, told, ct);
        await buffered.FlushAsync(ct);
    }

    private async Task Fill(ZipArchive zip, Guid fundId, string period, IReadOnlyList<PublishedReport> reports, List<(RecordedFact Fact, Guid Id)> told, CancellationToken ct)
    {
        var number = 0;
        foreach (var own in reports.GroupBy(r => r.InvestorId!.Value))
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"{++number:0000}-{Plain(own.First().InvestorName ?? "")}/");
            foreach (var report in own)
            {
                await using var opened = await documents.Open(report.Id, null, ct) ?? throw new InvalidOperationException($"The published report {report.Id} has no document.");
                await Add(zip, folder + Plain(report.Kind.Words()) + "-" + Plain(period) + Path.GetExtension(report.FileName), report.PublishedAt, opened.Content, ct);
            }
            foreach (var (fact, id) in told)
                if (await NoticeOf(fundId, fact.Payload, id, own.Key, ct) is { } notice)
                {
                    await using var content = new MemoryStream(notice.Content, writable: false);
                    await Add(zip, folder + Plain(Path.GetFileNameWithoutExtension(notice.FileName)) + ".pdf", fact.RecordedAt, content, ct);
                }
        }
    }

    private Task<InvestorDocument?> NoticeOf(Guid fundId, Fact fact, Guid id, Guid investorId, CancellationToken ct) =>
        fact is CapitalCallIssued ? notices.CapitalCall(fundId, id, investorId, ct) : notices.Distribution(fundId, id, investorId, ct);

    /// <summary>The calls issued and distributions declared in the quarter that were not taken back.</summary>
    private static List<(RecordedFact Fact, Guid Id)> Told(IReadOnlyList<RecordedFact> facts, DateOnly to)
    {
        var takenBack = facts.Select(f => f.Payload).OfType<FactReversed>().Select(r => r.OriginalFactId).ToHashSet();
        return
        [
            .. from fact in facts
               where CalendarQuarter.EndOf(fact.EffectiveDate) == to && !takenBack.Contains(fact.FactId)
               let id = fact.Payload switch { CapitalCallIssued call => call.CallId, DistributionDeclared distribution => distribution.DistributionId, _ => (Guid?)null }
               where id is not null
               select (fact, id.Value),
        ];
    }

    private static async Task Add(ZipArchive zip, string name, DateTimeOffset at, Stream content, CancellationToken ct)
    {
        // What is inside is compressed already.
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = at.ToUniversalTime();
        await using var target = await entry.OpenAsync(ct);
        await content.CopyToAsync(target, ct);
    }

    /// <summary>ASCII letters and digits, in words joined by hyphens: no folder, no drive, no device, nothing that a spreadsheet or shell would run.</summary>
    internal static string Plain(string text)
    {
        var plain = new System.Text.StringBuilder(NameLength);
        foreach (var c in text.Normalize(System.Text.NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark))
        {
            if (plain.Length == NameLength) break;
            if (char.IsAsciiLetterOrDigit(c) || (c == '.' && plain.Length > 0 && char.IsAsciiDigit(plain[^1]))) plain.Append(c);
            else if (plain.Length > 0 && plain[^1] != '-') plain.Append('-');
        }
        var name = plain.ToString().Trim('-', '.');
        return name.Length == 0 ? "investor" : name;
    }
}
