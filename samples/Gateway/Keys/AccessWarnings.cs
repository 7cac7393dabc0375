using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>Warns about a gateway that other machines can reach, and that everybody may use.</summary>
internal static class AccessWarnings
{
    // The traces have the whole hash.
    private const int HashShown = 12;

    /// <param name="configuration">The gateway's configuration.</param>
    /// <param name="addresses">The addresses on which the server listens.</param>
    public static IEnumerable<string> For(GatewayConfiguration configuration, IEnumerable<string> addresses)
    {
        if (addresses.FirstOrDefault(address => !IsLoopback(address)) is not { } reachable)
        {
            yield break;
        }

        if (configuration.Keys.Count == 0)
        {
            yield return $"general_settings.allow_unauthenticated is true, and other machines can reach {reachable}: everybody can use the gateway's keys at the providers. "
                + "Set general_settings.master_key or LITELLM_MASTER_KEY, or listen on localhost";
        }

        if (configuration.Keys.FirstOrDefault(key => key.IsPublic) is { } known)
        {
            yield return $"the key '{known.Alias ?? known.Hash[..HashShown]}' is in the documentation of gateways, so that everybody knows it, and other machines can reach {reachable}. Choose another key";
        }
    }

    private static bool IsLoopback(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.StartsWith("unix:/", StringComparison.Ordinal) || host.StartsWith("pipe:/", StringComparison.Ordinal)
            || IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip);
    }
}
