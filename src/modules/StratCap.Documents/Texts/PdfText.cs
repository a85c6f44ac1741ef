using System.IO.Compression;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace StratCap.Documents.Texts;

/// <summary>Takes the text out of a PDF, page by page. Pictures are not read: a scan has no text.</summary>
internal static class PdfText
{
    private const int MostPages = 5_000;

    /// <summary>Reads until the pages end or the text is full.</summary>
    /// <exception cref="TextBoundException">The file unpacks to more, or takes longer, than is looked at.</exception>
    public static void Read(Stream content, FoundText found)
    {
        using var pdf = PdfDocument.Open(content, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, FilterProvider = new BoundedFilters(found) });
        foreach (var page in pdf.GetPages().Take(MostPages))
        {
            foreach (var word in page.GetWords())
            {
                found.Add(word.Text);
                found.Gap();
            }
            if (found.Full) return;
        }
    }

    /// <summary>PdfPig's filters, each asked within bounds: nothing else in a PDF grows by being read. Asked for every stream, they are also where it is stopped in time.</summary>
    private sealed class BoundedFilters(FoundText found) : IFilterProvider
    {
        public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Bounded(DefaultFilterProvider.Instance.GetFilters(dictionary));

        public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Bounded(DefaultFilterProvider.Instance.GetNamedFilters(names));

        public IReadOnlyList<IFilter> GetAllFilters() => Bounded(DefaultFilterProvider.Instance.GetAllFilters());

        private IReadOnlyList<IFilter> Bounded(IReadOnlyList<IFilter> filters)
        {
            found.Check();
            return [.. filters.Select(f => new BoundedFilter(f, found))];
        }
    }

    private sealed class BoundedFilter(IFilter filter, FoundText found) : IFilter
    {
        // A byte of it may become more than a thousand, and that cannot be measured beforehand.
        private const int MostLzw = 128 << 10;

        // What a page draws becomes an object for each of its steps: no page that people read has so many.
        private const int MostOfOne = 16 << 20;

        public bool IsSupported => filter.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if (filter is LzwFilter && input.Length > MostLzw) throw new TextBoundException("It holds a stream packed by LZW that is larger than is unpacked.");
            if (filter is FlateFilter) Measure(input);
            var output = filter.Decode(input, streamDictionary, filterProvider, filterIndex);
            if (filter is not FlateFilter) found.Unpacked(output.Length);
            return output;
        }

        /// <summary>Unpacks into nothing first, with and without the two bytes that may stand before the packed ones, so that what is too large never lies in memory.</summary>
        private void Measure(Memory<byte> input)
        {
            foreach (var from in (int[])[0, 2])
            {
                if (input.Length <= from) continue;
                using var packed = new MemoryStream(input[from..].ToArray(), writable: false);
                using var plain = new DeflateStream(packed, CompressionMode.Decompress);
                var chunk = new byte[1 << 16];
                try
                {
                    for (int read, all = 0; (read = plain.Read(chunk)) > 0;)
                    {
                        found.Unpacked(read);
                        if ((all += read) > MostOfOne) throw new TextBoundException("It holds a stream that is larger than is unpacked.");
                    }
                }
                catch (InvalidDataException)
                {
                    // Damaged from here on: the filter takes what stands before, and that was counted.
                }
            }
        }
    }
}
