using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TracedLlm;

/// <summary>
/// <c>litellm_request</c>: the logical call, over all its attempts and guardrails. It opens with the first of them and
/// ends with the response; what is said of it before is kept until then.
/// </summary>
internal sealed class RequestSpan(LlmTrace trace, Lock gate)
{
    private readonly List<KeyValuePair<string, object?>> _pending = [];
    private Activity? _activity;

    /// <summary>The model that the caller asked for, once it is known.</summary>
    public string? Model { get; private set; }

    public bool IsOpen => _activity is not null;

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

        // It spans many methods, none of which it may be left current in.
        var current = Activity.Current;
        var name = trace.Naming.Request(trace.Route.Facts.Operation, Model);
        _activity = SpanStart.Under(current, root.Context, name, ActivityKind.Internal, tags, start == default ? default : new DateTimeOffset(start));
        Activity.Current = current;
        return _activity;
    }

    public void SetTag(string name, object value)
    {
        lock (gate)
        {
            if (name == GenAi.RequestModel)
            {
                Model = value as string;
            }

            if (_activity is null)
            {
                Keep(name, value);
                return;
            }

            _activity.SetTag(name, value);
            if (name == GenAi.RequestModel)
            {
                _activity.DisplayName = trace.Naming.Request(trace.Route.Facts.Operation, Model);
            }
        }
    }

    /// <summary>Ends the span, if it was opened, at <paramref name="end"/>.</summary>
    public void End(DateTime end, Action<Activity> complete)
    {
        if (_activity is { } activity)
        {
            complete(activity);
            activity.SetEndTime(end);
            SpanEnd.Stop(activity, previous: null);
        }
    }

    private void Keep(string name, object value)
    {
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
