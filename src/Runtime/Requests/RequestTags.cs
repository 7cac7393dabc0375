using System.Collections.Frozen;
using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metadata;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Requests;

/// <summary>The metadata of one request, and the attributes that all its spans carry because of the metadata.</summary>
/// <param name="request">The request.</param>
/// <param name="gate">The lock of the request; it guards every field here.</param>
internal sealed class RequestTags(RequestState request, object gate)
{
    private EverySpanTags _everySpan = EverySpanTags.None;
    private bool _isUserOfKey;
    private string[] _tagsOfKey = [];
    private RequestMetadataSource? _source;
    private object? _typed;
    private bool _isWithheld;
    private IReadOnlyDictionary<string, string>? _keptFields;
    private bool _isSamplingRatioRead;
    private double? _samplingRatio;

    /// <summary>The gateway's metadata in the request.</summary>
    public RequestMetadata Metadata { get; private set; } = RequestMetadata.Empty;

    /// <summary>
    /// The attributes that a span gets when it starts now. It is read without the lock: the object is immutable, and a writer
    /// under the lock replaces it.
    /// </summary>
    public EverySpanTags EverySpan => Volatile.Read(ref _everySpan);

    /// <summary>
    /// The texts and numbers of the kept fields (<see cref="RequestServices.KeptFields"/>) in the body and in the gateway's
    /// metadata, as far as the lookahead read them. They are read at the first call, or at the end of the request.
    /// </summary>
    public IReadOnlyDictionary<string, string> KeptFields
    {
        get
        {
            lock (gate)
            {
                return _keptFields ??= ReadKeptFields();
            }
        }
    }

    /// <summary>
    /// The sampling ratio that the request asks for, if an export reads it. It is read at the first call, or at the end of the request.
    /// </summary>
    public double? SamplingRatio
    {
        get
        {
            lock (gate)
            {
                if (!_isSamplingRatioRead)
                {
                    _isSamplingRatioRead = true;
                    _samplingRatio = ReadSamplingRatio();
                }

                return _samplingRatio;
            }
        }
    }

    /// <summary>Sets the metadata that was read before the root started. The root has the attributes already.</summary>
    public void SetInitial(RequestMetadataSource source, RequestMetadata metadata, EverySpanTags everySpan)
    {
        Metadata = metadata;
        _source = source;
        _typed = metadata.Typed;
        _everySpan = everySpan;
        foreach (var (name, value) in metadata.Request)
        {
            request.Request.SetTag(name, value, RequestTagSource.Request);
        }

        foreach (var (name, value) in metadata.Root)
        {
            if (value is not null && AttributeOwners.IsOfCaller(name))
            {
                // A key of the gateway's own metadata type.
                request.Caller.Set(name, value);
            }
        }
    }

    /// <summary>
    /// Sets an attribute of the caller on <c>litellm_request</c> and on the attempts, those that are open and those that start later.
    /// The caller holds the lock, and has set it on the root.
    /// </summary>
    public void SetCallerTag(string name, object value)
    {
        request.Caller.Set(name, value);
        request.Request.SetTraceTag(name, value);
        if (request.Attempts.Any)
        {
            foreach (var activity in request.Spans.GetAttempts())
            {
                activity.SetTag(name, value);
            }
        }
    }

    /// <summary>
    /// Sets an attribute of every span of this request that is open or starts later, including the root; <see langword="null"/>
    /// sets nothing.
    /// </summary>
    public void SetTraceTag(string name, object? value)
    {
        if (value is null || !request.IsRecording)
        {
            return;
        }

        value = AttributeSecrets.Remove(name, value)!;
        lock (gate)
        {
            if (request.IsCompleted)
            {
                return;
            }

            _isUserOfKey &= name != LiteLlm.UserId;
            Volatile.Write(ref _everySpan, EverySpan.SetTag(name, value));
            request.Root!.SetTag(name, value);
            request.Request.SetTraceTag(name, value);
            foreach (var activity in request.Spans.GetActivities())
            {
                activity.SetTag(name, value);
            }
        }
    }

    /// <summary>
    /// Adds the tags and the metadata of the caller's key and team to every span. They win over the request's, as all that the gateway
    /// states does: the request cannot choose the cost centre of its key.
    /// </summary>
    public void SetCallerMetadata(LlmCaller caller)
    {
        if (!request.IsRecording || caller is { KeyTags: null, TeamTags: null, KeyMetadata: null, TeamMetadata: null })
        {
            return;
        }

        lock (gate)
        {
            var values = new MetadataValues(new MetadataReading(_source?.Limits ?? MetadataLimits.Default));
            CallerMetadata.Read([caller.KeyMetadata, caller.TeamMetadata], [.. caller.KeyTags ?? [], .. caller.TeamTags ?? []], values);
            _tagsOfKey = values[MetadataKeyTable.Tags] as string[] ?? _tagsOfKey;
            AddTags(_tagsOfKey);
            foreach (var other in values.Others)
            {
                var (attribute, value) = (other.Attribute, other.Value);
                if (EverySpan.Find(attribute) is not { } known)
                {
                    SetTraceTag(attribute, value);
                }
                else if (!known.Equals(value) && Metadata.Has(attribute, known))
                {
                    values.Reading.DropOther(MetadataDrop.GatewayOnly, other.Name);
                    SetTraceTag(attribute, value);
                }
            }

            AddDropped(values.Reading.Dropped);
            values.Return();
        }
    }

    /// <summary>The session of the request; <see langword="null"/> if it has none.</summary>
    public string? FindSessionId()
    {
        if (EverySpan.Find(LiteLlm.SessionId) is string known)
        {
            return known;
        }

        lock (gate)
        {
            if (request.IsRecording || _source is null)
            {
                return null;
            }

            // Without a listener the metadata is not read before somebody asks.
            foreach (var (name, value) in RequestMetadata.Read(_source).EverySpan)
            {
                if (name == LiteLlm.SessionId)
                {
                    return value as string;
                }
            }

            return null;
        }
    }

    /// <summary>Makes the user of the key the user of the request, if the request names no user. The caller holds the lock.</summary>
    public void SetUserOfKey(object user)
    {
        if (_isUserOfKey || !EverySpan.Has(LiteLlm.UserId))
        {
            SetTraceTag(LiteLlm.UserId, user);
            _isUserOfKey = true;
        }
    }

    /// <summary>The gateway's own keys in the metadata, read at the first call.</summary>
    /// <typeparam name="TMetadata">A <see cref="GatewayMetadataAttribute"/> type.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="TMetadata"/> is not a <see cref="GatewayMetadataAttribute"/> type.</exception>
    public TMetadata ReadTyped<TMetadata>()
    {
        lock (gate)
        {
            if (_typed is not TMetadata known)
            {
                known = (TMetadata)TypedMetadata.ReaderOf(typeof(TMetadata)).ReadObject(_source?.Objects.Merge() ?? default);
                _typed = known;
            }

            return known;
        }
    }

    /// <summary>
    /// Adds metadata that was read after the root had started: sets the attributes that the root does not have yet, and links the
    /// root to the trace that the metadata names.
    /// </summary>
    /// <param name="source">The request.</param>
    /// <param name="link">Whether the caller may name a trace.</param>
    /// <param name="content">Whether content is captured.</param>
    public void AddLate(RequestMetadataSource source, bool link, bool content)
    {
        lock (gate)
        {
            if (request.IsCompleted)
            {
                return;
            }

            _source = source;
            _typed = null;
            if (!request.IsRecording || _isWithheld)
            {
                return;
            }

            var root = request.Root!;
            var former = Metadata.Parent;
            var metadata = RequestMetadata.Read(source, request.Route.Metadata, content);
            _typed = metadata.Typed;
            Metadata = metadata;
            foreach (var (name, value) in metadata.EverySpanTags(link && metadata.Parent.TraceId == root.TraceId).Tags)
            {
                if (!EverySpan.Has(name) || (name == LiteLlm.UserId && _isUserOfKey))
                {
                    SetTraceTag(name, value);
                }
                else if (name == LiteLlm.TraceTags)
                {
                    AddTags(value as string[]);
                }
                else if (name.StartsWith(MetadataKeyTable.OtherPrefix, StringComparison.Ordinal) && !Equals(EverySpan.Find(name), value))
                {
                    metadata.DropOther(MetadataDrop.GatewayOnly, name.AsSpan(MetadataKeyTable.OtherPrefix.Length));
                }
            }

            foreach (var (name, value) in metadata.Root)
            {
                request.SetRootTag(name, root.GetTagItem(name) ?? value);
            }

            foreach (var (name, value) in metadata.Request)
            {
                request.Request.SetIfAbsent(name, value);
            }

            if (!request.ShowsContent)
            {
                WithholdContent();
            }

            if (metadata.Parent != former)
            {
                LinkLateParent(root, metadata, link);
            }

            AddDropped(metadata.Dropped);
        }
    }

    /// <summary>Removes the gateway's own keys that are content from the spans that are open or start later.</summary>
    public void WithholdContent()
    {
        lock (gate)
        {
            if (Metadata.ContentNames is not { Length: > 0 } names)
            {
                return;
            }

            Volatile.Write(ref _everySpan, EverySpanTags.Create(EverySpan.List.Where(tag => !names.Contains(tag.Key))));
            request.Request.Remove(names);
            foreach (var activity in request.Spans.GetActivities().Append(request.Root))
            {
                foreach (var name in names)
                {
                    activity?.SetTag(name, null);
                }
            }
        }
    }

    /// <summary>The attributes that the caller stated. The caller of this method holds the lock.</summary>
    public List<KeyValuePair<string, object?>> ReadStated()
    {
        List<KeyValuePair<string, object?>> stated = [.. Metadata.EverySpan, .. Metadata.Root, .. Metadata.Request];
        if (_tagsOfKey.Length > 0 && stated.FindIndex(tag => tag.Key == LiteLlm.TraceTags) is >= 0 and var index && stated[index].Value is string[] tags)
        {
            stated[index] = new(LiteLlm.TraceTags, tags.Except(_tagsOfKey, StringComparer.Ordinal).ToArray());
        }

        foreach (var tag in EverySpan.Tags)
        {
            if (tag.Key is LibraryAttributes.TraceJoined or LibraryAttributes.TraceUpdateKeys)
            {
                stated.Add(tag);
            }
        }

        return stated;
    }

    /// <summary>Removes what the caller stated, from the spans that are open or start later. The caller of this method holds the lock.</summary>
    public void Withhold(SeparateTrace separate)
    {
        _isWithheld = true;
        List<KeyValuePair<string, object?>> kept = [];
        foreach (var tag in EverySpan.Tags)
        {
            if (separate.RestOf(tag.Key, tag.Value) is { } rest)
            {
                kept.Add(new(tag.Key, rest));
            }
        }

        Volatile.Write(ref _everySpan, EverySpanTags.Create(kept));
        separate.RemoveFrom(request.Root!);
        request.Request.Withhold(separate);
        foreach (var activity in request.Spans.GetActivities())
        {
            separate.RemoveFrom(activity);
        }
    }

    /// <summary>
    /// The request has ended: reads the kept fields and the sampling ratio, and clears the reference to the request's memory. The caller holds the lock.
    /// </summary>
    public void Complete()
    {
        _ = KeptFields;
        _ = SamplingRatio;
        _source = null;
    }

    /// <summary>A started root cannot change its parent, so the span that the metadata names becomes a link.</summary>
    private static void LinkLateParent(Activity root, RequestMetadata metadata, bool link)
    {
        var (traceId, spanId, isJoined) = metadata.Parent;
        if ((traceId == default || traceId == root.TraceId) && (spanId == default || spanId == root.ParentSpanId))
        {
            return;
        }

        var key = traceId == default || traceId == root.TraceId ? MetadataKeyTable.ParentObservationId
            : isJoined ? MetadataKeyTable.ExistingTraceId
            : MetadataKeyTable.TraceIdKey;
        TraceCounters.MetadataDropped(MetadataDrop.TooLate, key.Name);
        metadata.NameDropped(MetadataDrop.TooLate, key);
        if (link && key != MetadataKeyTable.ParentObservationId && spanId != default)
        {
            root.AddLink(new ActivityLink(new ActivityContext(traceId, spanId, ActivityTraceFlags.Recorded, isRemote: true)));
        }
    }

    // The request, and the key with its team, are bounded each: a request with many tags does not push out the key's.
    private void AddTags(string[]? tags)
    {
        if (tags is { Length: > 0 })
        {
            var known = EverySpan.Find(LiteLlm.TraceTags) as string[] ?? [];
            SetTraceTag(LiteLlm.TraceTags, known.Union(tags, StringComparer.Ordinal).ToArray());
        }
    }

    // A late reading includes the headers, as the first one did.
    private void AddDropped(string[]? dropped)
    {
        if (dropped is not null)
        {
            var known = request.Root!.GetTagItem(MetadataKeyTable.DroppedAttribute) as string[];
            request.SetRootTag(MetadataKeyTable.DroppedAttribute, MetadataReading.Merge(known, dropped));
        }
    }

    private double? ReadSamplingRatio()
    {
        try
        {
            return request.Services.Sampling is { ReadsRequests: true } && _source is { } source ? StatedSamplingRatio.Read(source) : null;
        }
        catch (Exception exception)
        {
            // A fault in this code must not fail the request.
            TraceCounters.ListenerFailed(exception);
            return null;
        }
    }

    private IReadOnlyDictionary<string, string> ReadKeptFields()
    {
        if (request.Services.KeptFields is not { } names)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (request.Body is { } body && body.TryRetain())
            {
                try
                {
                    RequestFields.Read(body.Json, names, fields);
                }
                finally
                {
                    body.Release();
                }
            }

            if (_source?.Objects is { } objects)
            {
                RequestFields.Read(objects.Own, names, fields);
                RequestFields.Read(objects.OtherIsProviders ? default : objects.Other, names, fields);
            }
        }
        catch (Exception exception)
        {
            // A fault in this code must not fail the request.
            TraceCounters.ListenerFailed(exception);
        }

        return fields;
    }
}
