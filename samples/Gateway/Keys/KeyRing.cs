namespace TracedLlm.Samples.Gateway;

/// <summary>The keys that open the gateway.</summary>
internal sealed class KeyRing(GatewayConfiguration configuration)
{
    private const string Bearer = "Bearer ";

    /// <exception cref="KeyRefusedException">The request brings no key, or none that opens the gateway.</exception>
    public Caller Identify(IHeaderDictionary headers)
    {
        if (configuration.Keys.Count == 0)
        {
            return Caller.Anonymous;
        }

        var presented = ApiKey.HashOf(KeyOf(headers) ?? throw new KeyRefusedException("No API key: send Authorization: Bearer KEY, or x-api-key."));

        // All keys are compared, so that the time says nothing about which one came close.
        ApiKey? found = null;
        foreach (var key in configuration.Keys)
        {
            if (key.Matches(presented))
            {
                found = key;
            }
        }

        return found is null ? throw new KeyRefusedException("The API key is not valid.") : Caller.Of(found);
    }

    private static string? KeyOf(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.ToString();
        var key = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : headers["x-api-key"].ToString();
        return key.Length == 0 ? null : key;
    }
}
