using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace TracedLlm.Samples.Gateway;

/// <summary>Keeps providers' answers in memory for equal requests.</summary>
internal sealed class ResponseCache(GatewayConfiguration configuration, TimeProvider time) : IDisposable
{
    private const long MostBytes = 64 * 1024 * 1024;
    private const long MostBytesOfOne = MostBytes / 16;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>Whether the cache may answer <paramref name="request"/>. It never answers with a stream.</summary>
    public bool Answers(LlmRequest request) => IsUsedFor(request) && request.Options.Cache.Reads;

    /// <summary>Whether the cache keeps the answer to <paramref name="request"/>.</summary>
    public bool Keeps(LlmRequest request) => IsUsedFor(request) && request.Options.Cache.Stores;

    /// <summary>The answer to an equal request, unless it is older than <paramref name="request"/> allows.</summary>
    public BufferedAnswer? Find(LlmRequest request) =>
        _answers.Get<CachedAnswer>(KeyOf(request)) is { } known && time.GetUtcNow() - known.Kept is var age && age < known.Lifetime && !(age > request.Options.Cache.MaxAge) ? known.Answer : null;

    public void Keep(LlmRequest request, BufferedAnswer answer)
    {
        if (answer.Body.Length <= MostBytesOfOne)
        {
            // The memory is freed by the system's clock.
            var lifetime = request.Options.Cache.Lifetime ?? configuration.CacheSettings.Lifetime;
            _answers.Set(
                KeyOf(request),
                new CachedAnswer(answer, time.GetUtcNow(), lifetime),
                new MemoryCacheEntryOptions { Size = answer.Body.Length, AbsoluteExpirationRelativeToNow = lifetime });
        }
    }

    public void Dispose() => _answers.Dispose();

    // A caller's own provider, and an answer that the caller wrote, are no other caller's.
    private bool IsUsedFor(LlmRequest request) =>
        configuration.Cache && IsWanted(request) && request.IsRepeatable && request.Options is { Credentials: null, IsMocked: false } && request.FallbackRequests.Count == 0;

    private bool IsWanted(LlmRequest request) =>
        configuration.CacheSettings.Formats?.Contains(request.Format) is not false && (!configuration.CacheSettings.IsOnRequest || request.Options.Cache.IsAsked);

    // The key leaves the gateway's own fields out, because they do not change the answer. The body names the model group.
    private static string KeyOf(LlmRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Options.Cache.Namespace}\n{request.PathFor(request.Model)}{request.QueryFor(request.Model)}"));
        using var content = new MemoryStream();
        request.ContentFor(request.Model)!.CopyTo(content, null, CancellationToken.None);
        hash.AppendData(content.GetBuffer(), 0, (int)content.Length);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
