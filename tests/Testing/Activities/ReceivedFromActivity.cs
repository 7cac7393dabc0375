using System.Collections;
using System.Diagnostics;
using System.Globalization;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Activities;

/// <summary>Converts an <see cref="Activity"/> to the span that a backend would receive, without exporting it.</summary>
public static class ReceivedFromActivity
{
    private const uint ParentRemotenessKnown = 0x100;
    private const uint ParentIsRemote = 0x200;

    /// <summary>Converts one activity; the end of a running activity is its start.</summary>
    public static ReceivedSpan ToReceived(this Activity activity) => new()
    {
        TraceId = activity.TraceId.ToHexString(),
        SpanId = activity.SpanId.ToHexString(),
        ParentSpanId = activity.ParentSpanId == default ? "" : activity.ParentSpanId.ToHexString(),
        Name = activity.DisplayName,
        Kind = KindOf(activity.Kind),
        StartUnixNano = UnixNano(activity.StartTimeUtc),
        EndUnixNano = UnixNano(activity.StartTimeUtc + activity.Duration),
        Flags = (uint)activity.ActivityTraceFlags | ParentRemotenessKnown | (activity.HasRemoteParent ? ParentIsRemote : 0),
        TraceState = activity.TraceStateString ?? "",
        Attributes = Attributes(activity.TagObjects),
        Status = (ReceivedStatus)activity.Status,
        StatusMessage = activity.StatusDescription ?? "",
        Events = [.. activity.Events.Select(e => new ReceivedEvent(e.Name, UnixNano(e.Timestamp.UtcDateTime), Attributes(e.Tags)))],
        Links = [.. activity.Links.Select(Link)],
        ScopeName = activity.Source.Name,
        ScopeVersion = activity.Source.Version ?? "",
    };

    /// <summary>Converts activities in their order.</summary>
    public static IReadOnlyList<ReceivedSpan> ToReceived(this IEnumerable<Activity> activities) =>
        [.. activities.Select(ToReceived)];

    private static ReceivedSpanKind KindOf(ActivityKind kind) => kind switch
    {
        ActivityKind.Internal => ReceivedSpanKind.Internal,
        ActivityKind.Server => ReceivedSpanKind.Server,
        ActivityKind.Client => ReceivedSpanKind.Client,
        ActivityKind.Producer => ReceivedSpanKind.Producer,
        ActivityKind.Consumer => ReceivedSpanKind.Consumer,
        _ => ReceivedSpanKind.Unspecified,
    };

    private static ReceivedLink Link(ActivityLink link) => new(
        link.Context.TraceId.ToHexString(),
        link.Context.SpanId.ToHexString(),
        Attributes(link.Tags ?? []),
        link.Context.TraceState ?? "",
        (uint)link.Context.TraceFlags);

    private static ReceivedAttributes Attributes(IEnumerable<KeyValuePair<string, object?>> tags) =>
        new(tags.Where(tag => tag.Value is not null).Select(tag => KeyValuePair.Create(tag.Key, Value(tag.Value))));

    private static object? Value(object? value) => value switch
    {
        null or string or bool or long or double or byte[] => value,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        IEnumerable items => items.Cast<object?>().Select(Value).ToArray(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static ulong UnixNano(DateTime utc) => (ulong)(utc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
