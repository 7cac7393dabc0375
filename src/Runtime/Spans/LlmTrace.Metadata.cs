using System.Diagnostics;

namespace TracedLlm;

/// <content>What the request says of its trace, and what all of its spans carry.</content>
public sealed partial class LlmTrace
{
    private EverySpanTags _everySpan = EverySpanTags.None;
    private bool _userIsKeys;
    private RequestMetadataSource? _source;
    private object? _typed;

    /// <summary>What the request says of its trace.</summary>
    internal RequestMetadata RequestMetadata { get; private set; } = RequestMetadata.Empty;

    /// <summary>What every span carries that starts now.</summary>
    internal EverySpanTags EverySpan => Volatile.Read(ref _everySpan);

    /// <summary>Sets an attribute of every span of this request that is open or starts later, the root among them.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    public void SetTraceTag(string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (value is null || !IsRecording)
        {
            return;
        }

        lock (_gate)
        {
            if (IsCompleted)
            {
                return;
            }

            _userIsKeys &= name != LiteLlm.UserId;
            Volatile.Write(ref _everySpan, EverySpan.With(name, value));
            Root!.SetTag(name, value);
            Request.SetTraceTag(name, value);
            foreach (var activity in _spans.Open())
            {
                activity.SetTag(name, value);
            }
        }
    }

    /// <summary>
    /// The gateway's own keys in the request's metadata, read from the object that carries them on this route: at the first
    /// call, with tracing off or the request unsampled too.
    /// </summary>
    /// <typeparam name="TMetadata">A <see cref="GatewayMetadataAttribute"/> type.</typeparam>
    /// <returns>What the request says; absent keys are absent properties. A <see cref="Utf8Json"/> in it is valid until the response ends.</returns>
    /// <exception cref="InvalidOperationException"><typeparamref name="TMetadata"/> is no <see cref="GatewayMetadataAttribute"/> type.</exception>
    public TMetadata Metadata<TMetadata>()
    {
        lock (_gate)
        {
            if (_typed is not TMetadata known)
            {
                known = (TMetadata)TypedMetadata.ReaderOf(typeof(TMetadata)).ReadObject(_source?.Objects.Together() ?? default);
                _typed = known;
            }

            return known;
        }
    }

    /// <summary>What the request said before its root started; the root has its attributes already.</summary>
    internal void Begin(RequestMetadataSource source, RequestMetadata metadata, EverySpanTags everySpan)
    {
        RequestMetadata = metadata;
        _source = source;
        _typed = metadata.Typed;
        _everySpan = everySpan;
        foreach (var (name, value) in metadata.Request)
        {
            Request.SetTag(name, value, RequestTagSource.Request);
        }
    }

    /// <summary>
    /// What the request turns out to say after its root has started: attributes that it does not have yet, and a link to the
    /// trace that it would have been in.
    /// </summary>
    /// <param name="source">The request.</param>
    /// <param name="link">Whether the caller is trusted to name a trace.</param>
    /// <param name="content">Whether content is captured.</param>
    internal void Learn(RequestMetadataSource source, bool link, bool content = false)
    {
        lock (_gate)
        {
            if (IsCompleted)
            {
                return;
            }

            _source = source;
            _typed = null;
            if (!IsRecording)
            {
                return;
            }

            var former = RequestMetadata.Parent;
            var metadata = RequestMetadata.Read(source, Route.Metadata, content);
            _typed = metadata.Typed;
            RequestMetadata = metadata;
            foreach (var (name, value) in metadata.EverySpanTags(link && metadata.Parent.TraceId == Root!.TraceId).Tags)
            {
                if (!EverySpan.Has(name) || (name == LiteLlm.UserId && _userIsKeys))
                {
                    SetTraceTag(name, value);
                }
            }

            foreach (var (name, value) in metadata.Root)
            {
                SetRootTag(name, Root!.GetTagItem(name) ?? value);
            }

            foreach (var (name, value) in metadata.Request)
            {
                Request.Fill(name, value);
            }

            if (metadata.Parent != former)
            {
                NameLate(metadata.Parent, link);
            }
        }
    }

    /// <summary>A root that is open cannot move: the span that it would have hung from becomes a link.</summary>
    private void NameLate(in ExplicitParent parent, bool link)
    {
        var (traceId, spanId, isJoined) = parent;
        if ((traceId == default || traceId == Root!.TraceId) && (spanId == default || spanId == Root!.ParentSpanId))
        {
            return;
        }

        var key = traceId == default || traceId == Root!.TraceId ? MetadataKeyTable.ParentObservationId
            : isJoined ? MetadataKeyTable.ExistingTraceId
            : MetadataKeyTable.TraceIdKey;
        TraceCounters.MetadataDropped(MetadataDrop.TooLate, key.Name);
        if (link && key != MetadataKeyTable.ParentObservationId && spanId != default)
        {
            Root!.AddLink(new ActivityLink(new ActivityContext(traceId, spanId, ActivityTraceFlags.Recorded, isRemote: true)));
        }
    }

    /// <summary>The key's user is the request's where the request names none.</summary>
    private void FallBackToKeysUser(object user)
    {
        if (_userIsKeys || !EverySpan.Has(LiteLlm.UserId))
        {
            SetTraceTag(LiteLlm.UserId, user);
            _userIsKeys = true;
        }
    }
}
