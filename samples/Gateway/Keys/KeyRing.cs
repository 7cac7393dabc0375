namespace TracedLlm.Samples.Gateway;

/// <summary>The keys that the gateway accepts.</summary>
internal sealed class KeyRing(GatewayConfiguration configuration)
{
    /// <summary>The query parameter in which Gemini's clients send a key.</summary>
    public const string QueryParameter = "key";

    /// <summary>The start of the WebSocket subprotocol in which browsers, which cannot set headers, send a key to OpenAI's realtime API.</summary>
    public const string Subprotocol = "openai-insecure-api-key.";

    private const string Bearer = "Bearer ";

    // A shorter key may be a part of a value by chance.
    private const int ShortestKeyToFind = 16;

    // The headers of Anthropic's, Azure's and Gemini's clients, in this order.
    private static readonly string[] KeyHeaders = ["x-api-key", "api-key", "x-goog-api-key"];

    /// <exception cref="KeyRefusedException">The request has no key, or the gateway does not accept it.</exception>
    public Caller Identify(HttpRequest request)
    {
        if (configuration.Keys.Count == 0)
        {
            return Caller.Anonymous;
        }

        var presented = ApiKey.ComputeHash(FindKey(request) ?? throw new KeyRefusedException("No API key: send Authorization: Bearer KEY, or x-api-key."));

        // All keys are compared, so that the time does not depend on the key that matches.
        ApiKey? found = null;
        foreach (var key in configuration.Keys)
        {
            if (key.Matches(presented))
            {
                found = key;
            }
        }

        return found is null ? throw new KeyRefusedException("The API key is not valid.") : Caller.FromKey(found);
    }

    /// <summary>The key that the caller presents, in the first place that has one.</summary>
    public static string? FindKey(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var key = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : KeyHeaders.Select(name => request.Headers[name].ToString())
                .Append(request.Query[QueryParameter].ToString())
                .Append(SubprotocolKey(request))
                .FirstOrDefault(value => value.Length > 0);
        return key is { Length: > 0 } ? key : null;
    }

    /// <summary>Whether <paramref name="value"/>, in a header or in a query, is the caller's key, alone or behind a scheme, or has it within, as in JSON.</summary>
    public static bool HoldsKey(string value, string? key) =>
        key is not null
        && (value == key || value.EndsWith(" " + key, StringComparison.Ordinal) || (key.Length >= ShortestKeyToFind && value.Contains(key, StringComparison.Ordinal)));

    /// <summary>The metadata of the caller's key, an object as JSON; <see langword="null"/> if it has none.</summary>
    public string? FindMetadata(Caller caller) => configuration.Keys.FirstOrDefault(key => key.Hash == caller.KeyHash)?.Metadata;

    private static string SubprotocolKey(HttpRequest request) =>
        request.HttpContext.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(protocol => protocol.StartsWith(Subprotocol, StringComparison.Ordinal)) is { } found
            ? found[Subprotocol.Length..]
            : "";
}
