using System.Globalization;
using System.Text;

namespace StratCap.Reporting.Custom;

/// <summary>What is wrong with an expression, and where.</summary>
/// <param name="At">Place of the character, from 1.</param>
internal sealed record FormulaProblem(int At, string Sentence);

/// <summary>
/// Arithmetic over columns: numbers, names, + - * / and parentheses, nothing else. It has no functions, no texts and no way to loop; its length and depth are limited, so that
/// working it out takes no longer than reading it.
/// </summary>
internal abstract record Formula
{
    /// <summary>The longest expression, in characters.</summary>
    public const int Longest = 500;

    private const int Deepest = 40;

    /// <summary>Reads an expression; either it or the problem is null.</summary>
    public static (Formula? Formula, FormulaProblem? Problem) Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return (null, new(1, "Write an expression, such as distributed / paidIn."));
        if (text.Length > Longest) return (null, new(Longest + 1, $"An expression has at most {Longest} characters."));
        try
        {
            return (new Reader(text).Whole(), null);
        }
        catch (FormulaException e)
        {
            return (null, e.Problem);
        }
    }

    /// <summary>The names of columns in it.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Its value; null where a part is missing, a divisor is zero, or a decimal cannot hold it.</summary>
    public decimal? Value(Func<string, decimal?> column)
    {
        try
        {
            return Work(column);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>As a spreadsheet writes it, without the sign that begins a formula.</summary>
    /// <param name="cell">The address of a column's cell.</param>
    public string Sheet(Func<string, string> cell)
    {
        var text = new StringBuilder();
        Write(text, cell);
        return text.ToString();
    }

    private protected abstract decimal? Work(Func<string, decimal?> column);

    private protected abstract void Write(StringBuilder text, Func<string, string> cell);

    private sealed record Number(decimal Amount) : Formula
    {
        public override IEnumerable<string> Names => [];

        private protected override decimal? Work(Func<string, decimal?> column) => Amount;

        private protected override void Write(StringBuilder text, Func<string, string> cell) => text.Append(Amount.ToString(CultureInfo.InvariantCulture));
    }

    private sealed record Column(string Name) : Formula
    {
        public override IEnumerable<string> Names => [Name];

        private protected override decimal? Work(Func<string, decimal?> column) => column(Name);

        private protected override void Write(StringBuilder text, Func<string, string> cell) => text.Append(cell(Name));
    }

    private sealed record Negative(Formula Of) : Formula
    {
        public override IEnumerable<string> Names => Of.Names;

        private protected override decimal? Work(Func<string, decimal?> column) => -Of.Work(column);

        private protected override void Write(StringBuilder text, Func<string, string> cell)
        {
            text.Append("(-");
            Of.Write(text, cell);
            text.Append(')');
        }
    }

    private sealed record Two(char Sign, Formula Left, Formula Right) : Formula
    {
        public override IEnumerable<string> Names => Left.Names.Concat(Right.Names);

        private protected override decimal? Work(Func<string, decimal?> column)
        {
            if (Left.Work(column) is not { } left || Right.Work(column) is not { } right) return null;
            return Sign switch
            {
                '+' => left + right,
                '-' => left - right,
                '*' => left * right,
                _ => right == 0 ? null : left / right,
            };
        }

        private protected override void Write(StringBuilder text, Func<string, string> cell)
        {
            text.Append('(');
            Left.Write(text, cell);
            text.Append(Sign);
            Right.Write(text, cell);
            text.Append(')');
        }
    }

    private sealed class FormulaException(FormulaProblem problem) : Exception(problem.Sentence)
    {
        public FormulaProblem Problem { get; } = problem;
    }

    /// <summary>sum = product { (+|-) product }; product = factor { (*|/) factor }; factor = - factor | number | name | ( sum ).</summary>
    private sealed class Reader(string text)
    {
        private int _at;
        private int _depth;

        public Formula Whole()
        {
            var formula = Sum();
            _ = Peek();
            return _at == text.Length ? formula : throw Wrong("After this a + - * / or the end was expected.");
        }

        private Formula Sum()
        {
            var left = Product();
            while (Peek() is '+' or '-') left = new Two(text[_at++], left, Product());
            return left;
        }

        private Formula Product()
        {
            var left = Factor();
            while (Peek() is '*' or '/') left = new Two(text[_at++], left, Factor());
            return left;
        }

        private Formula Factor()
        {
            if (++_depth > Deepest) throw Wrong("The expression is nested too deeply: write it as several computed columns.");
            var next = Peek();
            Formula factor;
            if (next == '-')
            {
                _at++;
                factor = new Negative(Factor());
            }
            else if (next == '(')
            {
                _at++;
                factor = Sum();
                if (Peek() != ')') throw Wrong("A closing parenthesis is missing here.");
                _at++;
            }
            else factor = char.IsAsciiDigit(next) ? Amount() : char.IsAsciiLetter(next) ? Name() : throw Wrong("A number, the name of a column or an opening parenthesis was expected here.");
            _depth--;
            return factor;
        }

        private Number Amount()
        {
            var from = _at;
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '.')) _at++;
            if (decimal.TryParse(text.AsSpan(from, _at - from), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return new Number(amount);
            _at = from;
            throw Wrong("This is no number: write digits with one point at most, such as 1234.50.");
        }

        private Column Name()
        {
            var from = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_')) _at++;
            return new Column(text[from.._at]);
        }

        private char Peek()
        {
            while (_at < text.Length && text[_at] == ' ') _at++;
            return _at < text.Length ? text[_at] : '\0';
        }

        private FormulaException Wrong(string sentence) => new(new FormulaProblem(_at + 1, sentence));
    }
}
