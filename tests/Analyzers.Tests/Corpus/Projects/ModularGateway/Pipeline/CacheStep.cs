using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Caching.Distributed;

namespace ModularGateway.Pipeline;

internal sealed partial class CacheStep(IDistributedCache cache) : IStep<Call, Reply>
{
    private static readonly string[] Keyed = ["model", "messages", "temperature", "tools", "response_format", "max_tokens"];

    public async ValueTask<Reply> InvokeAsync(Call input, Next<Call, Reply> next, CancellationToken cancellationToken)
    {
        if (input.Body["stream"]?.GetValue<bool>() is true || input.Body["temperature"]?.GetValue<double>() is > 0)
        {
            return await next(input, cancellationToken);
        }

        var key = KeyOf(input.Body);
        if (await LookUpAsync(key, cancellationToken) is { } kept)
        {
            LlmTrace.Current?.SetCacheHit(true);
            return new Reply.Complete(kept);
        }

        var reply = await next(input, cancellationToken);
        if (reply is Reply.Complete { Status: 200, Body: var fresh })
        {
            await cache.SetStringAsync(key, fresh.ToJsonString(), new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) }, cancellationToken);
        }

        return reply;
    }

    [TracedStage("cache")]
    private partial ValueTask<JsonObject?> LookUpAsync(string key, CancellationToken cancellationToken);

    private async ValueTask<JsonObject?> LookUpCoreAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.GetStringAsync(key, cancellationToken) is { } text ? JsonNode.Parse(text)?.AsObject() : null;
        }
        catch (Exception broken)
        {
            // A cache that is down is no reason to fail, but its span says so.
            LlmTrace.Current?.SetRequestTag("cache.error", broken.GetType().Name);
            return null;
        }
    }

    private static string KeyOf(JsonObject body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Keyed)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}={body[name]?.ToJsonString()}\n"));
        }

        return $"llm:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
