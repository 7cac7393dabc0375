using TracedLlm.Facts;
using TracedLlm.Metrics;

namespace TracedLlm.Metadata;

/// <summary>
/// The metadata in a caller's <c>baggage</c> (https://www.w3.org/TR/baggage/): <c>session.id</c> and <c>user.id</c>, and what Langfuse's
/// SDKs propagate, <c>langfuse_session_id</c>, <c>langfuse_user_id</c>, <c>langfuse_tags</c>, <c>langfuse_trace_name</c>,
/// <c>langfuse_version</c>, <c>langfuse_release</c>, <c>langfuse_metadata_{key}</c> and <c>langfuse_trace_id</c>.
/// </summary>
internal static class MetadataBaggage
{
    // The limits that the specification asks of every implementation.
    private const int MaxLength = 8192;
    private const int MaxEntries = 64;

    private const string MetadataPrefix = "langfuse_metadata_";
    private const string TraceId = "langfuse_trace_id";

    // Of two names of one key the later one counts.
    private static readonly (string Name, MetadataKeyFacts Row)[] Known =
    [
        ("user.id", MetadataKeyTable.TraceUserId),
        ("langfuse_user_id", MetadataKeyTable.TraceUserId),
        ("session.id", MetadataKeyTable.SessionId),
        ("langfuse_session_id", MetadataKeyTable.SessionId),
        ("langfuse_tags", MetadataKeyTable.Tags),
        ("langfuse_trace_name", MetadataKeyTable.TraceName),
        ("langfuse_version", MetadataKeyTable.TraceVersion),
        ("langfuse_release", MetadataKeyTable.TraceRelease),
    ];

    /// <summary>Sets the values that neither the body nor another header has.</summary>
    /// <param name="baggage">The header; <see langword="null"/> if there is none, or its sender is not trusted.</param>
    /// <param name="values">The values so far.</param>
    /// <returns>The trace whose spans the caller sends to Langfuse; <see langword="null"/> if it names none.</returns>
    public static string? Fill(string? baggage, MetadataValues values)
    {
        if (baggage is not { Length: > 0 and <= MaxLength })
        {
            return null;
        }

        values.NextSource();
        string? traceId = null;
        var entries = Read(baggage);
        foreach (var (name, row) in Known)
        {
            if (entries.Find(entry => entry.Name == name).Value is { Length: > 0 } text)
            {
                values.Set(row, MetadataValue.Read(row, text));
            }
        }

        foreach (var (name, value) in entries)
        {
            if (name == TraceId)
            {
                traceId = value;
            }
            else if (name.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            {
                SetOther(name.AsSpan(MetadataPrefix.Length), value, values);
            }
        }

        return traceId;
    }

    private static List<(string Name, string Value)> Read(string baggage)
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

    private static void SetOther(ReadOnlySpan<char> name, string value, MetadataValues values)
    {
        var key = MetadataObject.CheckName(name);
        if (key.IsEmpty)
        {
            return;
        }

        var place = values.PlaceOf(key);
        if (!place.IsFree)
        {
            TraceCounters.MetadataDropped(MetadataDrop.TooMany, MetadataDrop.OtherKey);
        }
        else if (MetadataText.CheckOther(value) is { } text)
        {
            values.SetOther(place, key, text);
        }
    }
}
