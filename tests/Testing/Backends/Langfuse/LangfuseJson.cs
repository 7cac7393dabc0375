using System.Globalization;
using System.Text.Json;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>OTLP as JSON, as Langfuse reads it; ids are not converted.</summary>
internal static class LangfuseJson
{
    private static readonly (string Kind, Func<JsonElement, object?> Read)[] Kinds =
    [
        ("stringValue", value => value.GetString()),
        ("boolValue", value => value.GetBoolean()),
        ("intValue", value => long.Parse(value.ToString(), CultureInfo.InvariantCulture)),
        ("doubleValue", value => value.GetDouble()),
        ("arrayValue", value => List(value, "values").Select(Value).ToArray()),
        ("kvlistValue", value => new ReceivedAttributes(List(value, "values").Select(one => KeyValuePair.Create(Text(one, "key"), Value(Member(one, "value")))))),
    ];

    public static IReadOnlyList<ReceivedSpan> Read(JsonElement request) =>
    [
        .. from resourceSpans in List(request, "resourceSpans")
           let resource = Attributes(Member(resourceSpans, "resource"))
           from scopeSpans in List(resourceSpans, "scopeSpans")
           let scope = Text(Member(scopeSpans, "scope"), "name")
           from span in List(scopeSpans, "spans")
           select Span(span) with { Resource = resource, ScopeName = scope },
    ];

    private static ReceivedSpan Span(JsonElement span) => new()
    {
        TraceId = Text(span, "traceId"),
        SpanId = Text(span, "spanId"),
        ParentSpanId = Text(span, "parentSpanId"),
        Name = Text(span, "name"),
        StartUnixNano = Nanos(span, "startTimeUnixNano"),
        EndUnixNano = Nanos(span, "endTimeUnixNano"),
        Attributes = Attributes(span),
        Events = [.. List(span, "events").Select(one => new ReceivedEvent(Text(one, "name"), Nanos(one, "timeUnixNano"), Attributes(one)))],
        Status = Member(Member(span, "status"), "code") is { ValueKind: JsonValueKind.Number } code ? (ReceivedStatus)code.GetInt32() : ReceivedStatus.Unset,
        StatusMessage = Text(Member(span, "status"), "message"),
    };

    private static ReceivedAttributes Attributes(JsonElement owner) => new(
        List(owner, "attributes").Select(one => KeyValuePair.Create(Text(one, "key"), Value(Member(one, "value")))));

    private static object? Value(JsonElement value)
    {
        foreach (var (kind, read) in Kinds)
        {
            if (Member(value, kind) is { ValueKind: not JsonValueKind.Undefined } member)
            {
                return read(member);
            }
        }

        return null;
    }

    private static ulong Nanos(JsonElement owner, string name) =>
        ulong.TryParse(Member(owner, name).ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var nanos) ? nanos : 0;

    private static JsonElement[] List(JsonElement owner, string name) => Member(owner, name) switch
    {
        { ValueKind: JsonValueKind.Undefined } => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        _ => throw new InvalidDataException($"Invalid OTel spans: {name}:not_an_array"),
    };

    private static string Text(JsonElement owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static JsonElement Member(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var member) ? member : default;
}
