using System.Globalization;
using System.Text;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Tests.Support;

/// <summary>All figures of a book as one text, to compare books by.</summary>
internal static class Digest
{
    internal static string Of(FundBook book)
    {
        var text = new StringBuilder();
        void Add(string name, decimal value) => text.Append(name).Append('=').Append(value.ToString(CultureInfo.InvariantCulture)).Append(';');
        text.Append(book.Name).Append(book.LastHash).Append(book.LastSequence).Append(book.AsOf.DayNumber);
        foreach (var set in book.Partners.Append<FigureSet>(book.Total))
        {
            foreach (var component in FigureSet.Components)
                Add(component.ToString(), set[component] + 0.000m);
            Add("Nav", set.Nav + 0.000m);
        }
        Add("Cash", book.Total.Cash + 0.000m);
        foreach (var deal in book.Deals)
            Add(deal.Name, deal.FairValue + 0.000m);
        foreach (var line in Performance.Of(book).Partners)
            text.Append(line.Tvpi?.ToString(CultureInfo.InvariantCulture)).Append(line.Irr?.Rate?.ToString(CultureInfo.InvariantCulture)).Append(line.AccruedCarry.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
