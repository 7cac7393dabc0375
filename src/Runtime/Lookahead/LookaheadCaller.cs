using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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

    // Every host of an IPv6 network can choose its last 64 bits.
    private const int NetworkOfIPv6 = 8;

    private const int LongestAddress = 16;

    /// <summary>The connection; 0 on a server without connections.</summary>
    public int Connection { get; init; }

    /// <summary>The key, or the address of a request without a key; 0 if the request has neither.</summary>
    public int Key { get; init; }

    /// <summary>The remote address; 0 if it is not known, as on a Unix domain socket.</summary>
    public int Address { get; init; }

    public static LookaheadCaller Read(HttpContext context)
    {
        var connection = context.Features.Get<IHttpConnectionFeature>();
        var address = connection?.RemoteIpAddress is { } remote ? HashOf(remote) : 0;
        return new()
        {
            Connection = connection?.ConnectionId is { } id ? HashOf(id) : 0,
            Key = FindKey(context.Request.Headers) is { } key ? HashOf(key) : address,
            Address = address,
        };
    }

    private static string? FindKey(IHeaderDictionary headers)
    {
        foreach (var name in KeyHeaders)
        {
            if (headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } key, ..])
            {
                return key;
            }
        }

        return null;
    }

    private static int HashOf(string text) => text.GetHashCode(StringComparison.Ordinal) | 1;

    private static int HashOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[LongestAddress];
        address.TryWriteBytes(bytes, out var length);
        var network = length != LongestAddress ? bytes[..length] : address.IsIPv4MappedToIPv6 ? bytes[12..] : bytes[..NetworkOfIPv6];
        HashCode hash = default;
        hash.AddBytes(network);
        return hash.ToHashCode() | 1;
    }
}
