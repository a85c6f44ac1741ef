using System.Text;

namespace StratCap.Foundation.Web;

/// <summary>What files say for the values of an enumeration, and for states and kinds that are told as text: words instead of the program's names.</summary>
public static class ListWords
{
    /// <summary>Columns whose texts are such names.</summary>
    private static readonly string[] Named = ["state", "kind", "basis", "status"];

    /// <summary>By name, or by type and name where a name means something else there.</summary>
    private static readonly Dictionary<string, string> German = new(StringComparer.Ordinal)
    {
        ["LimitedPartner"] = "Kommanditist",
        ["GeneralPartner"] = "Komplementär",
        ["CapitalCall"] = "Kapitalabruf",
        ["Distribution"] = "Ausschüttung",
        ["CarriedInterest"] = "Carried Interest",
        ["Collection"] = "Einzug eines Abrufs",
        ["Asset"] = "Aktiva",
        ["Liability"] = "Verbindlichkeit",
        ["Equity"] = "Eigenkapital",
        ["Revenue"] = "Ertrag",
        ["Expense"] = "Aufwand",
        ["BalanceSheet"] = "Bilanz",
        ["Other"] = "Anderes",
        ["ProfitAndLoss"] = "Gewinn und Verlust",
        ["CapitalCallNotice"] = "Abrufschreiben",
        ["DistributionNotice"] = "Ausschüttungsschreiben",
        ["Ready"] = "Wartet",
        ["Running"] = "Läuft",
        ["Completed"] = "Abgeschlossen",
        ["Failed"] = "Fehlgeschlagen",
        ["Cancelled"] = "Aufgehoben",
        ["Draft"] = "Entwurf",
        ["Submitted"] = "Eingereicht",
        ["AwaitingApproval"] = "Wartet auf Freigabe",
        ["Approved"] = "Freigegeben",
        ["AwaitingReceipts"] = "Wartet auf Eingänge",
        ["PreparingPayments"] = "Zahlungen werden vorbereitet",
        ["AwaitingPayments"] = "Wartet auf Zahlungen",
        ["Rejected"] = "Abgelehnt",
        ["Withdrawn"] = "Zurückgezogen",
        ["Expired"] = "Abgelaufen",
        ["Reversed"] = "Storniert",
        ["Issued"] = "Versandt",
        ["PartlyReceived"] = "Teilweise eingegangen",
        ["Received"] = "Eingegangen",
        ["Declared"] = "Beschlossen",
        ["PartlyPaid"] = "Teilweise gezahlt",
        ["Paid"] = "Gezahlt",
        ["Prepared"] = "Vorbereitet",
        ["Paying"] = "In einem Lauf",
        ["Settled"] = "Gezahlt",
        ["Entered"] = "Eingetragen",
        ["Verified"] = "Geprüft",
        ["CoolingOff"] = "In der Sperrfrist",
        ["Standing"] = "Gültig",
        ["Replaced"] = "Ersetzt",
        ["Overtaken"] = "Überholt",
        ["Flagged"] = "Beanstandet",
        ["Revoked"] = "Beendet",
        ["Stopped"] = "Angehalten",
        ["Released"] = "Freigegeben",
        ["Sending"] = "Wird gesendet",
        ["Written"] = "Datei wartet auf die Bank",
        ["Sent"] = "Gesendet",
        ["Uncertain"] = "Ungewiss",
        ["Returned"] = "Zurückgekommen",
        ["Pending"] = "In Arbeit",
        ["ChangeAsked"] = "Verlangt andere Kontodaten",
        ["Open"] = "Offen",
        ["Partly"] = "Teils erklärt",
        ["Matched"] = "Erklärt",
        ["NotBooked"] = "Nichts zu erklären",
        ["Linked"] = "Verbunden",
        ["ConsentNeeded"] = "Einwilligung nötig",
        ["Ended"] = "Beendet",
        ["LinkPurpose.Statements"] = "Kontoauszüge",
        ["LinkPurpose.Verify"] = "Prüfung",
        ["LinkPurpose.Payments"] = "Zahlungen",
        ["Unlinked"] = "Getrennt",
        ["Posted"] = "Gebucht",
        ["Queued"] = "In der Warteschlange",
        ["NoAddress"] = "Ohne Adresse",
        ["Accepted"] = "Angenommen",
        ["Refused"] = "Abgelehnt",
        ["Registered"] = "Registriert",
        ["Allowed"] = "Zugelassen",
        ["Quarantined"] = "In Quarantäne",
        ["Waiting"] = "Wartet",
        ["Taken"] = "Angenommen",
        ["Interface"] = "Schnittstelle",
        ["File"] = "Datei",
        ["Pay"] = "Aus dem Fonds",
        ["Collect"] = "In den Fonds",
        ["Pull"] = "Ihre lesen",
        ["Push"] = "Unsere buchen",
        ["Both"] = "Beide Richtungen",
        ["House"] = "Durch das Haus",
        ["Leaving"] = "Wird zugestellt",
        ["Unclear"] = "Unklar",
        ["Delivered"] = "Zugestellt",
        ["Booked"] = "Gebucht",
        ["Information"] = "Hinweis",
        ["Removed"] = "Zurückgenommen",
        ["Receipt"] = "Eingang eines Abrufs",
        ["Payment"] = "Zahlung",
        ["PaymentReturned"] = "Zurückgekommene Zahlung",
        ["ReceiptReversed"] = "Zurückgenommener Eingang",
        ["Fee"] = "Bankgebühr",
        ["Auth"] = "Zugangsdaten",
        ["RateLimited"] = "Zu viele Anfragen",
        ["Transient"] = "Vorübergehend",
        ["Validation"] = "Einstellung",
        ["NotFound"] = "Nicht gefunden",
        ["Conflict"] = "Widerspruch",
        ["Permanent"] = "Dauerhaft",
        ["None"] = "Keine",
        ["Added"] = "Hinzugefügt",
        ["AlreadyThere"] = "Schon da",
        ["Unknown"] = "Nicht geprüft",
        ["Healthy"] = "Funktioniert",
        ["Failing"] = "Scheitert",
        ["ReconnectNeeded"] = "Neu verbinden",
        ["Closed"] = "Geschlossen",
        ["Warning"] = "Warnung",
        ["Error"] = "Fehler",
        ["Book"] = "Buch",
        ["Disclosed"] = "Gemeldet",
        ["invited"] = "Eingeladen",
        ["active"] = "Aktiv",
        ["disabled"] = "Gesperrt",
        ["Available"] = "Verfügbar",
        ["Enabled"] = "An",
        ["Disabled"] = "Aus",
        ["WorkflowState.Rejected"] = "Zurückgegeben",
        ["BreakerState.Open"] = "Nach Fehlern angehalten",
        ["BreakerState.Closed"] = "Geht durch",
        ["fund_established"] = "Fonds gegründet",
        ["terms_set"] = "Bedingungen gesetzt",
        ["investor_admitted"] = "Anleger aufgenommen",
        ["closing_held"] = "Closing gehalten",
        ["commitment_accepted"] = "Zusage angenommen",
        ["capital_call_issued"] = "Kapitalabruf versandt",
        ["receipt_recorded"] = "Eingang erfasst",
        ["investment_made"] = "Beteiligung erworben",
        ["valuation_recorded"] = "Bewertung erfasst",
        ["proceeds_received"] = "Erlös erhalten",
        ["management_fee_charged"] = "Verwaltungsgebühr belastet",
        ["expense_charged"] = "Kosten belastet",
        ["distribution_declared"] = "Ausschüttung beschlossen",
        ["distribution_paid"] = "Ausschüttung gezahlt",
        ["fee_reduced"] = "Gebühr gemindert",
        ["fee_offset_recognised"] = "Gebührenanrechnung erfasst",
        ["unfunded_released"] = "Offene Zusage freigegeben",
        ["line_drawn"] = "Kreditlinie gezogen",
        ["line_repaid"] = "Kreditlinie getilgt",
        ["call_defaulted"] = "Abruf in Verzug",
        ["call_share_withdrawn"] = "Abrufanteil zurückgenommen",
        ["clawback_paid"] = "Clawback gezahlt",
        ["giveback_called"] = "Rückforderung gestellt",
        ["giveback_received"] = "Rückforderung erhalten",
        ["interest_transferred"] = "Anteil übertragen",
        ["closing_equalised"] = "Closing ausgeglichen",
        ["position_disclosed"] = "Position gemeldet",
        ["fact_reversed"] = "Buchung storniert",
        ["default_remedied"] = "Verzug geahndet",
        ["sold_for_partner"] = "Für einen Anleger verkauft",
        ["carry_plan_set"] = "Carry-Plan gesetzt",
        ["carry_allocated"] = "Carry aufgeteilt",
        ["carry_accelerated"] = "Carry-Vesting beschleunigt",
        ["carry_holder_left"] = "Carry-Beteiligter ausgeschieden",
    };

    /// <summary>Whether German words for a value are known.</summary>
    public static bool Has(Enum value) => German.ContainsKey($"{value.GetType().Name}.{value}") || German.ContainsKey(value.ToString());

    /// <summary>A value in words.</summary>
    public static string Of(Enum value, string language) => language == "de" && German.TryGetValue($"{value.GetType().Name}.{value}", out var word) ? word : Of(value.ToString(), language);

    /// <summary>A text of a column: in words where the column tells names of states or kinds, else as it is.</summary>
    public static string Of(string column, string text, string language) => Named.Contains(column, StringComparer.Ordinal) && German.ContainsKey(text) ? Of(text, language) : text;

    private static string Of(string name, string language) => language == "de" && German.TryGetValue(name, out var word) ? word : English(name);

    /// <summary>PartlyReceived and partly_received are "Partly received".</summary>
    private static string English(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (c == '_') words.Append(' ');
            else if (words.Length == 0) words.Append(char.ToUpperInvariant(c));
            else if (char.IsUpper(c)) words.Append(' ').Append(char.ToLowerInvariant(c));
            else words.Append(c);
        }
        return words.ToString();
    }
}
