using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>
/// The trace that backends show a request in whose caller is not authenticated, and not the trace that the caller named. An activity
/// cannot change its trace after its start, so that the exporter writes these ids instead.
/// </summary>
/// <param name="id">The trace.</param>
/// <param name="isOwn">Whether it is a trace of its own: the root has no parent in it, and no span has the caller's <c>tracestate</c>.</param>
/// <param name="showsLinks">Whether the root keeps its links.</param>
/// <param name="named">The span that the caller named as the parent; the default value if it gets no link.</param>
/// <param name="withheld">The attributes that the caller stated, and that no span shows.</param>
internal sealed class SeparateTrace(
    ActivityTraceId id,
    bool isOwn,
    bool showsLinks,
    ActivityContext named,
    IReadOnlyList<KeyValuePair<string, object?>> withheld)
{
    /// <summary>The trace.</summary>
    public ActivityTraceId Id => id;

    /// <summary>Whether it is a trace of its own: the root has no parent in it, and no span has the caller's <c>tracestate</c>.</summary>
    public bool IsOwn => isOwn;

    /// <summary>Whether the root keeps its links.</summary>
    public bool ShowsLinks => showsLinks;

    /// <summary>The span that the caller named as the parent; the default value if it gets no link.</summary>
    public ActivityContext Named => named;

    /// <summary>The context of a span as backends show it.</summary>
    public ActivityContext ContextOf(Activity activity) =>
        new(id, activity.SpanId, activity.ActivityTraceFlags, isOwn ? null : activity.TraceStateString);

    /// <summary>Returns the value of an attribute without what the caller stated; <see langword="null"/> if nothing is left.</summary>
    public object? RestOf(string name, object? value)
    {
        foreach (var (withheldName, withheldValue) in withheld)
        {
            if (withheldName == name && value is not null)
            {
                value = RestOf(value, withheldValue);
            }
        }

        return value;
    }

    /// <summary>Removes what the caller stated from a span. A value that the gateway has set instead stays.</summary>
    public void RemoveFrom(Activity activity)
    {
        foreach (var (name, value) in withheld)
        {
            if (activity.GetTagItem(name) is { } known && RestOf(known, value) is var rest && !ReferenceEquals(rest, known))
            {
                activity.SetTag(name, rest);
            }
        }
    }

    // The tags of the caller and of its key are one array, and the gateway states the key's.
    private static object? RestOf(object value, object? stated)
    {
        if (value is string[] texts && stated is string[] statedTexts)
        {
            var rest = Array.FindAll(texts, text => !statedTexts.AsSpan().Contains(text));
            return rest.Length == 0 ? null : rest.Length == texts.Length ? value : rest;
        }

        return Equals(value, stated) ? null : value;
    }
}
