using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace TracedLlm.Lookahead;

/// <summary>
/// Whom the bytes of a lookahead belong to: the connection, the key that the request presents, and the remote address. The values
/// are hashes, because the library keeps no key; 0 is none. Nobody has checked the key yet.
/// </summary>
internal readonly record struct LookaheadCaller
{
    // Most requests have the first header. The order is that of the share of the requests that have them.
    private static readonly string[] KeyHeaders =
        ["Authorization", "x-api-key", "x-litellm-api-key", "api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key"];

    private const string KeyInQuery = "key";
    private const string Bearer = "Bearer ";

    // Every host of an IPv6 network can choose its last 64 bits. A customer of a provider often has 2^8 or 2^16 such networks
    // (RFC 6177; RIPE-690 recommends 2^16 for companies).
    private const int NetworkOfIPv6 = 8;
    private const int SiteOfIPv6 = 6;

    private const int LongestAddress = 16;

    /// <summary>The connection; 0 on a server without connections, and for an accepted key.</summary>
    public int Connection { get; init; }

    /// <summary>The key, or the network of the remote address where the request has no key; 0 if the request has neither.</summary>
    public int Key { get; init; }

    /// <summary>The remote address, of IPv6 the site; 0 if it is not known, as on a Unix domain socket, and for an accepted key.</summary>
    public int Address { get; init; }

    /// <summary>
    /// Whether the request presents one key only. With several, a caller could let the gateway accept an invented one together with a
    /// valid one.
    /// </summary>
    public bool HasSingleKey { get; init; }

    public static LookaheadCaller Read(HttpContext context, AcceptedKeys accepted)
    {
        var (key, isSingle) = FindKey(context.Request);
        if (isSingle && accepted.Contains(key))
        {
            return new() { Key = key, HasSingleKey = true };
        }

        var connection = context.Features.Get<IHttpConnectionFeature>();
        var address = connection?.RemoteIpAddress;
        return new()
        {
            Connection = connection?.ConnectionId is { } id ? HashOf(id) : 0,
            Key = key != 0 || address is null ? key : HashOf(address, NetworkOfIPv6),
            Address = address is null ? 0 : HashOf(address, SiteOfIPv6),
            HasSingleKey = isSingle,
        };
    }

    private static (int Key, bool IsSingle) FindKey(HttpRequest request)
    {
        var (key, count) = (0, 0);
        foreach (var name in KeyHeaders)
        {
            if (request.Headers.TryGetValue(name, out var values))
            {
                Add(values, ref key, ref count);
            }
        }

        // Most queries have no key, and need not be parsed.
        if (request.QueryString.Value?.Contains(KeyInQuery, StringComparison.OrdinalIgnoreCase) == true)
        {
            Add(request.Query[KeyInQuery], ref key, ref count);
        }

        return (key, count == 1);
    }

    /// <summary>Counts the different keys among <paramref name="values"/>. The first of all is the caller's.</summary>
    private static void Add(StringValues values, ref int key, ref int count)
    {
        foreach (var value in values)
        {
            var hash = string.IsNullOrEmpty(value) ? 0 : HashOf(value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value.AsSpan(Bearer.Length) : value);
            if (hash != 0 && hash != key)
            {
                key = count == 0 ? hash : key;
                count++;
            }
        }
    }

    private static int HashOf(ReadOnlySpan<char> text) => string.GetHashCode(text, StringComparison.Ordinal) | 1;

    private static int HashOf(IPAddress address, int bytesOfIPv6)
    {
        Span<byte> bytes = stackalloc byte[LongestAddress];
        address.TryWriteBytes(bytes, out var length);
        var network = length != LongestAddress ? bytes[..length] : address.IsIPv4MappedToIPv6 ? bytes[12..] : bytes[..bytesOfIPv6];
        HashCode hash = default;
        hash.AddBytes(network);
        return hash.ToHashCode() | 1;
    }
}
