using System.Globalization;
using System.Text;

namespace TracedLlm.Export.Sampling;

/// <summary>Reads and writes the entry <c>ot</c> of <c>tracestate</c>, which has the threshold and the randomness of a trace.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/</remarks>
internal static class SamplingState
{
    private const string Entry = "ot=";
    private const string ThresholdField = "th:";
    private const string RandomnessField = "rv:";

    // 56 bits in hexadecimal.
    private const int RandomnessDigits = 14;

    // W3C Trace Context allows 32 entries.
    private const int MaxEntries = 32;

    /// <summary>Returns <c>rv</c>; <see langword="null"/> if there is none.</summary>
    public static ulong? FindRandomness(string? state) =>
        Find(state, RandomnessField) is { Length: RandomnessDigits } text && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    /// <summary>Returns <c>th</c>; <see langword="null"/> if there is none.</summary>
    public static SamplingThreshold? FindThreshold(string? state) => Find(state, ThresholdField) is { } text ? SamplingThreshold.Parse(text) : null;

    /// <summary>Replaces threshold and randomness in <paramref name="state"/>; other fields and entries stay.</summary>
    /// <param name="state">The <c>tracestate</c>.</param>
    /// <param name="threshold">The threshold; <see langword="null"/> if it is not known.</param>
    /// <param name="randomness">The randomness; <see langword="null"/> if the trace id has it.</param>
    public static string? Write(string? state, SamplingThreshold? threshold, ulong? randomness)
    {
        if (threshold is null && randomness is null && state?.Contains(Entry, StringComparison.Ordinal) != true)
        {
            return state;
        }

        var text = new StringBuilder(Entry);
        Append(text, threshold is { } known ? ThresholdField + known.Text : null);
        Append(text, randomness is { } bits ? RandomnessField + bits.ToString("x14", CultureInfo.InvariantCulture) : null);
        foreach (var field in (FindEntry(state) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            Append(text, field.StartsWith(ThresholdField, StringComparison.Ordinal) || field.StartsWith(RandomnessField, StringComparison.Ordinal) ? null : field);
        }

        var others = (state ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static entry => !entry.StartsWith(Entry, StringComparison.Ordinal));

        // An entry that has changed goes to the front, and the last ones go if there are too many.
        string[] entries = text.Length == Entry.Length ? [.. others] : [text.ToString(), .. others];
        return entries.Length == 0 ? null : string.Join(',', entries.Take(MaxEntries));
    }

    private static void Append(StringBuilder text, string? field)
    {
        if (field is not null)
        {
            text.Append(text.Length == Entry.Length ? "" : ";").Append(field);
        }
    }

    private static string? Find(string? state, string name)
    {
        // Without a lambda: its closure would be allocated for every span, and few spans have the entry.
        foreach (var field in FindEntry(state)?.Split(';') ?? [])
        {
            if (field.StartsWith(name, StringComparison.Ordinal))
            {
                return field[name.Length..];
            }
        }

        return null;
    }

    private static string? FindEntry(string? state) => state is null || !state.Contains(Entry, StringComparison.Ordinal)
        ? null
        : state.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(static entry => entry.StartsWith(Entry, StringComparison.Ordinal))?[Entry.Length..];
}
