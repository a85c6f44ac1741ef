using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StratCap.Contracts.Funds;
using StratCap.Ingestion.Files;

namespace StratCap.Ingestion.Positions;

/// <summary>
/// What must be known of the whole file before any row of it can be judged: how many rows there are, which contradict or repeat each other, which
/// names are probably one fund. Also proves that the file can be read to its end, so that a broken one adds nothing. Holds some 60 bytes a row.
/// </summary>
internal sealed class PositionSurvey
{
    private readonly Dictionary<UInt128, Seen> _positions = [];
    private readonly Dictionary<string, FundSeen> _funds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NameSeen>> _names = new(StringComparer.Ordinal);

    /// <summary>Rows of the file, without the header.</summary>
    public int Rows { get; private set; }

    /// <summary>Reads a file to its end.</summary>
    /// <param name="file">Opened, at its first row.</param>
    /// <param name="judge">Judges each row by itself; refused rows do not count for the others.</param>
    /// <param name="limits">Most funds.</param>
    /// <param name="fundsInBooks">Names of funds that the firm has already.</param>
    /// <param name="ct">Stops it between rows.</param>
    /// <exception cref="FileRefusedException">The file cannot be read, has no rows, or too many rows or funds.</exception>
    public static PositionSurvey Of(CsvFile file, PositionJudge judge, IngestionOptions limits, IEnumerable<string> fundsInBooks, CancellationToken ct)
    {
        var survey = new PositionSurvey();
        while (file.Read())
        {
            ct.ThrowIfCancellationRequested();
            survey.Rows++;
            if (judge.Judge(file.Row, file.Fields, file.QuotesMalformed, new RowFindings()) is { } position) survey.Count(position, limits);
        }
        if (survey.Rows == 0) throw new FileRefusedException(422, "ingestion.file_has_no_rows", "The file has a header and no rows.");
        foreach (var name in fundsInBooks)
            if (!survey._funds.ContainsKey(name)) survey.Named(name, null);
        return survey;
    }

    /// <summary>Judges a row in the light of all others.</summary>
    /// <param name="position">A row that passed by itself.</param>
    /// <param name="columns">To name columns as the file does.</param>
    /// <param name="found">Receives what is found.</param>
    /// <returns>Whether the same row stands earlier in the file: it then adds nothing.</returns>
    public bool Judge(PositionRow position, PositionColumns columns, RowFindings found)
    {
        var seen = _positions[KeyOf(position)];
        if (seen.OtherRow != 0)
        {
            var other = position.RowNumber == seen.FirstRow ? seen.OtherRow : seen.FirstRow;
            found.Add(PositionRules.Contradiction, null, $"Row {other} gives other figures for the same fund, investor and date: which of them holds cannot be told here, keep one.");
            return false;
        }
        var repeated = position.RowNumber != seen.FirstRow;
        if (repeated) found.Add(PositionRules.RepeatedInFile, null, $"The same position stands in row {seen.FirstRow}: it is counted once.");
        var fund = _funds[position.FundName];
        if (position.Vintage is { } vintage && fund.Vintage is { } first && vintage != first)
            found.Add(PositionRules.VintageDiffers, columns.NameOf(PositionField.Vintage), $"The vintage is {vintage} here and {first} in row {fund.VintageRow}: the fund keeps the one recorded first.");
        if (OtherNames(position.FundName) is { } names)
            found.Add(PositionRules.FundUnderAnotherName, columns.NameOf(PositionField.Fund), $"This may be the same fund as {names}. They are kept apart: if they are one, give them one name and import again.");
        return repeated;
    }

    private string? OtherNames(string fund)
    {
        var alike = _names[FundNames.Key(fund)];
        if (alike.Count == 1) return null;
        var others = alike.Where(n => n.Name != fund).ToList();
        var shown = string.Join(", ", others.Take(3).Select(n => n.Row is { } row ? $"'{n.Name}' (row {row})" : $"'{n.Name}' in your books"));
        return others.Count > 3 ? $"{shown} and {others.Count - 3} more" : shown;
    }

    private void Count(PositionRow position, IngestionOptions limits)
    {
        var figures = FiguresOf(position);
        ref var seen = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_positions, KeyOf(position), out var exists);
        if (!exists) seen = new Seen(position.RowNumber, figures, 0);
        else if (seen.Figures != figures && seen.OtherRow == 0) seen = seen with { OtherRow = position.RowNumber };

        if (!_funds.TryGetValue(position.FundName, out var fund))
        {
            if (_funds.Count >= limits.MaxFunds)
                throw new FileRefusedException(422, "ingestion.too_many_funds", string.Create(CultureInfo.InvariantCulture, $"The file names more than {limits.MaxFunds:N0} funds: split it."));
            _funds.Add(position.FundName, fund = new FundSeen(position.Vintage, position.RowNumber));
            Named(position.FundName, position.RowNumber);
        }
        if (fund.Vintage is null && position.Vintage is not null) _funds[position.FundName] = new FundSeen(position.Vintage, position.RowNumber);
    }

    private void Named(string fund, int? row)
    {
        var key = FundNames.Key(fund);
        if (!_names.TryGetValue(key, out var names)) _names.Add(key, names = []);
        names.Add(new NameSeen(fund, row));
    }

    // As the books tell funds and investors apart: funds by their exact name, investors whatever the case.
    private static UInt128 KeyOf(PositionRow p) => Hash(string.Create(CultureInfo.InvariantCulture, $"{p.FundName}\n{p.InvestorName.ToUpperInvariant()}\n{p.AsOf:yyyy-MM-dd}"));

    private static UInt128 FiguresOf(PositionRow p) => Hash(string.Create(
        CultureInfo.InvariantCulture, $"{p.Currency}\n{p.Commitment}\n{p.Called}\n{p.Distributed}\n{p.RemainingValue}\n{p.ReportedMultiple}\n{p.ReportedNetIrr}"));

    private static UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private readonly record struct Seen(int FirstRow, UInt128 Figures, int OtherRow);

    private readonly record struct FundSeen(int? Vintage, int VintageRow);

    private readonly record struct NameSeen(string Name, int? Row);
}
