using System.Diagnostics;
using System.Runtime.InteropServices;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>
/// <c>litellm_request</c>: the logical call, over all its attempts and guardrails. It opens with the first of them and
/// ends with the response; what is said of it before is kept until then.
/// </summary>
internal sealed class RequestSpan(RequestState trace, Lock gate)
{
    private readonly List<KeyValuePair<string, object?>> _pending = [];
    private readonly RequestTagSources _sources = new();
    private List<string>? _failedAttemptTags;
    private Activity? _activity;
    private bool _withoutUsage;

    /// <summary>The model that the caller asked for, once it is known.</summary>
    public string? Model { get; private set; }

    /// <summary>The trace's id: as text the one that the caller named, else that of the trace. Settled when the span opens.</summary>
    public string? TraceId { get; private set; }

    public bool IsOpen => _activity is not null;

    /// <summary>The span, ended or not; <see langword="null"/> if it has not opened.</summary>
    public Activity? Activity => _activity;

    /// <summary>Gives the span, ended or not, once it has been opened.</summary>
    public Func<Activity?> GetActivity => field ??= () => _activity;

    /// <summary>The span, opened if need be; <see langword="null"/> once the request has ended.</summary>
    public Activity? Open()
    {
        lock (gate)
        {
            return trace.IsCompleted ? null : OpenAt(start: default);
        }
    }

    /// <summary>Opens the span with the start given, if nothing has opened it before.</summary>
    public Activity? OpenAt(DateTime start)
    {
        if (_activity is not null || trace.Root is not { } root)
        {
            return _activity;
        }

        var tags = CreationTags.Rent();
        tags.Add(GenAi.OperationName, trace.Route.Facts.Operation);
        tags.Add(CollectionsMarshal.AsSpan(_pending));
        tags.Add(LiteLlm.CallId, trace.CallId);
        tags.Add(LiteLlm.TraceId, TraceId ??= root.TraceId.ToHexString());
        tags.Add(trace.EverySpan.Tags);

        // It spans many methods, none of which it may be left current in.
        var current = Activity.Current;
        var name = trace.Naming.Request(trace.Route.Facts.Operation, Model);
        _activity = SpanStart.StartActivity(current, root.Context, name, ActivityKind.Internal, tags, start == default ? default : new DateTimeOffset(start));
        Activity.Current = current;
        return _activity;
    }

    /// <summary>Sets an attribute, now or when the span opens, unless something that counts more has; <see langword="null"/> takes it away.</summary>
    public void SetTag(string name, object? value, RequestTagSource source = RequestTagSource.Gateway)
    {
        lock (gate)
        {
            if (!_sources.TryAccept(name, source) || (_withoutUsage && IsUsage(name)))
            {
                return;
            }

            if (name == LiteLlm.TraceId)
            {
                // Other spans may have it by now.
                TraceId = _activity is null ? value as string : TraceId;
                return;
            }

            if (name == GenAi.RequestModel)
            {
                Model = value as string;
            }

            Write(name, value);
            if (name == GenAi.RequestModel && _activity is not null)
            {
                _activity.DisplayName = trace.Naming.Request(trace.Route.Facts.Operation, Model);
            }
        }
    }

    /// <summary>Sets an attribute that the request turns out to have, unless there is one.</summary>
    public void SetIfAbsent(string name, object? value)
    {
        lock (gate)
        {
            var known = _activity is null ? _pending.Find(tag => tag.Key == name).Value : _activity.GetTagItem(name);
            if (known is null)
            {
                SetTag(name, value, RequestTagSource.Request);
            }
        }
    }

    /// <summary>Remembers what the response of an attempt said that reported an error: it holds unless another attempt follows.</summary>
    public void SetFailedAttemptTag(string name, object? value)
    {
        lock (gate)
        {
            SetTag(name, value, RequestTagSource.Provider);
            (_failedAttemptTags ??= []).Add(name);
        }
    }

    /// <summary>Another attempt follows: takes away what the response of a failed one said.</summary>
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

    /// <summary>Sets what every span carries, if this one is open.</summary>
    public void SetTraceTag(string name, object value)
    {
        lock (gate)
        {
            _activity?.SetTag(name, value);
        }
    }

    /// <summary>No tokens were used, whatever a response says.</summary>
    public void RemoveUsage()
    {
        lock (gate)
        {
            _withoutUsage = true;
            _pending.RemoveAll(tag => IsUsage(tag.Key));
            foreach (var (name, _) in _activity?.TagObjects.Where(tag => IsUsage(tag.Key)).ToList() ?? [])
            {
                _activity!.SetTag(name, null);
            }
        }
    }

    private static bool IsUsage(string name) =>
        name.StartsWith("gen_ai.usage.", StringComparison.Ordinal)
        || name.StartsWith("litellm.usage.", StringComparison.Ordinal)
        || name is LiteLlm.CostInput or LiteLlm.CostOutput;

    private void Write(string name, object? value)
    {
        if (_activity is not null)
        {
            _activity.SetTag(name, value);
            return;
        }

        var index = _pending.FindIndex(tag => tag.Key == name);
        if (index >= 0)
        {
            _pending[index] = new(name, value);
        }
        else
        {
            _pending.Add(new(name, value));
        }
    }
}
