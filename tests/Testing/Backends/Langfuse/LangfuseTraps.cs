using System.Text.RegularExpressions;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>The spans that the path of version 3 drops silently, although it answers 200.</summary>
internal static partial class LangfuseTraps
{
    private const int MaxNameLength = 1000;
    private const int MaxIdLength = 800;

    /// <summary>The reason to drop the span; <see langword="null"/> if it is kept.</summary>
    public static string? DropReason(ReceivedSpan span)
    {
        var attributes = span.Attributes;
        var prompt = attributes["langfuse.observation.prompt.name"] ?? attributes["langfuse.prompt.name"];
        var version = attributes["langfuse.observation.prompt.version"] ?? attributes["langfuse.prompt.version"];
        return span switch
        {
            _ when prompt is null != version is null => "prompt name without version, or the reverse",
            _ when version is not (null or long) => "prompt version is no integer",
            _ when attributes["langfuse.version"] is not (null or string) => "version is no text",
            _ when attributes["langfuse.observation.status_message"] is not (null or string) => "status message is no text",
            _ when attributes["langfuse.observation.completion_start_time"] is string time && !IsoTime().IsMatch(time.Trim('"')) =>
                "completion start time is not ISO 8601 with an offset",
            _ when attributes["langfuse.trace.name"] is string { Length: > MaxNameLength } => "trace name is too long",
            _ when IsBadId(span.TraceId) || IsBadId(span.SpanId) => "id is too long, or has a line end",
            _ => null,
        };
    }

    private static bool IsBadId(string id) => id.Length > MaxIdLength || id.Contains('\r', StringComparison.Ordinal);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$")]
    private static partial Regex IsoTime();
}
