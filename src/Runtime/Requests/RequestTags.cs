using System.Collections.Frozen;
using System.Diagnostics;
using TracedLlm.Context;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Metadata;
using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>The metadata of one request, and the attributes that all of its spans carry because of it.</summary>
/// <param name="request">The request.</param>
/// <param name="gate">The lock of the request; it guards every field here.</param>
internal sealed class RequestTags(RequestState request, Lock gate)
{
    private EverySpanTags _everySpan = EverySpanTags.None;
    private bool _userIsKeys;
    private RequestMetadataSource? _source;
    private object? _typed;
    private IReadOnlyDictionary<string, string>? _keptFields;

    /// <summary>The gateway's metadata in the request.</summary>
    public RequestMetadata Metadata { get; private set; } = RequestMetadata.Empty;

    /// <summary>The attributes of every span that starts now.</summary>
    public EverySpanTags EverySpan => Volatile.Read(ref _everySpan);

    /// <summary>
    /// The texts and numbers of the fields that are kept (<see cref="RequestServices.KeptFields"/>), of the body and of the
    /// gateway's metadata, as far as looking ahead found them. Read at the first call, at the latest when the request has ended.
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

    /// <summary>Takes the metadata that was known before the root started; the root has its attributes already.</summary>
    public void Begin(RequestMetadataSource source, RequestMetadata metadata, EverySpanTags everySpan)
    {
        Metadata = metadata;
        _source = source;
        _typed = metadata.Typed;
        _everySpan = everySpan;
        foreach (var (name, value) in metadata.Request)
        {
            request.Request.SetTag(name, value, RequestTagSource.Request);
        }
    }

    /// <summary>Sets an attribute of every span of this request that is open or starts later, the root among them; <see langword="null"/> sets nothing.</summary>
    public void SetTraceTag(string name, object? value)
    {
        if (value is null || !request.IsRecording)
        {
            return;
        }

        lock (gate)
        {
            if (request.IsCompleted)
            {
                return;
            }

            _userIsKeys &= name != LiteLlm.UserId;
            Volatile.Write(ref _everySpan, EverySpan.With(name, value));
            request.Root!.SetTag(name, value);
            request.Request.SetTraceTag(name, value);
            foreach (var activity in request.Spans.Open())
            {
                activity.SetTag(name, value);
            }
        }
    }

    /// <summary>The user of the key is the user of the request where the request names no user. Called under the lock.</summary>
    public void FallBackToKeysUser(object user)
    {
        if (_userIsKeys || !EverySpan.Has(LiteLlm.UserId))
        {
            SetTraceTag(LiteLlm.UserId, user);
            _userIsKeys = true;
        }
    }

    /// <summary>The gateway's own keys in the metadata, read at the first call.</summary>
    /// <typeparam name="TMetadata">A <see cref="GatewayMetadataAttribute"/> type.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="TMetadata"/> is no such type.</exception>
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
    /// Adds metadata that was read after the root had started: attributes that the root does not have yet, and a link to the
    /// trace that the root would have been in.
    /// </summary>
    /// <param name="source">The request.</param>
    /// <param name="link">Whether the caller is trusted to name a trace.</param>
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
            if (!request.IsRecording)
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
                if (!EverySpan.Has(name) || (name == LiteLlm.UserId && _userIsKeys))
                {
                    SetTraceTag(name, value);
                }
            }

            foreach (var (name, value) in metadata.Root)
            {
                request.SetRootTag(name, root.GetTagItem(name) ?? value);
            }

            foreach (var (name, value) in metadata.Request)
            {
                request.Request.Fill(name, value);
            }

            if (metadata.Parent != former)
            {
                LinkLateParent(root, metadata.Parent, link);
            }
        }
    }

    /// <summary>The request has ended: reads the kept fields and lets the request's memory go. Called under the lock.</summary>
    public void Complete()
    {
        _ = KeptFields;
        _source = null;
    }

    /// <summary>A root that is open cannot move: the span that it would have hung from becomes a link.</summary>
    private static void LinkLateParent(Activity root, in ExplicitParent parent, bool link)
    {
        var (traceId, spanId, isJoined) = parent;
        if ((traceId == default || traceId == root.TraceId) && (spanId == default || spanId == root.ParentSpanId))
        {
            return;
        }

        var key = traceId == default || traceId == root.TraceId ? MetadataKeyTable.ParentObservationId
            : isJoined ? MetadataKeyTable.ExistingTraceId
            : MetadataKeyTable.TraceIdKey;
        TraceCounters.MetadataDropped(MetadataDrop.TooLate, key.Name);
        if (link && key != MetadataKeyTable.ParentObservationId && spanId != default)
        {
            root.AddLink(new ActivityLink(new ActivityContext(traceId, spanId, ActivityTraceFlags.Recorded, isRemote: true)));
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
            // A fault of this reader must not fail the request.
            TraceCounters.ListenerFailed(exception);
        }

        return fields;
    }
}
