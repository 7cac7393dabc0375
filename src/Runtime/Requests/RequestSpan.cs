using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using TracedLlm.Apis;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Redaction;
using TracedLlm.Secrets;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>
/// <c>litellm_request</c>: the logical call with all its attempts and guardrails. It starts with the first attempt or guardrail
/// and ends with the response. Attributes that are set before the start are kept until the start.
/// </summary>
/// <param name="trace">The request.</param>
/// <param name="gate">
/// The lock of the request. It guards every change of a field here; other rooms read the properties without it.
/// </param>
internal sealed class RequestSpan(RequestState trace, object gate)
{
    // The attributes of a usual request: its model and parameters, and what its metadata says of the call.
    private const int UsualPending = 16;

    // The list of one request after the other that a thread starts. While it is in use the field is null.
    [ThreadStatic]
    private static List<KeyValuePair<string, object?>>? t_pending;

    // Null until the first attribute, and from the start of the span on.
    private List<KeyValuePair<string, object?>>? _pending;

    private readonly RequestTagSources _sources = new();
    private List<string>? _failedAttemptTags;
    private Activity? _activity;
    private HashSet<string>? _restated;
    private bool _withoutUsage;

    /// <summary>The model that the caller asked for; <see langword="null"/> until it is known.</summary>
    public string? Model { get; private set; }

    /// <summary>
    /// The trace id as the caller wrote it, or the id of the trace if the caller named no trace. It is fixed when the span
    /// starts.
    /// </summary>
    public string? TraceId { get; private set; }

    /// <summary>Whether the output comes from the gateway's own response.</summary>
    public bool IsOutputOfGateway { get; private set; }

    public bool IsOpen => _activity is not null;

    /// <summary>The span, also after its end; <see langword="null"/> if it has not started.</summary>
    public Activity? Activity => _activity;

    /// <summary>A delegate that returns <see cref="Activity"/>; it is created once.</summary>
    public Func<Activity?> GetActivity => field ??= () => _activity;

    /// <summary>Returns the span, and starts it if it has not started; <see langword="null"/> after the request has ended.</summary>
    public Activity? Open()
    {
        lock (gate)
        {
            return trace.IsCompleted ? null : OpenAt(start: default);
        }
    }

    /// <summary>Starts the span at the given time, if it has not started. The caller holds the lock.</summary>
    public Activity? OpenAt(DateTime start)
    {
        if (_activity is not null || trace.Root is not { } root)
        {
            return _activity;
        }

        var tags = CreationTags.Rent();
        tags.AddClean(GenAi.OperationName, trace.Route.Facts.Operation);
        tags.AddClean(CollectionsMarshal.AsSpan(_pending));
        tags.AddClean(LiteLlm.CallId, trace.CallId);
        tags.AddClean(LiteLlm.TraceId, TraceId ??= trace.ShownContext.TraceId.ToHexString());
        tags.AddClean(trace.EverySpan.Tags);
        tags.AddClean(trace.Caller.Known);

        var name = trace.Naming.Request(trace.Route.Facts.Operation, Model);
        trace.Enrich(tags, LlmSpanKind.LlmRequest, name);

        // The span covers many methods and must not stay current in any of them.
        _activity = AsideStart.Start(root.Context, name, tags, start);
        if (_activity is not null && _pending is { } copied)
        {
            _pending = null;
            copied.Clear();
            t_pending = copied;
        }

        return _activity;
    }

    /// <summary>Notes the model of a request that is not recorded.</summary>
    public void NoteModel(string? model) => Model = model is null ? null : RecurringTexts.RemoveForms(model);

    /// <summary>
    /// Sets an attribute, now or when the span starts, unless a source of higher rank has set it; <see langword="null"/> removes
    /// the attribute.
    /// </summary>
    public void SetTag(string name, object? value, RequestTagSource source = RequestTagSource.Gateway)
    {
        value = AttributeSecrets.Remove(name, value);
        lock (gate)
        {
            SetClean(name, value, source);
        }
    }

    /// <summary>Sets attributes as <see cref="SetTag"/> does. The lock is taken once.</summary>
    /// <param name="tags">The attributes, whose secrets are removed here.</param>
    /// <param name="source">Their source.</param>
    public void SetTags(Span<KeyValuePair<string, object?>> tags, RequestTagSource source)
    {
        foreach (ref var tag in tags)
        {
            tag = new(tag.Key, AttributeSecrets.Remove(tag.Key, tag.Value));
        }

        lock (gate)
        {
            if (_activity is null)
            {
                foreach (var (name, value) in tags)
                {
                    SetClean(name, value, source);
                }

                return;
            }

            var (accepted, model) = (0, Model);
            foreach (var tag in tags)
            {
                if (TryAccept(tag.Key, tag.Value, source))
                {
                    tags[accepted++] = tag;
                }
            }

            SpanTags.Set(_activity, tags[..accepted]);
            if (Model != model)
            {
                _activity.DisplayName = trace.Naming.Request(trace.Route.Facts.Operation, Model);
            }
        }
    }

    // The caller holds the lock.
    private void SetClean(string name, object? value, RequestTagSource source)
    {
        if (!TryAccept(name, value, source))
        {
            return;
        }

        Write(name, value);
        if (name == GenAi.RequestModel && _activity is not null)
        {
            _activity.DisplayName = trace.Naming.Request(trace.Route.Facts.Operation, Model);
        }
    }

    // Whether an attribute is written. What the request itself keeps is noted here. The caller holds the lock.
    private bool TryAccept(string name, object? value, RequestTagSource source)
    {
        if (!_sources.TryAccept(name, source) || (_withoutUsage && IsUsage(name)) || _restated?.Contains(name) == true)
        {
            return false;
        }

        if (name is GenAi.OutputMessages or GenAi.RetrievalDocuments)
        {
            IsOutputOfGateway = source == RequestTagSource.GatewayResponse;
        }

        if (name == LiteLlm.TraceId)
        {
            // After the start other spans may have the trace id, so it does not change.
            TraceId = _activity is null ? value as string : TraceId;
            return false;
        }

        if (name == GenAi.RequestModel)
        {
            Model = value as string;
        }

        return true;
    }

    /// <summary>Sets an attribute from a part of the request that was read late, unless the span has the attribute.</summary>
    public void SetIfAbsent(string name, object? value)
    {
        lock (gate)
        {
            if (Read(name) is null)
            {
                SetTag(name, value, RequestTagSource.Request);
            }
        }
    }

    /// <summary>
    /// Sets an attribute from the response of a failed attempt. The next attempt removes it again
    /// (<see cref="RemoveFailedAttemptTags"/>).
    /// </summary>
    public void SetFailedAttemptTag(string name, object? value)
    {
        lock (gate)
        {
            SetTag(name, value, RequestTagSource.Provider);
            (_failedAttemptTags ??= []).Add(name);
        }
    }

    /// <summary>Another attempt follows: removes the attributes from the responses of failed attempts.</summary>
    public void RemoveFailedAttemptTags()
    {
        lock (gate)
        {
            foreach (var name in _failedAttemptTags ?? [])
            {
                if (_sources.TryWithdraw(name, RequestTagSource.Provider) || name == GenAi.OutputMessages)
                {
                    Write(name, null);
                }
            }

            _failedAttemptTags?.Clear();
        }
    }

    /// <summary>Replaces content, now and for the rest of the request: no response or other source sets it again.</summary>
    /// <param name="names">The attributes with the content.</param>
    /// <param name="tags">The content that the gateway states.</param>
    public void Restate(IEnumerable<string> names, List<KeyValuePair<string, object?>> tags)
    {
        lock (gate)
        {
            (_restated ??= []).UnionWith(names);
            foreach (var name in names)
            {
                Write(name, null);
            }

            foreach (var (name, value) in tags)
            {
                Write(name, trace.MaskContent(name, value));
            }
        }
    }

    /// <summary>Replaces the content that the span has by a notice.</summary>
    public void Withhold(IEnumerable<string> names, string notice)
    {
        lock (gate)
        {
            foreach (var name in names)
            {
                if (Read(name) is not null)
                {
                    Write(name, notice);
                }
            }
        }
    }

    /// <summary>
    /// Removes the texts from the parameters of the request, because a parameter may repeat the input: a prediction, a suffix. Parameters that
    /// are read later are left out.
    /// </summary>
    public void RemoveParameterTexts()
    {
        lock (gate)
        {
            (_restated ??= []).Add(LibraryAttributes.RequestParameters);
            if (Read(LibraryAttributes.RequestParameters) is string parameters)
            {
                Write(LibraryAttributes.RequestParameters, RequestParameters.Read(trace.BodyFacts, Encoding.UTF8.GetBytes(parameters), content: false));
            }
        }
    }

    /// <summary>Removes attributes.</summary>
    public void Remove(IEnumerable<string> names)
    {
        lock (gate)
        {
            foreach (var name in names)
            {
                if (Read(name) is not null)
                {
                    Write(name, null);
                }
            }
        }
    }

    /// <summary>Passes the texts of attributes through the redactors, when they are final.</summary>
    public void Redact(IEnumerable<string> names, ContentRedaction redaction)
    {
        foreach (var name in names)
        {
            string? text;
            lock (gate)
            {
                text = Read(name) as string;
            }

            // The redactor may be the application's, and does not run with the lock.
            if (text is not null && redaction.Redact(name, text) is var rest && !ReferenceEquals(rest, text))
            {
                lock (gate)
                {
                    Write(name, rest);
                }
            }
        }
    }

    /// <summary>Cuts the texts of attributes that are too long, each or together, and marks the span.</summary>
    public void Cut(IEnumerable<string> names, ContentLimits limits)
    {
        lock (gate)
        {
            List<(string Name, string Text)> texts = [];
            foreach (var name in names)
            {
                if (Read(name) is string text)
                {
                    texts.Add((name, text));
                }
            }

            if (limits.Hold(texts.Sum(static text => (long)text.Text.Length)))
            {
                return;
            }

            int[] bytes = [.. texts.Select(static text => ContentLimits.BytesOf(text.Text))];
            var share = limits.ShareOf(bytes);
            foreach (var ((name, text), length) in texts.Zip(bytes))
            {
                if (length > share)
                {
                    Write(name, ContentLimits.Cut(text, share));
                    Write(LibraryAttributes.ContentTruncated, true);
                }
            }
        }
    }

    /// <summary>Removes what the caller stated.</summary>
    public void Withhold(SeparateTrace separate)
    {
        lock (gate)
        {
            for (var i = 0; i < _pending?.Count; i++)
            {
                _pending[i] = new(_pending[i].Key, separate.RestOf(_pending[i].Key, _pending[i].Value));
            }

            // LiteLLM's own views show the spans of one id together.
            TraceId = separate.Id.ToHexString();
            if (_activity is not null)
            {
                separate.RemoveFrom(_activity);
                _activity.SetTag(LiteLlm.TraceId, TraceId);
            }
        }
    }

    /// <summary>The request has ended, and with it this span.</summary>
    public void Close()
    {
        lock (gate)
        {
            _sources.Close();
        }
    }

    /// <summary>Sets an attribute that every span carries, if this span has started.</summary>
    public void SetTraceTag(string name, object value)
    {
        lock (gate)
        {
            _activity?.SetTag(name, value);
        }
    }

    /// <summary>Removes the usage attributes, and ignores usage that a response reports later.</summary>
    public void RemoveUsage()
    {
        lock (gate)
        {
            _withoutUsage = true;
            _pending?.RemoveAll(tag => IsUsage(tag.Key));
            foreach (var (name, _) in _activity?.TagObjects.Where(tag => IsUsage(tag.Key)).ToList() ?? [])
            {
                _activity!.SetTag(name, null);
            }
        }
    }

    private static bool IsUsage(string name) =>
        name.StartsWith("gen_ai.usage.", StringComparison.Ordinal)
        || name.StartsWith("litellm.usage.", StringComparison.Ordinal)
        || name is LiteLlm.CostInput or LiteLlm.CostOutput or LiteLlm.CostCacheRead or LiteLlm.CostCacheCreation;

    private object? Read(string name) => _activity is not null ? _activity.GetTagItem(name) : FindPending(name) is >= 0 and var index ? _pending![index].Value : null;

    private int FindPending(string name)
    {
        for (var i = 0; i < _pending?.Count; i++)
        {
            if (_pending[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }

    private void Write(string name, object? value)
    {
        if (_activity is not null)
        {
            _activity.SetTag(name, value);
            return;
        }

        var index = FindPending(name);
        if (index >= 0)
        {
            _pending![index] = new(name, value);
        }
        else
        {
            (_pending ??= RentPending()).Add(new(name, value));
        }
    }

    private static List<KeyValuePair<string, object?>> RentPending()
    {
        var list = t_pending ?? new(UsualPending);
        t_pending = null;
        return list;
    }
}
