using System.Diagnostics;

namespace TracedLlm.Samples.Gateway;

/// <summary>The keys that the gateway accepts.</summary>
internal sealed class KeyRing(GatewayConfiguration configuration)
{
    /// <summary>The query parameter in which Gemini's clients send a key.</summary>
    public const string QueryParameter = "key";

    /// <summary>The start of the WebSocket subprotocol in which browsers, which cannot set headers, send a key to OpenAI's realtime API.</summary>
    public const string Subprotocol = "openai-insecure-api-key.";

    // A shorter key may be a part of a value by chance.
    private const int ShortestKeyToFind = 16;

    /// <summary>The caller whose key the request presents. A request may present several, as a client that has a key of a provider in another header does.</summary>
    /// <exception cref="KeyRefusedException">The request has no key, or the gateway does not accept it.</exception>
    public Caller Identify(HttpRequest request)
    {
        var presented = PresentedKeys.FindAll(request, configuration.KeyHeader).ToList();
        if (configuration.KeyHeader is { } header)
        {
            // No later part of the gateway knows this header, so that a pass-through would send the key to a provider.
            request.Headers.Remove(header);
        }

        if (configuration.Keys.Count == 0)
        {
            return Caller.Anonymous with { Key = new(presented.FirstOrDefault()) };
        }

        foreach (var key in presented)
        {
            if (Find(key) is { } found)
            {
                return Caller.FromKey(found, configuration.RedactsCallers) with { Key = new(key), Tags = [.. found.Tags.Union(FindTeam(found.TeamId)?.Tags ?? [])] };
            }
        }

        throw new KeyRefusedException(presented.Count > 0 ? "The API key is not valid." : $"No API key: send {configuration.KeyHeader ?? "Authorization"}: Bearer KEY, or x-api-key.");
    }

    /// <summary>Whether <paramref name="value"/>, in a header or in a query, is the caller's key, alone or behind a scheme, or has it within, as in JSON.</summary>
    public static bool HoldsKey(string value, string? key) =>
        key is not null
        && (value == key || value.EndsWith(" " + key, StringComparison.Ordinal) || (key.Length >= ShortestKeyToFind && value.Contains(key, StringComparison.Ordinal)));

    /// <summary>The metadata and the tags of the caller's key and team, and what they say about content; <see langword="null"/> if they have none.</summary>
    public LlmCaller? FindMetadata(Caller caller)
    {
        var key = configuration.Keys.FirstOrDefault(key => key.Hash == caller.KeyHash);
        var team = FindTeam(caller.TeamId);
        var logging = (key?.MessageLogging ?? default).Or(team?.MessageLogging ?? default);
        return key?.Metadata is null && team is null && logging == default ? null : new LlmCaller
        {
            KeyMetadata = configuration.RedactsCallers ? null : key?.Metadata,
            TeamMetadata = configuration.RedactsCallers ? null : team?.Json,
            TeamTags = team?.Tags,
            CaptureContent = configuration.TurnsOffMessageLogging && logging.IsOn == true ? null : logging.IsOn,
            MayRequestContent = logging.MayRequest,
        };
    }

    /// <summary>The span that the file names for the key of <paramref name="request"/>, otherwise for the key's team; <see langword="null"/> if it names none.</summary>
    public ActivityContext? FindParent(HttpRequest request)
    {
        var key = PresentedKeys.FindAll(request, configuration.KeyHeader).Select(Find).FirstOrDefault(found => found is not null);
        return key?.Parent ?? FindTeam(key?.TeamId)?.Parent;
    }

    /// <summary>Whether the file names a span for any key or team.</summary>
    public static bool HasParents(GatewayConfiguration configuration) =>
        configuration.Keys.Any(key => key.Parent is not null) || configuration.TeamMetadata.Values.Any(team => team.Parent is not null);

    private TeamMetadata? FindTeam(string? id) => id is null ? null : configuration.TeamMetadata.GetValueOrDefault(id);

    // All keys are compared, so that the time does not depend on the key that matches.
    private ApiKey? Find(string presented)
    {
        var hash = ApiKey.ComputeHash(presented);
        ApiKey? found = null;
        foreach (var key in configuration.Keys)
        {
            if (key.Matches(hash))
            {
                found = key;
            }
        }

        return found;
    }
}
