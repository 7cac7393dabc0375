using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// What a caller may bring in place of a deployment's address and key: <c>configurable_clientside_auth_params</c> of the deployment, or
/// <c>general_settings.allow_client_side_credentials</c>.
/// </summary>
internal sealed record ClientParameters
{
    public static readonly ClientParameters None = new();

    /// <summary>Whether a caller may bring a key.</summary>
    public bool AllowsKey { get; init; }

    /// <summary>Whether a caller may bring an address at one of <see cref="Hosts"/>.</summary>
    public bool AllowsAddress { get; init; }

    /// <summary>The hosts of <c>provider_url_destination_allowed_hosts</c>: <c>llm.example.com</c>, <c>localhost:3000</c>, <c>*.example.com</c>, <c>*</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The patterns of addresses that a caller may bring, whatever their hosts are.</summary>
    public IReadOnlyList<Regex> Addresses { get; init; } = [];

    /// <summary>Why a caller may not bring <paramref name="credentials"/>, and what to configure; <see langword="null"/> if it may.</summary>
    public string? ProblemWith(ClientCredentials credentials, string modelGroup)
    {
        if ((credentials.ApiKey is not null && !AllowsKey) || (credentials.ApiBase is not null && !AllowsAddress && Addresses.Count == 0))
        {
            return $"The field '{credentials.Field}' is not allowed: the gateway's configuration decides where a request goes. To allow it for the model '{modelGroup}', "
                + "the operator sets litellm_params.configurable_clientside_auth_params.";
        }

        return credentials.ApiBase is { } address && !Addresses.Any(pattern => Matches(pattern, address)) && !(AllowsAddress && Hosts.Any(host => IsHost(host, address)))
            ? $"The field '{credentials.Field}' names a host that is not allowed: '{address.Authority}'. The operator allows hosts in litellm_settings.provider_url_destination_allowed_hosts."
            : null;
    }

    // The pattern is asked about the address that is called, not about the caller's spelling of it. A host alone needs no slash.
    private static bool Matches(Regex pattern, Uri address) =>
        MatchesWhole(pattern, address.AbsoluteUri) || (address.AbsolutePath == "/" && MatchesWhole(pattern, address.AbsoluteUri.TrimEnd('/')));

    // LiteLLM's patterns must match from the beginning; here also to the end, so that a pattern without $ does not allow another host.
    private static bool MatchesWhole(Regex pattern, string address)
    {
        try
        {
            return pattern.Match(address) is { Success: true, Index: 0 } match && match.Length == address.Length;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static bool IsHost(string pattern, Uri address)
    {
        // A pattern may have the scheme that destinations of traces need.
        if (pattern.IndexOf(Uri.SchemeDelimiter, StringComparison.Ordinal) is > 0 and var end)
        {
            if (!pattern.AsSpan(0, end).Equals(address.Scheme, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            pattern = pattern[(end + Uri.SchemeDelimiter.Length)..];
        }

        var host = pattern.EndsWith($":{address.Port}", StringComparison.Ordinal) ? pattern[..pattern.LastIndexOf(':')] : pattern;
        return host == "*"
            || (host.StartsWith("*.", StringComparison.Ordinal) && address.IdnHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase))
            || host.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase)
            || host.Equals(address.Host, StringComparison.OrdinalIgnoreCase);
    }
}
