using System.Collections;
using Microsoft.Extensions.Logging;
using TracedLlm.Exporting;
using TracedLlm.Metadata;
using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>
/// The log scope of a traced request. A value appears when it becomes known: the model after the lookahead, the key and the team after the
/// authentication.
/// </summary>
/// <remarks>A structure, so that a scope that no log provider takes allocates nothing.</remarks>
/// <param name="request">The request.</param>
internal readonly struct RequestScope(RequestState request) : IReadOnlyList<KeyValuePair<string, object?>>
{
    // In the order in which they become known, because a log provider may read one after the other by its number. The first two have
    // the names, and the values, of the scope that ASP.NET Core adds for the current activity.
    private static readonly (string Name, Func<RequestState, object?> Read)[] Values =
    [
        ("TraceId", static request => request.Root is null ? null : request.ShownContext.TraceId.ToHexString()),
        ("SpanId", static request => request.Root is { } root ? ExportedContext.FindSpan(root).SpanId.ToHexString() : null),
        (LiteLlm.CallId, static request => request.CallId),
        (GenAi.RequestModel, static request => request.Model is { } model ? MakeLoggable(model) : null),
        (LiteLlm.SessionId, static request => request.EverySpan.Find(LiteLlm.SessionId)),
        (LiteLlm.ApiKeyAlias, static request => request.Caller.FindText(LiteLlm.ApiKeyAlias)),
        (LiteLlm.TeamId, static request => request.Caller.FindText(LiteLlm.TeamId)),
        (LiteLlm.TeamAlias, static request => request.Caller.FindText(LiteLlm.TeamAlias)),
    ];

    // Longer than the names of models. The caller chooses the name, and each line repeats it.
    private const int MaxModelLength = 200;

    /// <inheritdoc/>
    public int Count => Read().Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => Read()[index];

    /// <summary>Opens the scope of <paramref name="request"/>; <see langword="null"/> if its log lines have none.</summary>
    public static IDisposable? Begin(RequestState request)
    {
        try
        {
            return request.Services.ScopeLogger is { } logger && logger.IsEnabled(LogLevel.Critical) ? logger.BeginScope(new RequestScope(request)) : null;
        }
        catch (Exception exception)
        {
            // A log provider threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
            return null;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Read().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The values as the simple console shows them: <c>TraceId:…, SpanId:…</c>.</summary>
    public override string ToString() => string.Join(", ", Read().Select(static value => $"{value.Key}:{value.Value}"));

    // A log provider may write a value as it is: a line break in it would make lines of the caller's own.
    private static string MakeLoggable(string model)
    {
        var text = CutValue.Cut(model, MaxModelLength, out _);
        return MetadataText.HasControls(text) ? string.Concat(text.Select(static sign => char.IsControl(sign) ? '\ufffd' : sign)) : text;
    }

    private List<KeyValuePair<string, object?>> Read()
    {
        List<KeyValuePair<string, object?>> known = [];
        foreach (var (name, read) in Values)
        {
            if (read(request) is { } value)
            {
                known.Add(new(name, value));
            }
        }

        return known;
    }
}
