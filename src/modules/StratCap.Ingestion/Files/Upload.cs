using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace StratCap.Ingestion.Files;

/// <summary>What came with an upload.</summary>
/// <param name="FileName">Without folders, at most 200 characters.</param>
/// <param name="SizeBytes">Bytes of the file.</param>
/// <param name="Sha256">Of the file, lower-case hex.</param>
/// <param name="Fields">The form's other fields.</param>
internal sealed record Upload(string FileName, long SizeBytes, string Sha256, IReadOnlyDictionary<string, string> Fields)
{
    // A mapping names every column of a file.
    private const int LongestFieldValue = 32_768;

    /// <summary>Reads a multipart form with one file, passing the file on as it arrives.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">Largest file.</param>
    /// <param name="keep">Takes the file; must read the stream to its end.</param>
    /// <param name="ct">Aborts.</param>
    /// <exception cref="FileRefusedException">No form, no file, several files, or too large a one.</exception>
    public static async Task<Upload> Receive(HttpRequest request, IngestionOptions limits, Func<Stream, CancellationToken, Task> keep, CancellationToken ct)
    {
        var reader = new MultipartReader(Boundary(request), request.Body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        (string Name, long Size, string Sha256)? file = null;
        try
        {
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                if (disposition.IsFileDisposition())
                {
                    if (file is not null) throw new FileRefusedException(400, "ingestion.one_file_only", "The form holds more than one file: send one at a time.");
                    file = await Take(section, NameOf(disposition), limits, keep, ct);
                }
                else if (fields.Count < 10)
                {
                    fields[HeaderUtilities.RemoveQuotes(disposition.Name).ToString()] = await Value(section, ct);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new FileRefusedException(400, "ingestion.form_malformed", "The multipart form is cut off or malformed: send it again.");
        }
        return file is { } f
            ? new Upload(f.Name, f.Size, f.Sha256, fields)
            : throw new FileRefusedException(400, "ingestion.file_missing", "The form holds no file: send it as the field 'file' of a multipart form.");
    }

    private static async Task<(string, long, string)> Take(MultipartSection section, string name, IngestionOptions limits, Func<Stream, CancellationToken, Task> keep, CancellationToken ct)
    {
        await using var metered = new MeteredStream(section.Body, limits.MaxFileBytes);
        await keep(metered, ct);
        return (name, metered.BytesRead, metered.Sha256());
    }

    private static string Boundary(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= 100 } boundary)
            return boundary.ToString();
        throw new FileRefusedException(415, "ingestion.not_multipart", "Send the file as 'multipart/form-data', in the field 'file'.");
    }

    private static string NameOf(ContentDispositionHeaderValue disposition)
    {
        var given = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        var name = new string([.. given[(given.LastIndexOfAny(['/', '\\']) + 1)..].Where(c => !char.IsControl(c))]);
        return name.Length == 0 ? "file" : Texts.Cut(name, 200);
    }

    private static async Task<string> Value(MultipartSection section, CancellationToken ct)
    {
        var buffer = new byte[LongestFieldValue + 1];
        var length = await section.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length <= LongestFieldValue
            ? Encoding.UTF8.GetString(buffer, 0, length).Trim()
            : throw new FileRefusedException(400, "ingestion.form_field_too_long", $"A field of the form is longer than {LongestFieldValue} bytes.");
    }
}
