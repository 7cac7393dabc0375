using System.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>Computes the time to wait before a retry.</summary>
internal static class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The provider's <c>Retry-After</c>, otherwise a time that doubles with each retry. Both are bounded, because the caller waits.</summary>
    /// <param name="retry">The retry's number, from 0.</param>
    /// <param name="retryAfter">The provider's <c>Retry-After</c>.</param>
    /// <param name="now">The current time, for a <c>Retry-After</c> that is a date.</param>
    public static TimeSpan Before(int retry, RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        var wait = retryAfter?.Delta ?? retryAfter?.Date - now ?? First * Math.Pow(2, Math.Min(retry, 16));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
