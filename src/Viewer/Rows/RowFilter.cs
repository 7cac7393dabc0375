using System.Globalization;
using Microsoft.AspNetCore.Http;
using TracedLlm.Viewer.Reading;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Rows;

/// <summary>The filters of the list, as the query of an address has them. Each filter that is set must fit. They are those of the page's own address.</summary>
internal sealed class RowFilter
{
    private static readonly (string Name, Func<TraceRow, string, bool> Fits)[] Texts =
    [
        ("outcome", static (row, text) => text.Split(',').Contains(row.Outcome, StringComparer.Ordinal)),
        ("model", static (row, text) => Same(row.ModelAsked, text) || Same(row.ModelAnswered, text)),
        ("key", static (row, text) => Same(row.Key, text)),
        ("route", static (row, text) => Same(row.Route ?? row.Name, text)),
        ("session", static (row, text) => Same(row.Session, text)),
        ("user", static (row, text) => Same(row.User, text)),
    ];

    private static readonly (string Name, Func<TraceRow, double, bool> Fits)[] Numbers =
    [
        ("slower", static (row, milliseconds) => row.Duration > milliseconds),
        ("costlier", static (row, cost) => row.Cost > cost),
    ];

    private readonly List<Func<TraceRow, bool>> _filters = [];

    private RowFilter(IQueryCollection query)
    {
        foreach (var (name, fits) in Texts)
        {
            if (query[name].ToString() is { Length: > 0 } text)
            {
                _filters.Add(row => fits(row, text));
            }
        }

        foreach (var (name, fits) in Numbers)
        {
            if (query[name].ToString() is { Length: > 0 } text)
            {
                var number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                    ? value
                    : throw new BadHttpRequestException($"{name} is not a number.");
                _filters.Add(row => fits(row, number));
            }
        }

        Text = query["text"].ToString() is { Length: > 0 } searched ? searched : null;
    }

    /// <summary>The text that a trace must have; <see langword="null"/> for any.</summary>
    public string? Text { get; }

    /// <summary>Reads the filters of a query.</summary>
    /// <exception cref="BadHttpRequestException">A number is none.</exception>
    public static RowFilter Read(IQueryCollection query) => new(query);

    /// <summary>The row of a trace if it fits; <see langword="null"/> if it does not, or if the trace is no longer held.</summary>
    public TraceRow? Apply(HeldTrace trace)
    {
        var row = RowReader.Read(trace);
        return row is not null
            && _filters.TrueForAll(fits => fits(row))
            && (Text is null || (TraceReading.Read(trace) is { } reading && TextSearch.Finds(reading, Text)))
                ? row
                : null;
    }

    private static bool Same(string? value, string text) => text.Equals(value, StringComparison.Ordinal);
}
