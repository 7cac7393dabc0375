using System.Globalization;
using System.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>Computes the time to wait before a retry.</summary>
internal static class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    // OpenAI's and Azure's headers, which go before Retry-After because they are more exact.
    private static readonly string[] MillisecondHeaders = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>The time that the provider asks for, otherwise a time that doubles with each retry. Both are bounded, because the caller waits.</summary>
    /// <param name="retry">The retry's number, from 0.</param>
    /// <param name="response">The headers of the provider's response.</param>
    /// <param name="now">The current time, for a <c>Retry-After</c> that is a date.</param>
    public static TimeSpan FindDelay(int retry, HttpResponseHeaders? response, DateTimeOffset now)
    {
        var wait = (response is null ? null : AskedFor(response, now)) ?? First * Math.Pow(2, Math.Min(retry, 16));
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }

    /// <summary>The time that the provider asks for; <see langword="null"/> if it asks for none.</summary>
    public static TimeSpan? AskedFor(HttpResponseHeaders response, DateTimeOffset now)
    {
        foreach (var name in MillisecondHeaders)
        {
            if (Number(response, name) is { } milliseconds)
            {
                return TimeSpan.FromMilliseconds(milliseconds);
            }
        }

        return Number(response, "Retry-After") is { } seconds ? TimeSpan.FromSeconds(seconds) : response.RetryAfter?.Date - now;
    }

    // Some providers send a fraction, which RetryConditionHeaderValue does not accept.
    private static double? Number(HttpResponseHeaders response, string name) =>
        response.NonValidated.TryGetValues(name, out var values)
        && double.TryParse(values.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Math.Clamp(number, 0, int.MaxValue)
            : null;
}
