using System.Globalization;

namespace TracedLlm.Export.Sampling;

/// <summary>Ratios by name, as settings write them: <c>/v1/embeddings=0.01</c>. A name that ends with <c>*</c> stands for all names that begin so. A slash at the beginning of a name has no effect.</summary>
internal sealed class RatioTable
{
    /// <summary>The table without rows.</summary>
    public static readonly RatioTable Empty = new([]);

    private readonly (string Name, bool IsPrefix, double Ratio)[] _rows;

    public RatioTable(IEnumerable<string> rows) => _rows = [.. rows.Select(Parse)];

    public bool IsEmpty => _rows.Length == 0;

    public IEnumerable<string> Names => _rows.Select(static row => row.Name);

    /// <summary>Whether a text is a row.</summary>
    public static bool IsRow(string? text) => text is not null && TryParse(text, out _);

    /// <summary>Returns the ratio of the first row that fits; <see langword="null"/> if no row fits.</summary>
    public double? Find(string? name)
    {
        if (name is not null)
        {
            var text = name.AsSpan().TrimStart('/');
            foreach (var row in _rows)
            {
                if (Fits(row, text))
                {
                    return row.Ratio;
                }
            }
        }

        return null;
    }

    /// <summary>Returns the ratio of the first of several names that has one; <see langword="null"/> if no name has.</summary>
    public double? FindFirst(IEnumerable<string?> names) => names.Select(Find).FirstOrDefault(static ratio => ratio is not null);

    /// <summary>Returns the names of the rows, as patterns of routes, that fit none of some patterns.</summary>
    public IEnumerable<string> FindUnused(IReadOnlyCollection<string> names) => _rows
        .Where(row => !names.Any(name => Fits(row, name.AsSpan().TrimStart('/'))))
        .Select(static row => $"/{row.Name}{(row.IsPrefix ? "*" : null)}");

    /// <summary>Reads a ratio as settings write it; <see langword="null"/> if it is not from 0 to 1.</summary>
    private static double? ParseRatio(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var ratio)
        && ratio is >= 0 and <= 1
            ? ratio
            : null;

    private static bool Fits((string Name, bool IsPrefix, double Ratio) row, ReadOnlySpan<char> name) =>
        row.IsPrefix ? name.StartsWith(row.Name, StringComparison.OrdinalIgnoreCase) : name.Equals(row.Name, StringComparison.OrdinalIgnoreCase);

    private static (string Name, bool IsPrefix, double Ratio) Parse(string text) =>
        TryParse(text, out var row) ? row : throw new FormatException($"'{text}' is no name and ratio such as /v1/embeddings=0.01.");

    private static bool TryParse(string text, out (string Name, bool IsPrefix, double Ratio) row)
    {
        row = default;
        var equals = text.LastIndexOf('=');
        if (equals <= 0 || ParseRatio(text.AsSpan(equals + 1)) is not { } ratio)
        {
            return false;
        }

        // The route patterns of MVC's controllers begin without a slash.
        var name = text[..equals].Trim().TrimStart('/');
        var isPrefix = name.EndsWith('*');
        row = (isPrefix ? name[..^1] : name, isPrefix, ratio);
        return text[..equals].Trim().Length > 0;
    }
}
