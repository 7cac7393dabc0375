using TracedLlm.Export.Backends;

namespace TracedLlm.Export;

/// <summary>
/// Settings of a key, a team or a request for a backend, by LiteLLM's names for <c>callback_vars</c>, such as
/// <c>langfuse_public_key</c> and <c>langsmith_project</c>. <c>docs/tenants.md</c> lists the names; other names are ignored.
/// </summary>
/// <remarks>Immutable, and equal if all values are. The values are secrets: <see cref="ToString"/> gives the names alone.</remarks>
public sealed class CallbackVars : IEquatable<CallbackVars>, ITenantValues
{
    private static readonly HashSet<string> KnownNames =
        [.. BackendTable.All.SelectMany(backend => backend.Settings).SelectMany(setting => setting.TenantNames)];

    private readonly SortedList<string, string> _values = new(StringComparer.Ordinal);
    private readonly int _hash;

    /// <summary>Keeps the values of known names. A value that is <see langword="null"/> or blank is left out.</summary>
    /// <param name="values">Names, in lower case, and values.</param>
    public CallbackVars(IEnumerable<KeyValuePair<string, string?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (name, value) in values)
        {
            if (KnownNames.Contains(name) && value?.Trim() is { Length: > 0 } text)
            {
                _values[name] = text;
            }
        }

        var hash = default(HashCode);
        foreach (var (name, value) in _values)
        {
            hash.Add(name);
            hash.Add(value);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>Every known name.</summary>
    public static IReadOnlyCollection<string> Names => KnownNames;

    /// <summary>Whether there is no value.</summary>
    public bool IsEmpty => _values.Count == 0;

    /// <summary>The same with another value of one name.</summary>
    internal CallbackVars With(string name, string value) =>
        new(_values.Where(pair => pair.Key != name).Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)).Append(new(name, value)));

    internal string? this[string name] => _values.GetValueOrDefault(name);

    string? ITenantValues.this[string name] => this[name];

    /// <summary>The names of a backend's settings that have a value, separated by commas.</summary>
    internal string NamesOf(BackendFacts backend) =>
        string.Join(", ", backend.Settings.SelectMany(setting => setting.TenantNames).Where(_values.ContainsKey));

    /// <inheritdoc/>
    public bool Equals(CallbackVars? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _values.SequenceEqual(other._values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CallbackVars);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>The names that have a value, without the values.</summary>
    /// <returns>The names, separated by commas.</returns>
    public override string ToString() => string.Join(", ", _values.Keys);
}
