using System.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>How long to wait before a retry.</summary>
internal static class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>What the provider asked for, else twice as long each time; a caller is waiting, so neither for long.</summary>
    /// <param name="retry">The retry's number, from 0.</param>
    /// <param name="retryAfter">The provider's <c>Retry-After</c>.</param>
    /// <param name="now">The time by which a date in it is understood.</param>
    public static TimeSpan Before(int retry, RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        var wait = retryAfter?.Delta ?? retryAfter?.Date - now ?? First * Math.Pow(2, Math.Min(retry, 16));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
