using System.Buffers;
using Microsoft.AspNetCore.Http;
using TracedLlm.Facts;
using TracedLlm.Metrics;

namespace TracedLlm.Metadata;

/// <summary>
/// The request headers with metadata: <c>langfuse_{key}</c>, <c>x-litellm-trace-id</c>, <c>x-litellm-session-id</c>,
/// <c>x-{vendor}-session-id</c> and <c>x-litellm-tags</c>.
/// </summary>
internal sealed class MetadataHeaders
{
    private const string LangfusePrefix = "langfuse_";
    private const string LiteLlmPrefix = "x-litellm-";
    private const string SessionSuffix = "-session-id";
    private const string LiteLlmTraceId = "x-litellm-trace-id";
    private const string LiteLlmSessionId = "x-litellm-session-id";
    private const string LiteLlmTags = "x-litellm-tags";
    private const string VendorSessionKey = "x-vendor-session-id";

    // LiteLLM accepts ^[a-zA-Z0-9_-]{8,}$ as a vendor's session.
    private const int ShortestVendorSession = 8;

    private static readonly SearchValues<char> VendorSession =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    private readonly List<(MetadataKeyFacts Row, string Value)> _fillers = [];
    private string? _session;
    private string? _vendorSession;
    private string? _vendor;
    private string? _tags;

    /// <summary>The trace id in <c>x-litellm-trace-id</c>.</summary>
    public string? TraceId { get; private set; }

    /// <summary>Whether any header may contain metadata.</summary>
    public static bool HasAny(IHeaderDictionary? headers)
    {
        if (headers is not null)
        {
            foreach (var (name, _) in headers)
            {
                if (name.StartsWith(LangfusePrefix, StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith(LiteLlmPrefix, StringComparison.OrdinalIgnoreCase)
                    || IsSession(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Reads the headers, and sets in <paramref name="values"/> the values that win over the body.</summary>
    public static MetadataHeaders Read(IHeaderDictionary? headers, MetadataValues values)
    {
        var read = new MetadataHeaders();
        foreach (var (name, value) in headers ?? new HeaderDictionary())
        {
            if (name.StartsWith(LangfusePrefix, StringComparison.OrdinalIgnoreCase))
            {
                read.ReadLangfuse(name.AsSpan(LangfusePrefix.Length), value.ToString(), values);
            }
            else
            {
                read.ReadPlain(name, value.ToString());
            }
        }

        return read;
    }

    /// <summary>Sets the values that the body does not have.</summary>
    public void Fill(MetadataValues values)
    {
        values.NextSource();
        foreach (var (row, value) in _fillers)
        {
            values.Set(row, MetadataValue.Read(row, value));
        }

        values.Set(MetadataKeyTable.SessionId, _session ?? _vendorSession);
        if (_tags is not null && MetadataValue.Read(MetadataKeyTable.Tags, _tags) is string[] tags)
        {
            values.Replace(MetadataKeyTable.Tags, values[MetadataKeyTable.Tags] is string[] others ? MetadataValue.Merge(others, tags) : tags);
        }
    }

    private void ReadLangfuse(ReadOnlySpan<char> header, string value, MetadataValues values)
    {
        Span<char> key = stackalloc char[MetadataText.MaxLength];
        var length = header[..Math.Min(header.Length, key.Length)].ToLowerInvariant(key);
        key = key[..length];
        if (key.IsEmpty)
        {
            return;
        }

        if (MetadataKeyLookup.Find(key) is not { } row)
        {
            ReadOther(key, value, values);
        }
        else if (row.Setter == MetadataSetter.Gateway)
        {
            TraceCounters.MetadataDropped(MetadataDrop.GatewayOnly, row.Name);
        }
        else if (row.IsScalar)
        {
            values.Set(row, MetadataValue.Read(row, value));
        }
        else
        {
            _fillers.Add((row, value));
        }
    }

    private static void ReadOther(ReadOnlySpan<char> header, string value, MetadataValues values)
    {
        var key = MetadataObject.CheckName(header);
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

    private void ReadPlain(string name, string value)
    {
        if (name.Equals(LiteLlmTraceId, StringComparison.OrdinalIgnoreCase))
        {
            TraceId = MetadataValue.Read(MetadataKeyTable.TraceIdKey, value) as string;
        }
        else if (name.Equals(LiteLlmSessionId, StringComparison.OrdinalIgnoreCase))
        {
            _session = MetadataText.Check(value, LiteLlmSessionId);
        }
        else if (name.Equals(LiteLlmTags, StringComparison.OrdinalIgnoreCase))
        {
            _tags = value;
        }
        else if (IsSession(name))
        {
            ReadVendorSession(name, value);
        }
    }

    private static bool IsSession(string name) =>
        name.Length > "x-".Length + SessionSuffix.Length
        && name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(SessionSuffix, StringComparison.OrdinalIgnoreCase);

    private void ReadVendorSession(string name, string value)
    {
        if (value.Length < ShortestVendorSession || value.AsSpan().ContainsAnyExcept(VendorSession))
        {
            TraceCounters.MetadataDropped(MetadataDrop.BadId, VendorSessionKey);
        }
        else if (_vendor is null || string.Compare(name, _vendor, StringComparison.OrdinalIgnoreCase) < 0)
        {
            // Of several headers, the first by name: the result does not depend on their order.
            (_vendor, _vendorSession) = (name, MetadataText.Check(value, VendorSessionKey));
        }
    }
}
