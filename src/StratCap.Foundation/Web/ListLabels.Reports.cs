namespace StratCap.Foundation.Web;

public static partial class ListLabels
{
    /// <summary>Headings of custom reports and of the lists of them, of what is shared, and of suppressed addresses.</summary>
    private static readonly Dictionary<string, (string English, string German)> OfReports = new(StringComparer.Ordinal)
    {
        ["suppressionId"] = ("Suppression id", "Id der Aussetzung"),
        ["diagnostic"] = ("What the mail server said", "Was der Mailserver sagte"),
        ["since"] = ("Since", "Seit"),
        ["mailId"] = ("Mail id", "Mail-Id"),
        ["ofUser"] = ("A user's", "Eines Nutzers"),
        ["savedReportId"] = ("Report id", "Bericht-Id"),
        ["description"] = ("Description", "Beschreibung"),
        ["dataset"] = ("Dataset", "Datenbestand"),
        ["isShared"] = ("Shared", "Geteilt"),
        ["sharedVersion"] = ("Shared version", "Geteilte Fassung"),
        ["sharedAt"] = ("Shared at", "Geteilt am"),
        ["isOwn"] = ("Own", "Eigener"),
        ["ownerName"] = ("Owner", "Eigentümer"),
        ["reportScheduleId"] = ("Schedule id", "Id des Zeitplans"),
        ["reportName"] = ("Report", "Bericht"),
        ["rhythm"] = ("How often", "Wie oft"),
        ["timeZone"] = ("Time zone", "Zeitzone"),
        ["stoppedBecause"] = ("Why it stopped", "Warum er anhielt"),
        ["reportRunId"] = ("Run id", "Id des Laufs"),
        ["dueAt"] = ("Due at (UTC)", "Fällig (UTC)"),
        ["rows"] = ("Rows", "Zeilen"),
        ["investment"] = ("Investment", "Beteiligung"),
        ["unrealised"] = ("Unrealised gain", "Nicht realisierter Gewinn"),
        ["flowId"] = ("Call or distribution id", "Id von Abruf oder Ausschüttung"),
        ["settled"] = ("Settled", "Beglichen"),
        ["industry"] = ("Industry", "Branche"),
        ["type"] = ("Type", "Art"),
        ["recordedByName"] = ("Recorded by", "Eingetragen von"),
        ["validFrom"] = ("Valid from", "Gültig ab"),
        ["valuedOn"] = ("Valued on", "Bewertet am"),
        ["debit"] = ("Debit", "Soll"),
        ["credit"] = ("Credit", "Haben"),
        ["madeAt"] = ("Made at (UTC)", "Erstellt (UTC)"),
    };
}
