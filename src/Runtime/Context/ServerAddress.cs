using Microsoft.AspNetCore.Http;

namespace TracedLlm.Context;

/// <summary>The host and the port of a request, as its caller named them.</summary>
/// <param name="Name">The host's name.</param>
/// <param name="Port">The port, boxed as an attribute's value.</param>
internal sealed record ServerAddress(string Name, object Port)
{
    // The longest name of a host in DNS. The caller chooses the header.
    private const int MaxLength = 253;

    // The last address: nearly all requests name the same host, so that reading it allocates nothing. A reference is replaced as a
    // whole, so that threads need no lock.
    private static Known? s_last;

    /// <summary>Reads the address; <see langword="null"/> if the request names no host.</summary>
    public static ServerAddress? Read(HttpRequest request)
    {
        var host = request.Host.Value;
        if (string.IsNullOrEmpty(host) || host.Length > MaxLength)
        {
            return null;
        }

        if (s_last is { } last && last.Host == host && last.IsHttps == request.IsHttps)
        {
            return last.Address;
        }

        var address = new ServerAddress(request.Host.Host, request.Host.Port ?? (request.IsHttps ? 443 : 80));
        s_last = new Known(host, request.IsHttps, address);
        return address;
    }

    private sealed record Known(string Host, bool IsHttps, ServerAddress Address);
}
