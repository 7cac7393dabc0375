using System.Buffers;
using System.Diagnostics;

namespace TracedLlm.Viewer.Store;

/// <summary>Identifies a held trace: the trace as backends show it, and the root span. Several requests may share a trace.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="RootSpanId">The root span of the request.</param>
internal readonly record struct TraceKey(ActivityTraceId TraceId, ActivitySpanId RootSpanId)
{
    private const int TraceDigits = 32;
    private const int SpanDigits = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The id in addresses.</summary>
    public override string ToString() => $"{TraceId}-{RootSpanId}";

    /// <summary>Reads the id in an address; <see langword="null"/> if the text is none.</summary>
    public static TraceKey? Read(ReadOnlySpan<char> id) =>
        id.Length == TraceDigits + 1 + SpanDigits
        && id[TraceDigits] == '-'
        && !id[..TraceDigits].ContainsAnyExcept(Digits)
        && !id[(TraceDigits + 1)..].ContainsAnyExcept(Digits)
            ? new(ActivityTraceId.CreateFromString(id[..TraceDigits]), ActivitySpanId.CreateFromString(id[(TraceDigits + 1)..]))
            : null;
}
