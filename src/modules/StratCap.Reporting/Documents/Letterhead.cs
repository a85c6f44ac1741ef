using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>The GP firm that sends the document, as it wishes to be seen.</summary>
/// <param name="FirmName">Legal or trading name; stands in the band at the top of each page and as the file's author.</param>
/// <param name="BrandColour">As <c>#1A2B3C</c>.</param>
/// <param name="Paper">The paper the firm's investors print on.</param>
internal sealed record Letterhead(string FirmName, string BrandColour, PaperSize Paper = PaperSize.A4);

/// <summary>What identifies one document. The engine reads no clock: the same stamp and model give the same file, byte for byte.</summary>
/// <param name="Reference">The document's own reference, such as <c>CC-2026-003/0007</c>; stands in the footer.</param>
/// <param name="ContentHash">Hash of what the document was made from (such as the head of the fund's book), lower-case hex; null when there is none.</param>
/// <param name="ProducedAt">When it was made; printed in UTC, to the minute.</param>
/// <param name="Language">BCP 47 tag written into the file. The engine's own words are English.</param>
internal sealed record DocumentStamp(string Reference, string? ContentHash, DateTimeOffset ProducedAt, string Language = "en");

/// <summary>To whom the document is addressed.</summary>
/// <param name="Name">The investor's legal name.</param>
/// <param name="AddressLines">Below the name; may be empty.</param>
internal sealed record Addressee(string Name, IReadOnlyList<string> AddressLines);

/// <summary>Whom to ask.</summary>
/// <param name="Email">Null when not given.</param>
/// <param name="Phone">Null when not given. Should be a number that the investor can also find elsewhere.</param>
internal sealed record Contact(string Name, string? Email, string? Phone);

/// <summary>A label and what stands beside it.</summary>
internal sealed record LabelledValue(string Label, string Value);
