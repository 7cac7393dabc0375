using System.Diagnostics;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads from <c>metadata</c> of a key or a team the span under which the traces of its requests go.</summary>
internal static class CallerParentReader
{
    private const string TraceParent = "traceparent";
    private const string Trace = "existing_trace_id";
    private const string Span = "parent_observation_id";

    /// <summary>The names that it reads.</summary>
    public static readonly string[] Names = [TraceParent, Trace, Span];

    /// <summary>The span; <see langword="null"/> if the metadata names none.</summary>
    /// <exception cref="ConfigurationException">An id is malformed, or one of two is missing.</exception>
    public static ActivityContext? Read(SettingsSection? metadata)
    {
        if (metadata is null)
        {
            return null;
        }

        var (trace, span) = (ReadId(metadata, Trace, digits: 32), ReadId(metadata, Span, digits: 16));
        if (metadata.Text(TraceParent) is { } header)
        {
            return trace is not null || span is not null ? throw metadata.Error(TraceParent, $"is another form of {Trace} and {Span}: write one of the two")
                : ActivityContext.TryParse(header.Trim(), null, isRemote: true, out var context) && context is { TraceId: var id, SpanId: var parent } && id != default && parent != default ? context
                : throw metadata.Error(TraceParent, $"must be a traceparent of W3C Trace Context, 00-TRACE-SPAN-01 with 32 and 16 hex digits, not '{header}'");
        }

        return (trace, span) switch
        {
            (null, null) => null,
            (null, _) => throw metadata.Error(Span, $"needs {Trace}, the trace that the span is in"),
            (_, null) => throw metadata.Error(Trace, $"needs {Span}, the span of the trace under which the requests go"),
            _ => new(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(span), ActivityTraceFlags.Recorded, isRemote: true),
        };
    }

    // W3C Trace Context forbids an id of zeros. A UUID has dashes.
    private static string? ReadId(SettingsSection metadata, string name, int digits) => metadata.Text(name) is not { } text ? null
        : text.Trim().Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() is var id && id.Length == digits && id.All(char.IsAsciiHexDigit) && id.Any(digit => digit != '0') ? id
        : throw metadata.Error(name, $"must have {digits} hex digits that are not all zero, not '{text}'");
}
