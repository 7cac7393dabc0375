using System.Diagnostics;
using System.Globalization;

namespace TracedLlm.RequestLog;

/// <summary>The attributes of a span that has ended, each by its name.</summary>
internal readonly struct EndedSpanAttributes
{
    private readonly Dictionary<string, object?> _values;

    private EndedSpanAttributes(Dictionary<string, object?> values) => _values = values;

    /// <summary>Reads the attributes of <paramref name="span"/>; there are none if it is <see langword="null"/>.</summary>
    public static EndedSpanAttributes Read(Activity? span)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (span is not null)
        {
            foreach (ref readonly var tag in span.EnumerateTagObjects())
            {
                values[tag.Key] = tag.Value;
            }
        }

        return new EndedSpanAttributes(values);
    }

    public string? Text(string name) => _values.GetValueOrDefault(name)?.ToString();

    public bool? Flag(string name) => _values.GetValueOrDefault(name) is bool value ? value : null;

    public long? Count(string name) => _values.GetValueOrDefault(name) switch
    {
        long count => count,
        int count => count,
        _ => null,
    };

    public double? Number(string name) => _values.GetValueOrDefault(name) is IConvertible number and (double or float or decimal or long or int)
        ? number.ToDouble(CultureInfo.InvariantCulture)
        : null;
}
