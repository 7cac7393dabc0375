using System.Diagnostics;
using TracedLlm.Secrets;

namespace TracedLlm;

/// <summary>Writes the attributes of a payload to an activity or a collection. An absent value writes nothing.</summary>
public readonly struct LlmTagWriter
{
    // Most counts of a usage are 0 or small.
    private static readonly object[] Small = [.. Enumerable.Range(0, 256).Select(static number => (object)(long)number)];

    private static readonly object True = true;
    private static readonly object False = false;

    private readonly object? _target;

    /// <summary>Writes to a collection, such as an <see cref="ActivityTagsCollection"/> or a list.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="tags"/> is <see langword="null"/>.</exception>
    public LlmTagWriter(ICollection<KeyValuePair<string, object?>> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        _target = tags;
    }

    /// <summary>Writes to an activity.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="activity"/> is <see langword="null"/>.</exception>
    public LlmTagWriter(Activity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        _target = activity;
    }

    /// <summary>Adds a text.</summary>
    public void Add(string name, string? value)
    {
        if (value is not null)
        {
            Write(name, value);
        }
    }

    /// <summary>Adds a boolean.</summary>
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
            Write(name, (ulong)known < (ulong)Small.Length ? Small[known] : known);
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

    /// <summary>Adds a JSON value as text.</summary>
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
            case Activity activity:
                AttributeSecrets.Set(activity, name, value);
                break;
            case ICollection<KeyValuePair<string, object?>> collection:
                collection.Add(new(name, value));
                break;
        }
    }
}
