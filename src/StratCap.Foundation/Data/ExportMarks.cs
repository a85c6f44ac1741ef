using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StratCap.Foundation.Data;

/// <summary>
/// What a module says of its tables for the export of a firm. A table of which nothing is said leaves with all its columns, in the order of its key; so a new table is exported at once. What stays behind
/// says why, and what is sealed under the installation's key says for what purpose, so that it leaves open and is sealed anew where it arrives.
/// </summary>
public static class ExportMarks
{
    /// <summary>Annotation of a table or column that stays behind: the reason.</summary>
    public const string LeftOut = "StratCap:LeftOut";

    /// <summary>Annotation of a column that stays behind: what it gets where the row arrives, as SQL; nothing without it.</summary>
    public const string Instead = "StratCap:Instead";

    /// <summary>Annotation of a sealed column: the purpose.</summary>
    public const string SealedFor = "StratCap:SealedFor";

    /// <summary>Annotation of a column of bytes that leaves as it is: what the bytes are.</summary>
    public const string OpenBytes = "StratCap:OpenBytes";

    /// <summary>Annotation of a table that arrives after another one of its module, which no foreign key says.</summary>
    public const string After = "StratCap:ArrivesAfter";

    /// <summary>Annotation of a table whose order is not its key's: the column.</summary>
    public const string Order = "StratCap:ExportOrder";

    /// <summary>Annotation of a table to which each export adds: it leaves, but is no part of the hash over the content.</summary>
    public const string NotCounted = "StratCap:NotCounted";

    /// <summary>The table stays behind.</summary>
    public static void NotExported(this EntityTypeBuilder entity, string reason) => entity.HasAnnotation(LeftOut, reason);

    /// <summary>The column stays behind.</summary>
    /// <param name="instead">What it gets where the row arrives, as SQL; null leaves it to the database.</param>
    public static void NotExported(this PropertyBuilder property, string reason, string? instead = null)
    {
        property.HasAnnotation(LeftOut, reason);
        if (instead is not null) property.HasAnnotation(Instead, instead);
    }

    /// <summary>The column holds text that is sealed for a purpose.</summary>
    public static void IsSealedFor(this PropertyBuilder property, string purpose) => property.HasAnnotation(SealedFor, purpose);

    /// <summary>The column's bytes are not sealed and leave as they are.</summary>
    public static void IsExportedAsBytes(this PropertyBuilder property, string what) => property.HasAnnotation(OpenBytes, what);

    /// <summary>Rows of the other table must be there first.</summary>
    public static void ArrivesAfter(this EntityTypeBuilder entity, string table) => entity.HasAnnotation(After, table);

    /// <summary>Rows leave, and arrive, in the order of a column.</summary>
    public static void IsExportedInOrderOf(this EntityTypeBuilder entity, string column) => entity.HasAnnotation(Order, column);

    /// <summary>Each export adds rows to the table.</summary>
    public static void IsNotCounted(this EntityTypeBuilder entity) => entity.HasAnnotation(NotCounted, true);
}

/// <summary>Sets columns that stay behind because they are made under the installation's key, of what did leave.</summary>
public interface IArrivingRows
{
    /// <summary>Schema and name, such as <c>payments.payee_accounts</c>.</summary>
    string Table { get; }

    /// <summary>The columns that it sets.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Sets them in a row as it stands in the file: what is sealed is open.</summary>
    void Arrive(JsonObject row);
}
