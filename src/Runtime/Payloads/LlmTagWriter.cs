using System.Diagnostics;

namespace TracedLlm;

/// <summary>Where the attributes of a payload go. A value that is absent sets nothing.</summary>
public readonly struct LlmTagWriter
{
    private static readonly object True = true;
    private static readonly object False = false;

    private readonly object? _target;

    /// <summary>Writes to a collection: an <see cref="ActivityTagsCollection"/>, or a list to look at.</summary>
    public LlmTagWriter(ICollection<KeyValuePair<string, object?>> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        _target = tags;
    }

    /// <summary>Writes to an activity.</summary>
    public LlmTagWriter(Activity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        _target = activity;
    }

    /// <summary>Writes to the tags that a span will start with.</summary>
    internal LlmTagWriter(CreationTags tags) => _target = tags;

    /// <summary>Writes to the <c>litellm_request</c> of a trace, now or when it opens.</summary>
    internal LlmTagWriter(RequestState trace) => _target = trace;

    /// <summary>Adds a text.</summary>
    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            Write(name, value);
        }
    }

    /// <summary>Adds a truth value.</summary>
    public void Add(string name, bool? value)
    {
        if (value is { } known)
        {
            Write(name, known ? True : False);
        }
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(string name, long? value)
    {
        if (value is { } known)
        {
            Write(name, known);
        }
    }

    /// <summary>Adds a number.</summary>
    public void Add(string name, double? value)
    {
        if (value is { } known)
        {
            Write(name, known);
        }
    }

    /// <summary>Adds a list of texts.</summary>
    public void Add(string name, IReadOnlyList<string>? value)
    {
        if (value is not null)
        {
            Write(name, value as string[] ?? [.. value]);
        }
    }

    /// <summary>Adds JSON, as text.</summary>
    public void Add(string name, Utf8Json? value)
    {
        if (value is { IsEmpty: false } known)
        {
            Write(name, known.ToString());
        }
    }

    private void Write(string name, object value)
    {
        switch (_target)
        {
            case CreationTags tags:
                tags.Add(name, value);
                break;
            case RequestState trace:
                trace.SetRequestTag(name, value);
                break;
            case Activity activity:
                activity.SetTag(name, value);
                break;
            case ICollection<KeyValuePair<string, object?>> collection:
                collection.Add(new(name, value));
                break;
        }
    }
}
