using System.Globalization;

namespace TracedLlm.Export.Sampling;

/// <summary>
/// The threshold of a sampling ratio: a trace is in the part if its randomness is not below it. The field <c>th</c> of OpenTelemetry's
/// <c>tracestate</c>.
/// </summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/</remarks>
/// <param name="Value">From 0, for all traces, to <see cref="Limit"/>, for no trace.</param>
internal readonly record struct SamplingThreshold(ulong Value) : IComparable<SamplingThreshold>
{
    /// <summary>One more than the largest randomness, which has 56 bits.</summary>
    public const ulong Limit = 1UL << 56;

    // 56 bits in hexadecimal.
    private const int Digits = 14;

    /// <summary>The threshold of all traces.</summary>
    public static SamplingThreshold All => default;

    /// <summary>The threshold of no trace.</summary>
    public static SamplingThreshold None => new(Limit);

    /// <summary>The ratio from 0 to 1.</summary>
    public double Ratio => (Limit - Value) / (double)Limit;

    /// <summary>The value of <c>th</c>: up to 14 hexadecimal digits, without the zeros at the end.</summary>
    public string Text => Value == 0 ? "0" : Value.ToString("x14", CultureInfo.InvariantCulture).TrimEnd('0');

    /// <summary>Returns the threshold of a ratio. A smaller ratio has a larger threshold.</summary>
    public static SamplingThreshold FromRatio(double ratio) => ratio switch
    {
        >= 1 => All,
        > 0 => new(Math.Min(Limit - (ulong)Math.Round(ratio * Limit), Limit - 1)),
        _ => None,
    };

    /// <summary>Reads the value of <c>th</c>; <see langword="null"/> if it is malformed.</summary>
    public static SamplingThreshold? Parse(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= Digits && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new(value << (4 * (Digits - text.Length)))
            : null;

    /// <summary>Returns the threshold of the smaller part.</summary>
    public static SamplingThreshold Max(SamplingThreshold one, SamplingThreshold other) => one.Value > other.Value ? one : other;

    /// <summary>Whether a trace with this randomness is in the part.</summary>
    public bool Includes(ulong randomness) => randomness >= Value;

    /// <inheritdoc/>
    public int CompareTo(SamplingThreshold other) => Value.CompareTo(other.Value);
}
