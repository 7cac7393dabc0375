using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>
/// The metadata in a caller's <c>baggage</c> (https://www.w3.org/TR/baggage/): <c>session.id</c> and <c>user.id</c>, and what Langfuse's
/// SDKs propagate, <c>langfuse_session_id</c>, <c>langfuse_user_id</c>, <c>langfuse_tags</c>, <c>langfuse_trace_name</c>,
/// <c>langfuse_version</c>, <c>langfuse_release</c>, <c>langfuse_metadata_{key}</c> and <c>langfuse_trace_id</c>.
/// </summary>
internal sealed class MetadataBaggage
{
    // The limits that the specification asks of every implementation.
    private const int MaxLength = 8192;
    private const int MaxEntries = 64;

    private const string MetadataPrefix = "langfuse_metadata_";
    private const string TraceId = "langfuse_trace_id";

    private static readonly (string Name, MetadataKeyFacts Row)[] Known =
    [
        ("langfuse_tags", MetadataKeyTable.Tags),
        ("langfuse_trace_name", MetadataKeyTable.TraceName),
        ("langfuse_version", MetadataKeyTable.TraceVersion),
        ("langfuse_release", MetadataKeyTable.TraceRelease),
    ];

    private readonly List<(string Name, string Value)> _entries;

    // The baggage of nearly every request.
    private static readonly MetadataBaggage None = new([]);

    private MetadataBaggage(List<(string Name, string Value)> entries) => _entries = entries;

    /// <summary>The trace whose spans the caller sends to Langfuse; <see langword="null"/> if it names none.</summary>
    public string? TraceIdAtLangfuse => Find(TraceId);

    /// <summary>Reads the header.</summary>
    /// <param name="baggage">The header; <see langword="null"/> if there is none, or its sender is not trusted.</param>
    public static MetadataBaggage Read(string? baggage) => baggage is { Length: > 0 and <= MaxLength } ? new(ReadEntries(baggage)) : None;

    /// <summary>The value of an entry; <see langword="null"/> if the header does not have it.</summary>
    public string? Find(string name)
    {
        foreach (var (known, value) in _entries)
        {
            if (known == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Sets the values that neither the body nor another header has, but the session and the user.</summary>
    public void Fill(MetadataValues values)
    {
        values.NextSource();
        if (_entries.Count == 0)
        {
            return;
        }

        foreach (var (name, row) in Known)
        {
            if (Find(name) is { Length: > 0 } text)
            {
                values.Set(row, MetadataValue.Read(row, text, values.Reading));
            }
        }

        foreach (var (name, value) in _entries)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            {
                OtherKey.Set(name.AsSpan(MetadataPrefix.Length), value, values);
            }
        }
    }

    private static List<(string Name, string Value)> ReadEntries(string baggage)
    {
        var entries = new List<(string, string)>();
        foreach (var range in baggage.AsSpan().Split(','))
        {
            // Properties follow a semicolon.
            var entry = baggage.AsSpan()[range];
            var end = entry.IndexOf(';');
            entry = end < 0 ? entry : entry[..end];
            var equals = entry.IndexOf('=');
            if (equals > 0 && entries.Count < MaxEntries)
            {
                entries.Add((entry[..equals].Trim().ToString(), Uri.UnescapeDataString(entry[(equals + 1)..].Trim().ToString())));
            }
        }

        return entries;
    }
}
