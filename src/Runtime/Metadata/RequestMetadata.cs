using System.Diagnostics;
using System.Runtime.InteropServices;
using TracedLlm.Context;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>The metadata of a request, as the attributes of its spans.</summary>
internal sealed class RequestMetadata
{
    // The list of one reading after the other on a thread. While it is in use the field is null.
    [ThreadStatic]
    private static List<KeyValuePair<string, object?>>? t_everySpan;

    // Not null while the metadata is read.
    private List<KeyValuePair<string, object?>>? _everySpan;
    private EverySpanTags _everySpanTags = TracedLlm.Exporting.EverySpanTags.None;

    // Null until the first key of the root or of litellm_request: few requests have any.
    private List<KeyValuePair<string, object?>>? _root;
    private List<KeyValuePair<string, object?>>? _request;
    private MetadataReading? _reading;

    private RequestMetadata()
    {
    }

    /// <summary>The metadata of a request that has none.</summary>
    public static RequestMetadata Empty { get; } = new();

    /// <summary>The metadata of a request whose metadata is not known. It masks, because the request may have asked for masking.</summary>
    private static RequestMetadata Unreadable { get; } = new() { MaskInput = true, MaskOutput = true };

    /// <summary>The attributes of every span.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> EverySpan => _everySpanTags.Tags;

    /// <summary>The attributes of the root.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Root => CollectionsMarshal.AsSpan(_root);

    /// <summary>The attributes of <c>litellm_request</c>.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Request => CollectionsMarshal.AsSpan(_request);

    /// <summary>The parent that the request names.</summary>
    public ExplicitParent Parent { get; private init; }

    /// <summary>The fields of a joined trace that the request may change.</summary>
    public string[] UpdateTraceKeys { get; private init; } = [];

    /// <summary>Whether the input is replaced in every place that captures content.</summary>
    public bool MaskInput { get; private init; }

    /// <summary>Whether the output is replaced in every place that captures content.</summary>
    public bool MaskOutput { get; private init; }

    /// <summary>Whether the request asks for its content to be shown, and for no less. The gateway decides whether it may.</summary>
    public bool AsksForContent { get; private init; }

    /// <summary>The names of the gateway's own keys that are content, as attributes of spans.</summary>
    public string[] ContentNames { get; private set; } = [];

    /// <summary>The trace, as hexadecimal digits, whose spans the caller sends to Langfuse; <see langword="null"/> if it does not say so.</summary>
    public string? LangfuseTrace { get; private set; }

    /// <summary>The names and reasons of what is left out, for the root; <see langword="null"/> if nothing is.</summary>
    public string[]? Dropped => _reading?.Dropped;

    /// <summary>The gateway's own keys, if the route has a type for them.</summary>
    public object? Typed { get; private set; }

    /// <summary>Reads the metadata of a request. It never throws.</summary>
    /// <param name="source">The request.</param>
    /// <param name="typed">The reader of the gateway's own keys; <see langword="null"/> if the route has none.</param>
    /// <param name="content">Whether content is captured, including the gateway's own keys that are content.</param>
    public static RequestMetadata Read(RequestMetadataSource source, TypedMetadata? typed = null, bool content = false)
    {
        try
        {
            if (HasNoMetadata(source))
            {
                return source.IsPartial || source.IsUnread ? Unreadable : Empty;
            }

            return ReadAll(source, typed, content);
        }
        catch (Exception exception)
        {
            // The exception comes from this reader or from the gateway's own type. No request fails because of it.
            TraceCounters.ListenerFailed(exception);
            return Unreadable;
        }
    }

    private static RequestMetadata ReadAll(RequestMetadataSource source, TypedMetadata? typed, bool content)
    {
        var reading = new MetadataReading(source.Limits);
        var values = new MetadataValues(reading, typed);
        var headers = MetadataHeaders.Read(source.Headers, values);
        var baggage = MetadataBaggage.Read(source.Baggage);
        var objects = source.Objects;
        foreach (var field in objects.InvalidFields)
        {
            reading.Name(MetadataDrop.WrongType, field);
        }

        MetadataObject.Read(objects.Own, values, isProviders: false);
        MetadataObject.Read(objects.Other, values, objects.OtherIsProviders);
        MetadataParameters.Read(source.Parameters, values);
        headers.Fill(values);
        baggage.Fill(values);
        new MetadataSources(source, headers, baggage, values).Resolve();
        PairPromptVersion(values);
        var metadata = FromValues(values, source);
        metadata._reading = reading;
        metadata.LangfuseTrace = baggage.TraceIdAtLangfuse;
        values.Return();
        metadata.Add(source, typed, content && !metadata.MaskInput);
        metadata.Finish();
        return metadata;
    }

    private static RequestMetadata FromValues(MetadataValues values, RequestMetadataSource source)
    {
        var existing = values[MetadataKeyTable.ExistingTraceId] as string;
        var traceId = existing ?? values[MetadataKeyTable.TraceIdKey] as string;
        values.Replace(MetadataKeyTable.TraceIdKey, traceId);
        var asksForLess = values[MetadataKeyTable.TurnOffMessageLogging] is true || values[MetadataKeyTable.NoLog] is true
            || source.MessageLogging.BodyAsksForLess || MessageLogging.HeadersAskForLess(source.Headers);
        var asksForMore = values[MetadataKeyTable.TurnOffMessageLogging] is false
            || source.MessageLogging.BodyAsksForMore || MessageLogging.HeadersAskForMore(source.Headers);
        // `as bool?` has no machine code ahead of time: the whole method would be left to the JIT.
        var isMasked = source.IsPartial || source.IsUnread;
        var metadata = new RequestMetadata
        {
            Parent = ParentOf(traceId, values[MetadataKeyTable.ParentObservationId] as string, existing is not null),
            UpdateTraceKeys = values[MetadataKeyTable.UpdateTraceKeys] as string[] ?? [],
            MaskInput = asksForLess || (values[MetadataKeyTable.MaskInput] is bool input ? input : isMasked),
            MaskOutput = asksForLess || (values[MetadataKeyTable.MaskOutput] is bool output ? output : isMasked),
            AsksForContent = asksForMore && !asksForLess,
        };

        // EverySpanTags adds these two when the trace is really joined: the gateway may not trust the caller to join it.
        values.Replace(MetadataKeyTable.ExistingTraceId, null);
        values.Replace(MetadataKeyTable.UpdateTraceKeys, null);
        metadata._everySpan = t_everySpan ?? [];
        t_everySpan = null;
        foreach (var row in MetadataKeyTable.Rows)
        {
            if (values[row] is { } value && row.Attribute is { } attribute)
            {
                metadata.ListOf(row.Spans).Add(new(attribute, value));
            }
        }

        foreach (var other in values.Others)
        {
            metadata._everySpan.Add(new(other.Attribute, other.Value));
        }

        return metadata;
    }

    /// <summary>Names a value on the root that is left out, and counted elsewhere.</summary>
    public void NameDropped(string reason, MetadataKeyFacts key) => _reading?.Name(reason, key.Name);

    /// <summary>Drops a key without a row, whose value the gateway has stated.</summary>
    public void DropOther(string reason, ReadOnlySpan<char> key) => _reading?.DropOther(reason, key);

    /// <summary>Whether the request has set the attribute of every span to this value.</summary>
    public bool Has(string attribute, object value) => _everySpanTags.Tags.Contains(new(attribute, value));

    /// <summary>The attributes that mark a joined trace. Every span has them, because a view sees one span at a time.</summary>
    private IEnumerable<KeyValuePair<string, object?>> Joined => UpdateTraceKeys.Length == 0
        ? [new(LibraryAttributes.TraceJoined, true)]
        : [new(LibraryAttributes.TraceJoined, true), new(LibraryAttributes.TraceUpdateKeys, UpdateTraceKeys)];

    /// <summary>The attributes of every span.</summary>
    /// <param name="isInNamedTrace">Whether the root is really in the trace that the request names.</param>
    public EverySpanTags EverySpanTags(bool isInNamedTrace) =>
        isInNamedTrace && Parent.IsJoined ? TracedLlm.Exporting.EverySpanTags.Create([.. _everySpanTags.Tags, .. Joined]) : _everySpanTags;

    private static bool HasNoMetadata(RequestMetadataSource source) =>
        source is not { GeneratesSession: true, IsPartial: false }
        && source is { Metadata.IsEmpty: true, LiteLlmMetadata.IsEmpty: true, User.IsEmpty: true, Baggage: null, Tags.IsEmpty: true }
        && source.Parameters.Count == 0
        && source is { LiteLlmSessionId.IsEmpty: true, LiteLlmTraceId.IsEmpty: true, SafetyIdentifier.IsEmpty: true, MessageLogging.IsEmpty: true }
        && !MetadataHeaders.HasAny(source.Headers);

    private void Add(RequestMetadataSource source, TypedMetadata? typed, bool content)
    {
        if (typed is null)
        {
            return;
        }

        Typed = typed.Read(source);
        if (content)
        {
            ContentNames = [.. typed.TagsOf(Typed, content: true).Select(tag => tag.Key).Except(typed.TagsOf(Typed, content: false).Select(tag => tag.Key))];
        }

        foreach (var tag in typed.TagsOf(Typed, content))
        {
            var spans = AttributeOwners.OwnerOf(tag.Key, onCall: false) switch
            {
                AttributeOwner.Root => MetadataSpans.Root,
                AttributeOwner.Request => MetadataSpans.Request,
                _ => MetadataSpans.Every,
            };

            // The gateway's own type wins over the other keys with the same attribute.
            var list = ListOf(spans);
            list.RemoveAll(other => other.Key == tag.Key);
            list.Add(new(
                tag.Key,
                ContentNames.Contains(tag.Key)
                    ? AttributeSecrets.RemoveFromContent(tag.Key, Clean(source, tag.Key, tag.Value))
                    : AttributeSecrets.Remove(tag.Key, tag.Value)));
        }
    }

    // The metadata has been read, and nothing is added to it any more.
    private void Finish()
    {
        if (_everySpan is { } list)
        {
            _everySpanTags = TracedLlm.Exporting.EverySpanTags.Create(list);
            list.Clear();
            (t_everySpan, _everySpan) = (list, null);
        }
    }

    private static object? Clean(RequestMetadataSource source, string name, object? value) => value switch
    {
        string text when source.CleanContent is { } clean => clean(name, text),
        string[] texts when source.CleanContent is { } clean => Array.ConvertAll(texts, text => clean(name, text)),
        _ => value,
    };

    private List<KeyValuePair<string, object?>> ListOf(MetadataSpans spans) => spans switch
    {
        MetadataSpans.Every => _everySpan ??= [],
        MetadataSpans.Root => _root ??= [],
        MetadataSpans.Request => _request ??= [],
        _ => throw new ArgumentOutOfRangeException(nameof(spans), spans, "A key without a span has no attribute."),
    };

    private static ExplicitParent ParentOf(string? traceText, string? spanText, bool isJoined)
    {
        // The reader of the values has dropped texts that cannot be ids.
        var (trace, span) = (default(ActivityTraceId), default(ActivitySpanId));
        _ = traceText is not null && ExplicitId.TryReadTraceId(traceText, out trace);
        _ = spanText is not null && ExplicitId.TryReadSpanId(spanText, out span);
        return new(trace, span, isJoined);
    }

    /// <summary>
    /// Takes the prompt's name and version from one place: from the prompt headers, else from <c>prompt</c>, else from the
    /// two keys.
    /// </summary>
    private static void PairPromptVersion(MetadataValues values)
    {
        var (nameKey, versionKey) = (MetadataKeyTable.PromptName, MetadataKeyTable.PromptVersion);
        var prompt = values[MetadataKeyTable.PromptKey] as PromptReference;
        if (values.IsFromFirstSource(nameKey))
        {
            var name = (string)values[nameKey]!;
            var own = values.IsFromFirstSource(versionKey) ? values[versionKey] : null;
            values.Replace(versionKey, own ?? (prompt?.Name == name ? prompt.Version : null));
        }
        else if (prompt is not null)
        {
            values.Replace(nameKey, prompt.Name);
            values.Replace(versionKey, values.IsFromFirstSource(versionKey) ? values[versionKey] : prompt.Version);
        }
        else if (values[nameKey] is null && values[versionKey] is not null)
        {
            values.Replace(versionKey, null);
            values.Reading.Drop(MetadataDrop.Incomplete, versionKey.Name);
        }
    }
}
