using System.Globalization;
using System.Text.Json;

namespace TracedLlm.Dashboard.Tests;

/// <summary>A span as the dashboard's API returns it, in the form of OTLP's JSON; values of attributes are texts.</summary>
/// <param name="TraceId">The id of the trace.</param>
/// <param name="SpanId">Its id.</param>
/// <param name="ParentId">The id of its parent; <see langword="null"/> if it has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind, by the number of OTLP.</param>
/// <param name="Start">When it began, in 100 nanoseconds since 1970.</param>
/// <param name="End">When it ended.</param>
/// <param name="Error">Its message, if its status is an error.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record DashboardSpan(
    string TraceId, string SpanId, string? ParentId, string Name, int Kind, long Start, long End, string? Error, IReadOnlyDictionary<string, string> Attributes)
{
    private const int ErrorCode = 2;

    /// <summary>Reads the answer to <c>traces</c>.</summary>
    public static IReadOnlyList<DashboardSpan> ReadAll(JsonElement traces) =>
    [
        .. from resource in traces.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
           from scope in resource.GetProperty("scopeSpans").EnumerateArray()
           from span in scope.GetProperty("spans").EnumerateArray()
           select Read(span),
    ];

    private static DashboardSpan Read(JsonElement span) => new(
        span.GetProperty("traceId").GetString()!,
        span.GetProperty("spanId").GetString()!,
        span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null,
        span.GetProperty("name").GetString()!,
        span.GetProperty("kind").GetInt32(),
        Ticks(span.GetProperty("startTimeUnixNano")),
        Ticks(span.GetProperty("endTimeUnixNano")),
        span.TryGetProperty("status", out var status) && status.TryGetProperty("code", out var code) && code.GetInt32() == ErrorCode ? ReadMessage(status) : null,
        span.GetProperty("attributes").EnumerateArray().ToDictionary(
            static attribute => attribute.GetProperty("key").GetString()!,
            static attribute => attribute.GetProperty("value").TryGetProperty("stringValue", out var value) ? value.GetString()! : ""));

    private static string ReadMessage(JsonElement status) => status.TryGetProperty("message", out var message) ? message.GetString()! : "";

    private static long Ticks(JsonElement nanoseconds) => long.Parse(nanoseconds.GetString()!, CultureInfo.InvariantCulture) / 100;
}
