using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using TracedLlm.Facts;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>The request headers with metadata: <c>langfuse_{key}</c>, and the headers of <see cref="MetadataSourceTable"/>.</summary>
internal sealed class MetadataHeaders
{
    /// <summary>The name of every header <c>x-{vendor}-session-id</c> in the counter.</summary>
    public const string VendorSessionKey = "x-vendor-session-id";

    private const string LangfusePrefix = "langfuse_";
    private const string LiteLlmPrefix = "x-litellm-";
    private const string VendorPrefix = "x-";
    private const string SessionSuffix = "-session-id";

    // The user agent of every request is searched. In invariant mode (InvariantGlobalization) string.Contains without case has no vectors.
    private static readonly SearchValues<string> Codex = SearchValues.Create(["codex"], StringComparison.OrdinalIgnoreCase);

    // Bounds the stack memory.
    private const int LongestKey = 1024;

    // LiteLLM accepts ^[a-zA-Z0-9_-]{8,}$ as a vendor's session.
    private const int ShortestVendorSession = 8;

    private static readonly SearchValues<char> VendorSession =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    // Those that the prefix does not find.
    private static readonly string[] Plain = [.. Names(MetadataPlace.Header).Where(name => !name.StartsWith(LiteLlmPrefix, StringComparison.Ordinal))];
    private static readonly string[] OfCodex = [.. Names(MetadataPlace.CodexHeader)];

    // Those of any program but Codex. A request usually has fewer headers than this table has names.
    private static readonly FrozenSet<string> OfAll = Names(MetadataPlace.Header).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly IHeaderDictionary? _headers;
    private List<(MetadataKeyFacts Row, string Value)>? _fillers;
    private bool _hasAnyOfAll;
    private bool? _isCodex;
    private string? _vendor;

    private MetadataHeaders(IHeaderDictionary? headers) => _headers = headers;

    /// <summary>The session in a vendor's header.</summary>
    public string? VendorSessionId { get; private set; }

    /// <summary>Whether any header may contain metadata.</summary>
    public static bool HasAny(IHeaderDictionary? headers)
    {
        if (headers is null)
        {
            return false;
        }

        foreach (var (name, _) in headers)
        {
            if (name.StartsWith(LangfusePrefix, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(LiteLlmPrefix, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(MessageLogging.HeaderPrefix, StringComparison.OrdinalIgnoreCase)
                || IsVendorSession(name))
            {
                return true;
            }
        }

        return HasAny(headers, Plain) || (IsOfCodex(headers) && HasAny(headers, OfCodex));
    }

    /// <summary>Whether a text has the form that LiteLLM asks of a vendor's session.</summary>
    public static bool IsSessionId(ReadOnlySpan<char> text) => text.Length >= ShortestVendorSession && !text.ContainsAnyExcept(VendorSession);

    /// <summary>Reads the headers, and sets in <paramref name="values"/> the values that win over the body.</summary>
    public static MetadataHeaders Read(IHeaderDictionary? headers, MetadataValues values)
    {
        var read = new MetadataHeaders(headers);
        foreach (var (name, value) in headers ?? new HeaderDictionary())
        {
            if (name.StartsWith(LangfusePrefix, StringComparison.OrdinalIgnoreCase))
            {
                read.ReadLangfuse(name.AsSpan(LangfusePrefix.Length), value.ToString(), values);
            }
            else if (OfAll.Contains(name))
            {
                read._hasAnyOfAll = true;
            }

            if (IsVendorSession(name))
            {
                read.ReadVendorSession(name, value.ToString(), values.Reading);
            }
        }

        return read;
    }

    /// <summary>The value of a header; <see langword="null"/> if the request does not have it.</summary>
    public string? Find(string name) => _hasAnyOfAll ? Read(name) : null;

    /// <summary>The value of a header of Codex; <see langword="null"/> if another program calls.</summary>
    public string? FindCodex(string name) => (_isCodex ??= IsOfCodex(_headers)) ? Read(name) : null;

    /// <summary>Sets the lists and objects of <c>langfuse_{key}</c> headers that the body does not have.</summary>
    public void Fill(MetadataValues values)
    {
        values.NextSource();
        foreach (var (row, value) in _fillers ?? [])
        {
            if (!values.IsSetEarlier(row))
            {
                values.Set(row, MetadataValue.Read(row, value, values.Reading));
            }
        }
    }

    private string? Read(string name) => _headers?[name] is { Count: > 0 } value ? value.ToString() : null;

    private static IEnumerable<string> Names(MetadataPlace place) =>
        MetadataSourceTable.Rows.Where(row => row.Place == place).Select(row => row.Name).Distinct(StringComparer.Ordinal);

    private static bool HasAny(IHeaderDictionary headers, string[] names)
    {
        foreach (var name in names)
        {
            if (headers.ContainsKey(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfCodex(IHeaderDictionary? headers) =>
        headers?.UserAgent is { Count: > 0 } agent && agent[0].AsSpan().ContainsAny(Codex);

    private static bool IsVendorSession(string name) =>
        name.Length > VendorPrefix.Length + SessionSuffix.Length
        && name.StartsWith(VendorPrefix, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(SessionSuffix, StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith(LiteLlmPrefix, StringComparison.OrdinalIgnoreCase);

    private void ReadLangfuse(ReadOnlySpan<char> header, string value, MetadataValues values)
    {
        if (SecretRedaction.ContainsSecret(header))
        {
            // Some forms are not recognised in lower case.
            values.Reading.DropOther(MetadataDrop.Secret, header);
            return;
        }

        Span<char> key = stackalloc char[LongestKey];
        var length = header[..Math.Min(header.Length, key.Length)].ToLowerInvariant(key);
        key = key[..length];
        if (key.IsEmpty)
        {
            return;
        }

        if (MetadataKeyLookup.Find(key) is not { } row)
        {
            OtherKey.Set(key, value, values);
        }
        else if (row.Setter == MetadataSetter.Gateway)
        {
            values.Reading.Drop(MetadataDrop.GatewayOnly, row.Name);
        }
        else if (row.IsScalar)
        {
            values.Set(row, MetadataValue.Read(row, value, values.Reading));
        }
        else
        {
            (_fillers ??= []).Add((row, value));
        }
    }

    private void ReadVendorSession(string name, string value, MetadataReading reading)
    {
        if (!IsSessionId(value))
        {
            reading.Drop(MetadataDrop.BadId, VendorSessionKey, name);
        }
        else if (_vendor is null || string.Compare(name, _vendor, StringComparison.OrdinalIgnoreCase) < 0)
        {
            // Of several headers, the first by name: the result does not depend on their order.
            (_vendor, VendorSessionId) = (name, value);
        }
    }
}
